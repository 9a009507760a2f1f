"""Action plans (rencana aksi): one need per line; an approval pins the version it approved."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance, Need, ThroughGuidance
from partners.models import Organisation
from programs.choices import LineState, PlanState
from programs.models.catalogue import Intervention
from programs.models.plan_sql import CHECK_LINE_DAYS
from programs.rules.measure import amount_words


@pghistory.track()
class ActionPlan(models.Model):
    """The plan of one guidance period; `lock_version` refuses a save over somebody else's."""

    guidance = models.OneToOneField(Guidance, on_delete=models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lock_version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_submitted_at_once_submitted",
                condition=Q(state="DRAFT") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"plan of guidance {self.guidance_id}"


class PlanVersion(models.Model):
    """What was submitted, word for word, and what was decided on it. `content` is the lines as JSON."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=PlanState, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(blank=True)

    class PlanVersionQuerySet(ScopedQuerySet):
        office_lookup = "plan__guidance__office"
        officer_lookup = "plan__guidance__officer"
        cohort_lookup = "plan__guidance__is_child"

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_version_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="plan_version_decision_whole",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | Q(decision__in=["APPROVED", "RETURNED"], decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_version_four_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="plan_version_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="plan_version_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__content__df=pgtrigger.F("new__content"))
                | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                | (~pgtrigger.Q(old__decision="") & pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))),
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id} v{self.number}"


class PlanLine(models.Model):
    """One need, one goal, one intervention, with a partner where there is one."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="lines")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="plan_lines")
    goal = models.CharField(max_length=300)
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_lines"
    )
    start_on = models.DateField()
    due_on = models.DateField()
    indicator = models.CharField(max_length=200, help_text="what is measured, in words")
    unit = models.CharField(max_length=30, blank=True, default="", db_default="", help_text="empty: told in words")
    baseline = models.CharField(max_length=100, blank=True, default="", db_default="", help_text="how it is now")
    target = models.CharField(max_length=100, blank=True, default="", db_default="", help_text="how it shall be")
    baseline_value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    # The open goal of an earlier plan that this line takes over.
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_to",
        help_text="of an earlier plan",
    )
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LineState, default=LineState.PLANNED)
    lock_version = models.PositiveIntegerField(default=0, db_default=0, help_text="refuses a save over somebody else's")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PlanLineQuerySet(ScopedQuerySet):
        office_lookup = "plan__guidance__office"
        officer_lookup = "plan__guidance__officer"
        cohort_lookup = "plan__guidance__is_child"

        def current(self) -> Self:
            """Lines that were not removed."""
            return self.filter(removed_at=None)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_line_due_after_start", condition=Q(due_on__gte=F("start_on"))),
            models.CheckConstraint(
                name="plan_line_measure_whole",
                condition=Q(unit="", baseline="", target="", baseline_value=None, target_value=None)
                | (Q(unit="", baseline_value=None, target_value=None) & ~Q(baseline="") & ~Q(target=""))
                | (
                    Q(baseline="", target="", baseline_value__isnull=False, target_value__isnull=False)
                    & ~Q(unit="")
                    & ~Q(baseline_value=F("target_value"))
                ),
            ),
            models.UniqueConstraint(
                name="plan_line_carried_once", fields=["plan", "carried_from"], condition=Q(removed_at=None)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="line_days_hold_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("start_on", "due_on"),
                func=CHECK_LINE_DAYS,
            )
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of plan {self.plan_id}"

    @property
    def measure_from(self) -> str:
        """The baseline in words, a number with its unit; "" where nothing is measured."""
        return amount_words(self.baseline, self.baseline_value, self.unit)

    @property
    def measure_to(self) -> str:
        """The target in words, a number with its unit; "" where nothing is measured."""
        return amount_words(self.target, self.target_value, self.unit)


class PlanLineState(models.Model):
    """Which state a line was in from a day on: the figures of a past month read this."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=10, choices=LineState)
    from_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["line", "-from_on", "-id"], name="plan_line_state_latest")]
        triggers = [pgtrigger.Protect(name="plan_line_state_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state} {self.from_on}"
