"""Referrals (rujukan): a client is sent to a partner's service, waits, is served, and what became of each need.

A partner's workers see a referral by its `partner`, which is set when it is sent and not before. Capability 44 to 48.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import ConsentGiver
from clients.models import Guidance, Need
from partners.choices_referral import ReferralStage, Shared
from partners.models.offering import Offering
from partners.models.organisation import Organisation
from partners.models.referral_sql import CHECK_REFERRAL, NEED_OF_CLIENT

USER = settings.AUTH_USER_MODEL


class ReferralQuerySet(ScopedQuerySet):
    """The client's office and officer see it; so do workers of the partner it was sent to."""

    office_lookup = "guidance__office"
    officer_lookup = "guidance__officer"
    cohort_lookup = "guidance__is_child"
    partner_lookup = "partner"


class ThroughReferral(ScopedQuerySet):
    """Rows that hang on a referral."""

    office_lookup = "referral__guidance__office"
    officer_lookup = "referral__guidance__officer"
    cohort_lookup = "referral__guidance__is_child"
    partner_lookup = "referral__partner"


@pghistory.track()
class Referral(models.Model):
    """One client to one service. The waiting list goes by (`queued_at`, id); a rerouted client keeps the first moment.

    `shared`: what the partner is told beyond the least, and why (`shared_reason`). `since_on`: the day of this stage.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="referrals")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="referrals")
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals", help_text="once sent"
    )
    rerouted_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rerouted_to"
    )
    aim = models.CharField(max_length=300, help_text="what the service shall bring about")
    sessions_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    shared = ArrayField(models.CharField(max_length=12, choices=Shared), default=list, blank=True)
    shared_reason = models.CharField(max_length=300, blank=True)
    consent_by = models.CharField(max_length=10, choices=ConsentGiver, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=12, choices=ReferralStage, default=ReferralStage.DRAFT)
    since_on = models.DateField()
    queued_at = models.DateTimeField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_says_what_for", condition=~Q(aim="")),
            models.CheckConstraint(name="referral_known_shares", condition=Q(shared__contained_by=Shared.values)),
            models.CheckConstraint(name="referral_shares_say_why", condition=Q(shared__len=0) | ~Q(shared_reason="")),
            models.CheckConstraint(
                name="referral_sent_whole",
                condition=(Q(stage="DRAFT", queued_at=None, partner=None))
                | Q(stage="WITHDRAWN", queued_at=None, partner=None)
                | (
                    ~Q(stage="DRAFT")
                    & Q(queued_at__isnull=False, partner__isnull=False, consent_on__isnull=False)
                    & ~Q(consent_by="")
                ),
            ),
            models.CheckConstraint(
                name="referral_days_whole",
                condition=Q(
                    stage__in=["DRAFT", "SENT", "WAITING", "ACCEPTED", "DECLINED", "WITHDRAWN"],
                    started_on=None,
                    ended_on=None,
                )
                | Q(stage__in=["STARTED", "PAUSED"], started_on__isnull=False, ended_on=None)
                | Q(stage="COMPLETED", started_on__isnull=False, ended_on__gte=F("started_on"))
                | (
                    Q(stage="ENDED_EARLY", ended_on__isnull=False)
                    & (Q(started_on=None) | Q(ended_on__gte=F("started_on")))
                ),
            ),
            models.UniqueConstraint(
                name="referral_open_once",
                fields=["guidance", "offering"],
                condition=Q(stage__in=["DRAFT", "SENT", "WAITING", "ACCEPTED", "STARTED", "PAUSED"]),
            ),
        ]
        indexes = [
            models.Index(fields=["offering", "stage", "queued_at", "id"], name="referral_queue"),
            models.Index(fields=["partner", "stage", "queued_at", "id"], name="referral_of_partner"),
        ]
        triggers = [
            pgtrigger.Protect(name="referral_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="referral_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHECK_REFERRAL,
                declare=[("held", "partners_offering%ROWTYPE")],
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk} of guidance {self.guidance_id}"


class ReferralNeed(models.Model):
    """A need of the client that the referral is for. Taken off (`removed_at`) while it is a draft, never deleted."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="needs")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReferral.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="referral_need_once", fields=["referral", "need"], condition=Q(removed_at=None)
            )
        ]
        triggers = [
            pgtrigger.Protect(name="referral_need_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="referral_need_of_client", when=pgtrigger.Before, operation=pgtrigger.Insert, func=NEED_OF_CLIENT
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.need_id} of referral {self.referral_id}"
