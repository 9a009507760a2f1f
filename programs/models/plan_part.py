"""What a plan's line holds: the steps to its goal, and the readings of what it measures."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import ScopedQuerySet
from programs.choices_plan import StepActor, StepState
from programs.models.plan import PlanLine
from programs.models.plan_sql import CHECK_STEP_DAY
from programs.rules.measure import amount_words


class ThroughLine(ScopedQuerySet):
    """Rows that hang on a line of a plan."""

    office_lookup = "line__plan__guidance__office"
    officer_lookup = "line__plan__guidance__officer"
    cohort_lookup = "line__plan__guidance__is_child"

    def current(self) -> Self:
        """Steps that were not removed, of lines that were not removed."""
        return self.filter(removed_at=None, line__removed_at=None)


class ThroughStep(ScopedQuerySet):
    """Rows that hang on a step."""

    office_lookup = "step__line__plan__guidance__office"
    officer_lookup = "step__line__plan__guidance__officer"
    cohort_lookup = "step__line__plan__guidance__is_child"


class PlanStep(models.Model):
    """One step to the goal of a line: what is done, by whom, until when (within the line's days)."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=300)
    actor = models.CharField(max_length=10, choices=StepActor)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=StepState, default=StepState.PLANNED)
    lock_version = models.PositiveIntegerField(default=0, db_default=0, help_text="refuses a save over somebody else's")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughLine.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="plan_step_says_what", condition=~Q(action="")),
            models.CheckConstraint(
                name="plan_step_removed_only_planned", condition=Q(removed_at=None) | Q(state="PLANNED")
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="plan_step_waits", condition=Q(state="PLANNED", removed_at=None))
        ]
        triggers = [
            pgtrigger.Protect(name="plan_step_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="plan_step_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHECK_STEP_DAY,
                declare=[("held", "record")],
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk} of line {self.line_id}"


class PlanStepState(models.Model):
    """Which state a step was in from a day on. A wrong tick is put right by a new row with its reason."""

    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=10, choices=StepState)
    from_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_step_not_done_says_why", condition=~Q(state="NOT_DONE") | ~Q(reason=""))
        ]
        indexes = [models.Index(fields=["step", "-from_on", "-id"], name="plan_step_state_latest")]
        triggers = [pgtrigger.Protect(name="plan_step_state_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step_id} {self.state} {self.from_on}"


class IndicatorReading(models.Model):
    """What was measured on a day: a number with its unit, or words. A mistake is replaced by a new reading."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="readings")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class IndicatorReadingQuerySet(ScopedQuerySet):
        office_lookup = "line__plan__guidance__office"
        officer_lookup = "line__plan__guidance__officer"
        cohort_lookup = "line__plan__guidance__is_child"

    objects = IndicatorReadingQuerySet.as_manager()

    class Meta:
        ordering = ["measured_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="reading_is_number_or_words",
                condition=(Q(value__isnull=False, words="") & ~Q(unit="")) | (Q(value=None, unit="") & ~Q(words="")),
            ),
            models.CheckConstraint(name="reading_replaced_says_why", condition=Q(replaces=None) | ~Q(note="")),
        ]
        triggers = [pgtrigger.Protect(name="reading_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"reading of line {self.line_id} on {self.measured_on}"

    @property
    def amount(self) -> str:
        """What was measured as a reader reads it: the words, or the number with its unit."""
        return amount_words(self.words, self.value, self.unit)
