"""Misses that wait for a step, steps that wait for a decision, and the steps of an order."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from bapas_portal.core.scope import Scope
from programs.choices import OrderState
from programs.choices_service import DECIDED_STEPS, BreachStep, SeatOutcome, StepAct
from programs.models import ServiceAttendance, ServiceStep, ServiceStepAct
from programs.rules.ladder import next_step, read_ladder

GUIDANCE = ("order__guidance__client", "order__guidance__office", "order__guidance__officer")


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with what was decided of it; `state`: WAITING, APPROVED, REFUSED, WITHDRAWN, or TAKEN (a warning)."""

    step: ServiceStep
    state: str
    acts: list[ServiceStepAct]


def misses(scope: Scope) -> QuerySet[ServiceAttendance]:
    """Misses of running orders without a step that stands, as they are now."""
    withdrawn = ServiceStepAct.objects.filter(step=OuterRef("pk"), act=StepAct.WITHDRAWN)
    stands = ServiceStep.objects.filter(~Exists(withdrawn), miss=OuterRef("pk"))
    rows = ServiceAttendance.objects.visible_to(scope).filter(outcome=SeatOutcome.MISSED, replaced_by=None)
    rows = rows.filter(~Exists(stands), order__state=OrderState.RUNNING)
    return rows.select_related("seat__session__site", "by", *GUIDANCE)


def waiting(scope: Scope) -> QuerySet[ServiceStep]:
    """Hearings and reports that nobody has decided, the oldest first."""
    rows = ServiceStep.objects.visible_to(scope).filter(step__in=DECIDED_STEPS, acts=None)
    return rows.select_related("miss__seat__session", "by", *GUIDANCE).order_by("pk")


def standing_steps(order_ids: Collection[int]) -> dict[int, list[ServiceStep]]:
    """Order id -> its steps that were neither refused nor withdrawn. One query."""
    gone = ServiceStepAct.objects.filter(step=OuterRef("pk"), act__in=[StepAct.REFUSED, StepAct.WITHDRAWN])
    found: dict[int, list[ServiceStep]] = {}
    for step in ServiceStep.objects.filter(~Exists(gone), order_id__in=order_ids).order_by("pk"):
        found.setdefault(step.order_id, []).append(step)
    return found


def proposals(rows: Collection[ServiceAttendance]) -> dict[int, BreachStep | None]:
    """Order id -> the step the ladder proposes next; None at its top. One query."""
    orders = {row.order_id for row in rows}
    standing, steps = standing_steps(orders), read_ladder(settings.SERVICE_LADDER, BreachStep.values)
    found = {pk: next_step(steps, [row.step for row in standing.get(pk, [])]) for pk in orders}
    return {pk: BreachStep(step) if step else None for pk, step in found.items()}


def steps_of(order_id: int) -> list[StepLine]:
    """The steps of an order in the order they were taken. Two queries."""
    acts = Prefetch("acts", queryset=ServiceStepAct.objects.select_related("by").order_by("pk"))
    rows = ServiceStep.objects.filter(order_id=order_id).select_related("by", "miss__seat__session")
    return [line_of(step) for step in rows.prefetch_related(acts).order_by("pk")]


def line_of(step: ServiceStep) -> StepLine:
    acts = list(step.acts.all())
    said = [act.act for act in acts]
    if StepAct.WITHDRAWN in said:
        state = "WITHDRAWN"
    elif said:
        state = str(said[0])
    else:
        state = "WAITING" if step.step in DECIDED_STEPS else "TAKEN"
    return StepLine(step, state, acts)


def counted(lines: Collection[StepLine]) -> list[StepLine]:
    """The steps that stand: taken, waiting or approved."""
    return [line for line in lines if line.state not in ("REFUSED", "WITHDRAWN")]
