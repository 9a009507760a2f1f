"""Steps of a plan's lines, and readings of what they measure."""

from datetime import date
from typing import Any
from uuid import uuid4

from bapas_portal.accounts.models import User
from programs.choices_plan import StepActor, StepState
from programs.models import IndicatorReading, PlanLine, PlanStep, PlanStepState


def step_values(**changes: Any) -> dict[str, Any]:
    """What the step actions take; the day lies within `line_values`."""
    return {"action": "Mencari kontrakan", "actor": StepActor.CLIENT, "due_on": date(2025, 4, 1)} | changes


def make_step(line: PlanLine, **fields: Any) -> PlanStep:
    step = PlanStep.objects.create(line=line, **step_values(**fields))
    PlanStepState.objects.create(step=step, state=StepState.PLANNED, from_on=line.start_on, by=None)
    return step


def make_indicator_reading(line: PlanLine, by: User, **fields: Any) -> IndicatorReading:
    """In words, or with `value` in the line's unit."""
    values = {"measured_on": line.start_on, "form_key": uuid4(), "by": by}
    values |= {"unit": line.unit} if "value" in fields else {"words": "Masih menumpang"}
    return IndicatorReading.objects.create(line=line, **values | fields)
