"""Which state may follow which."""

from collections.abc import Iterable

from programs.choices import (
    ACTIVITY_MOVES,
    ENROLMENT_MOVES,
    LINE_MOVES,
    PLAN_MOVES,
    PROGRAMME_MOVES,
    ActivityState,
    EnrolmentState,
    LineState,
    PlanState,
    ProgrammeState,
)
from programs.choices_plan import STEP_MOVES, StepState

EDITABLE_PLAN = frozenset({PlanState.DRAFT, PlanState.RETURNED, PlanState.APPROVED})
EDITABLE_LINE = frozenset({LineState.PLANNED, LineState.RUNNING})
REMOVABLE_LINE = frozenset({LineState.PLANNED})
"""What was carried out stays in the plan and in the figures."""

EDITABLE_ACTIVITY = frozenset({ActivityState.DRAFT, ActivityState.APPROVED, ActivityState.RETURNED})
WITHIN_OFFICE = frozenset({ActivityState.DRAFT, ActivityState.PROPOSED, ActivityState.APPROVED})
"""Nothing of these reaches the Kanwil."""

GOING = frozenset({ProgrammeState.OPEN, ProgrammeState.RUNNING})
"""Programmes that take people in and hold sessions."""


def may_move_plan(now: str, to: str) -> bool:
    return to in PLAN_MOVES[PlanState(now)]


def may_move_line(now: str, to: str) -> bool:
    return to in LINE_MOVES[LineState(now)]


def line_moves(now: str) -> Iterable[LineState]:
    """States a line in state `now` may go to, in the order of the list."""
    allowed = LINE_MOVES[LineState(now)]
    return [state for state in LineState if state in allowed]


def may_move_step(now: str, to: str) -> bool:
    return to in STEP_MOVES[StepState(now)]


def step_moves(now: str) -> list[StepState]:
    """States a step in state `now` may go to, in the order of the list."""
    return [state for state in StepState if may_move_step(now, state)]


def step_needs_reason(to: str) -> bool:
    """What was not done, and a tick taken back, say why."""
    return to != StepState.DONE


def may_move_activity(now: str, to: str) -> bool:
    return to in ACTIVITY_MOVES[ActivityState(now)]


def may_move_programme(now: str, to: str) -> bool:
    return to in PROGRAMME_MOVES[ProgrammeState(now)]


def may_move_enrolment(now: str, to: str) -> bool:
    return to in ENROLMENT_MOVES[EnrolmentState(now)]
