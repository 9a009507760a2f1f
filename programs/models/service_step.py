"""The ladder after a missed session: steps, and what was decided of them. Rows are added, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import ScopedQuerySet
from programs.choices_service import BreachStep, StepAct
from programs.models.service import ServiceOrder, ThroughOrder
from programs.models.service_attendance import KEPT, ServiceAttendance
from programs.models.service_sql import CHECK_STEP, CHECK_STEP_ACT


class ServiceStep(models.Model):
    """One step taken for one miss. A step that a second person decides counts once it is approved."""

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="steps")
    miss = models.ForeignKey(ServiceAttendance, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=15, choices=BreachStep)
    taken_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["order", "id"]
        triggers = [
            pgtrigger.Protect(name="service_step_kept", operation=KEPT),
            pgtrigger.Trigger(
                name="service_step_checked", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CHECK_STEP
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of order {self.order_id}"


class ThroughStep(ScopedQuerySet):
    office_lookup = "step__order__guidance__office"
    officer_lookup = "step__order__guidance__officer"
    cohort_lookup = "step__order__guidance__is_child"


class ServiceStepAct(models.Model):
    """A step approved or refused by a second person, or withdrawn with its reason."""

    step = models.ForeignKey(ServiceStep, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=StepAct)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughStep.as_manager()

    class Meta:
        ordering = ["step", "id"]
        constraints = [
            models.UniqueConstraint(
                name="service_step_decided_once", fields=["step"], condition=Q(act__in=["APPROVED", "REFUSED"])
            ),
            models.UniqueConstraint(name="service_step_withdrawn_once", fields=["step"], condition=Q(act="WITHDRAWN")),
            models.CheckConstraint(name="service_step_act_says_why", condition=Q(act="APPROVED") | ~Q(note="")),
        ]
        triggers = [
            pgtrigger.Protect(name="service_step_act_kept", operation=KEPT),
            pgtrigger.Trigger(
                name="service_step_four_eyes", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CHECK_STEP_ACT
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} of step {self.step_id}"
