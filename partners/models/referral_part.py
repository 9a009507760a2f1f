"""What gathers around a referral: its stages, changes, sessions with feedback, and the report at its end."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from partners.choices_referral import FIELD_LABELS, Outcome, Presence, ReferralStage, ReportDecision, Source
from partners.models.referral import Referral, ReferralNeed, ThroughReferral
from partners.models.referral_sql import OUTCOME_OF_REFERRAL, SESSION_WHILE_SERVED

USER = settings.AUTH_USER_MODEL
KEPT = pgtrigger.Update | pgtrigger.Delete


class ReferralMove(models.Model):
    """The referral went from one stage to another: by whom, when, why. Never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="moves")
    old = models.CharField(max_length=12, choices=ReferralStage, blank=True)
    new = models.CharField(max_length=12, choices=ReferralStage)
    on = models.DateField(help_text="by the clock of the client's office")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReferral.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="referral_move_goes_somewhere", condition=~Q(old=F("new"))),
            models.CheckConstraint(
                name="referral_move_says_why",
                condition=~Q(new__in=["DECLINED", "WITHDRAWN", "PAUSED", "ENDED_EARLY"]) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["referral", "id"], name="referral_moves_in_order")]
        triggers = [pgtrigger.Protect(name="referral_move_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"referral {self.referral_id}: {self.old} > {self.new}"


class ReferralChange(models.Model):
    """A field of a sent referral put right: old value, new value, reason (capability 48)."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=30)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReferral.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="referral_change_says_why", condition=~Q(reason=""))]
        triggers = [pgtrigger.Protect(name="referral_change_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.field} of referral {self.referral_id}"

    @property
    def label(self) -> str:
        """The field, in words."""
        return str(FIELD_LABELS[self.field])


class ReferralSession(models.Model):
    """A meeting of the service: was the client there, what the partner says. Put right by one that `replaces` it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    presence = models.CharField(max_length=6, choices=Presence)
    feedback = models.TextField(blank=True)
    needs_officer = models.BooleanField(default=False, help_text="the partner asks the PK to look at it")
    source = models.CharField(max_length=6, choices=Source)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True, help_text="why it was put right")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReferral.as_manager()

    class Meta:
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="referral_session_times_whole",
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="referral_session_replaced_says_why", condition=Q(replaces=None) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["referral", "held_on", "id"], name="referral_sessions_in_order")]
        triggers = [
            pgtrigger.Protect(name="referral_session_is_kept", operation=KEPT),
            pgtrigger.Trigger(
                name="referral_session_while_served",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SESSION_WHILE_SERVED,
                declare=[("held", "partners_referral%ROWTYPE")],
            ),
        ]

    def __str__(self) -> str:
        return f"session of referral {self.referral_id} on {self.held_on}"


class ReferralReport(models.Model):
    """The partner's report at the end of the service. The PK accepts it, or returns it and a new number follows."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    summary = models.TextField()
    advice = models.TextField(blank=True, help_text="what the PK should go on with")
    source = models.CharField(max_length=6, choices=Source)
    decision = models.CharField(max_length=10, choices=ReportDecision, default=ReportDecision.WAITING)
    comment = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReferral.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="referral_report_number_once", fields=["referral", "number"]),
            models.UniqueConstraint(
                name="referral_report_one_that_stands",
                fields=["referral"],
                condition=Q(decision__in=["WAITING", "ACCEPTED"]),
            ),
            models.CheckConstraint(name="referral_report_says_something", condition=~Q(summary="")),
            models.CheckConstraint(
                name="referral_report_decision_whole",
                condition=Q(decision="WAITING", decided_by=None, decided_at=None, comment="")
                | Q(decision="ACCEPTED", decided_by__isnull=False, decided_at__isnull=False)
                | (Q(decision="RETURNED", decided_by__isnull=False, decided_at__isnull=False) & ~Q(comment="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="referral_report_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="referral_report_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.decision <> 'WAITING' OR (OLD.referral_id, OLD.number, OLD.summary, OLD.advice, OLD.by_id)"
                    " IS DISTINCT FROM (NEW.referral_id, NEW.number, NEW.summary, NEW.advice, NEW.by_id))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number} of referral {self.referral_id}"


class ReferralOutcome(models.Model):
    """What the report says became of one need."""

    report = models.ForeignKey(ReferralReport, on_delete=models.PROTECT, related_name="outcomes")
    need = models.ForeignKey(ReferralNeed, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.CharField(max_length=300, blank=True)

    class ReferralOutcomeQuerySet(ThroughReferral):
        office_lookup = "report__referral__guidance__office"
        officer_lookup = "report__referral__guidance__officer"
        cohort_lookup = "report__referral__guidance__is_child"
        partner_lookup = "report__referral__partner"

    objects = ReferralOutcomeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="referral_outcome_once", fields=["report", "need"])]
        triggers = [
            pgtrigger.Protect(name="referral_outcome_is_kept", operation=KEPT),
            pgtrigger.Trigger(
                name="referral_outcome_of_its_referral",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OUTCOME_OF_REFERRAL,
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.need_id}: {self.outcome}"
