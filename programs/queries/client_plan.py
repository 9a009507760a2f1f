"""What a client's own copy of the plan says: one version, with the steps as they stand on the day it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import LineState, PlanState
from programs.choices_plan import StepActor, StepState
from programs.models import PlanAnswer, PlanLine, PlanStep, PlanStepState, PlanVersion
from programs.queries.plan import approved_version
from programs.queries.plan_answer import answers_of
from programs.queries.plan_review import review_of

IN_FORCE, WAITING, RETURNED, REPLACED = "in_force", "waiting", "returned", "replaced"


@dataclass(frozen=True, slots=True)
class SheetStep:
    """A step in the version's words; `state` is that of today, since `state_on`."""

    action: str
    actor: str
    due_on: date
    state: str
    state_on: date | None


@dataclass(frozen=True, slots=True)
class SheetGoal:
    """A line in the version's words, without its need: the name of a need speaks of risk."""

    goal: str
    way: str
    partner: str
    start_on: date
    due_on: date
    indicator: str
    baseline: str
    target: str
    state: str
    steps: list[SheetStep]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """One version for its client. `standing`: IN_FORCE, WAITING, RETURNED or REPLACED; `review_on`: when it is looked
    at again, None where it is not."""

    guidance: Guidance
    version: PlanVersion
    standing: str
    answer: PlanAnswer | None
    goals: list[SheetGoal]
    review_on: date | None
    today: date

    @property
    def next_step(self) -> SheetStep | None:
        """The client's own step with the earliest day that nobody ticked off, of goals that still run."""
        running = (LineState.PLANNED, LineState.RUNNING)
        steps = [step for goal in self.goals if goal.state in running for step in goal.steps]
        own = [step for step in steps if step.actor == StepActor.CLIENT and step.state == StepState.PLANNED]
        return min(own, key=lambda step: step.due_on, default=None)


def printable_guidances(scope: Scope) -> QuerySet[Guidance]:
    """Guidance periods with a version to print, with all that the sheet names at hand."""
    rows = Guidance.objects.visible_to(scope).filter(plan__versions__isnull=False).distinct()
    return rows.select_related("client", "officer", "office__parent__parent")


def client_plan(guidance: Guidance, *, scope: Scope, number: int | None, today: date) -> ClientPlan | None:
    """The version of this number, else the one in force; None where there is none. Five queries.

    `scope` is narrowed to programs.view_plan; `today` by the office's clock.
    """
    versions = list(PlanVersion.objects.visible_to(scope).filter(plan__guidance=guidance).order_by("-number"))
    version = next((each for each in versions if each.number == number), None) if number else approved_version(versions)
    if version is None:
        return None
    standing = _standing(version, versions)
    row = review_of(scope, guidance.pk) if standing == IN_FORCE else None
    return ClientPlan(
        guidance=guidance,
        version=version,
        standing=standing,
        answer=next(iter(answers_of(scope, [version]).get(version.pk, [])), None),
        goals=_goals(version, scope),
        review_on=row.due.due_on if row else None,
        today=today,
    )


def _standing(version: PlanVersion, versions: list[PlanVersion]) -> str:
    if version.decision == PlanState.RETURNED:
        return RETURNED
    if not version.decision:
        return WAITING
    return IN_FORCE if version == approved_version(versions) else REPLACED


def _goals(version: PlanVersion, scope: Scope) -> list[SheetGoal]:
    kept: list[dict[str, Any]] = version.content["lines"]
    lines = PlanLine.objects.visible_to(scope).filter(pk__in=[line["line"] for line in kept])
    states = dict(lines.values_list("pk", "state"))
    numbers = [step["step"] for line in kept for step in line.get("steps", ())]
    steps = PlanStep.objects.visible_to(scope).filter(pk__in=numbers)
    latest = PlanStepState.objects.filter(step__in=steps).order_by("step", "-id").distinct("step")
    moved = {number: (state, on) for number, state, on in latest.values_list("step", "state", "from_on")}
    return [_goal(line, states.get(line["line"], LineState.PLANNED), moved) for line in kept]


def _goal(line: Mapping[str, Any], state: str, moved: Mapping[int, tuple[str, date]]) -> SheetGoal:
    return SheetGoal(
        goal=line["goal"],
        way=line["intervention"]["name"],
        partner=line["partner"]["name"] if line["partner"] else "",
        start_on=date.fromisoformat(line["start_on"]),
        due_on=date.fromisoformat(line["due_on"]),
        indicator=line["indicator"],
        baseline=line.get("baseline", ""),
        target=line.get("target", ""),
        state=state,
        steps=[_step(step, moved) for step in line.get("steps", ())],
    )


def _step(step: Mapping[str, Any], moved: Mapping[int, tuple[str, date]]) -> SheetStep:
    state, on = moved.get(step["step"], (StepState.PLANNED.value, None))
    return SheetStep(step["action"], step["actor"], date.fromisoformat(step["due_on"]), state, on)
