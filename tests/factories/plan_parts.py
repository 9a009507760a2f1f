"""Steps of a plan's lines."""

from datetime import date
from typing import Any

from programs.choices_plan import StepActor, StepState
from programs.models import PlanLine, PlanStep, PlanStepState


def step_values(**changes: Any) -> dict[str, Any]:
    """What the step actions take; the day lies within `line_values`."""
    return {"action": "Mencari kontrakan", "actor": StepActor.CLIENT, "due_on": date(2025, 4, 1)} | changes


def make_step(line: PlanLine, **fields: Any) -> PlanStep:
    step = PlanStep.objects.create(line=line, **step_values(**fields))
    PlanStepState.objects.create(step=step, state=StepState.PLANNED, from_on=line.start_on, by=None)
    return step
