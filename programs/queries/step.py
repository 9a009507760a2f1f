"""Reads of the steps to a plan's goals."""

from django.db.models import Exists, OuterRef, QuerySet

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from programs.choices import LineState, PlanState
from programs.choices_plan import StepState
from programs.models import PlanStep, PlanVersion


def overdue_steps(scope: Scope, *, is_mine: bool = False) -> QuerySet[PlanStep]:
    """Steps past their day that nobody ticked off, the oldest first, with line, client, office and officer.

    Only of goals that still run, in plans approved at least once, in open guidance periods.
    """
    approved = PlanVersion.objects.filter(plan=OuterRef("line__plan"), decision=PlanState.APPROVED)
    rows = PlanStep.objects.visible_to(scope).current().filter(state=StepState.PLANNED, due_on__lt=today_in())
    rows = rows.filter(
        Exists(approved),
        line__state__in=(LineState.PLANNED, LineState.RUNNING),
        line__plan__guidance__ended_on=None,
    )
    if is_mine:
        rows = rows.filter(line__plan__guidance__officer=scope.user_id)
    related = ("line__plan__guidance__client", "line__plan__guidance__office", "line__plan__guidance__officer")
    return rows.select_related(*related).order_by("due_on", "pk")
