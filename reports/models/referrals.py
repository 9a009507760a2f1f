"""What became of referrals in a month, by partner and need; of no client."""

from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from partners.models import Organisation
from reports.choices import ReferralMeasure
from reports.models.figures import RollupRun
from reports.models.frozen_sql import frozen_stays


class ReferralFactQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = "is_child"


class ReferralFact(models.Model):
    """value = count of `measure` in `month` at the client's office (WAITING: on the month's last day).

    need: '' all referrals, else a key of clients.rules.needs.need_key; a referral for two needs stands under both.
    key: the days of ANSWER_DAYS and START_DAYS (decision 0010), the outcome of OUTCOMES, the presence of SESSIONS.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="referral_facts")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    need = models.CharField(max_length=30, blank=True)
    measure = models.CharField(max_length=12, choices=ReferralMeasure)
    key = models.CharField(max_length=10, blank=True)
    value = models.IntegerField()

    objects = ReferralFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="referral_fact_once",
                fields=["run", "month", "office", "partner", "is_child", "need", "measure", "key"],
            ),
            models.CheckConstraint(name="referral_fact_counts_something", condition=Q(value__gt=0)),
        ]
        indexes = [models.Index(fields=["month", "office"], name="referral_fact_read")]
        triggers = frozen_stays("referral_fact")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.partner_id} {self.measure} {self.value}"
