"""What stands across the sectors on the last day of a month: agreements, partners, work sites, and orders to place."""

from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from reports.choices import SectorMeasure
from reports.models.figures import RollupRun
from reports.models.frozen_sql import frozen_stays


class SectorFactQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class SectorFact(models.Model):
    """value = sum of `measure` in `month` at an office, for one cell ('' where a side does not apply).

    office: who keeps the agreement, partner or site, of orders the Bapas that guides. region: the official code of a
    regency, '' where not known. key: AGREEMENTS "PKS:AKTIF", AGREEMENTS_ENDING and PARTNERS the kind, SITES the state
    of the safety check, SEATS "OPEN" or "SHUT". SEATS_NEEDED is in hundredths of a seat a week, so that sums agree.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="sector_facts")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=20, choices=SectorMeasure)
    region = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=24, blank=True)
    value = models.IntegerField()

    objects = SectorFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sector_fact_once", fields=["run", "month", "office", "measure", "region", "key"]
            ),
            models.CheckConstraint(name="sector_fact_counts_something", condition=Q(value__gt=0)),
        ]
        indexes = [models.Index(fields=["month", "measure", "office"], name="sector_fact_read")]
        triggers = frozen_stays("sector_fact")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.measure} {self.value}"
