"""What the last planning of a service order left open: kept, because why it is short is known only while planning."""

from django.db import models
from django.db.models import Q

from programs.choices_service import Short
from programs.models.service import ServiceOrder, ThroughOrder


class ServicePlan(models.Model):
    """One row for each order that was planned: minutes in seats to come, minutes without one, and why (0: '')."""

    order = models.OneToOneField(ServiceOrder, on_delete=models.PROTECT, related_name="plan")
    planned = models.PositiveIntegerField()
    short = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=Short, blank=True)
    changed_at = models.DateTimeField(help_text="when this last became different")

    objects = ThroughOrder.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_plan_says_why", condition=(Q(short=0, why="") | (Q(short__gt=0) & ~Q(why="")))
            ),
        ]

    def __str__(self) -> str:
        return f"plan of order {self.order_id}"
