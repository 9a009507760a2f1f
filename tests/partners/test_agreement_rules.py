"""How an agreement stands on a day, and when its people are warned."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from partners.choices_agreement import AgreementKind, AgreementStage, AgreementState
from partners.rules.agreement import Term, days_left, holds, may_stand_under, state_on, warning_due

SIGNED = Term(AgreementStage.SIGNED, date(2026, 1, 1), date(2026, 12, 31))
STOPPED = Term(AgreementStage.STOPPED, date(2026, 1, 1), date(2026, 12, 31), stopped_on=date(2026, 6, 1))
RENEWED = Term(AgreementStage.SIGNED, date(2026, 1, 1), date(2026, 12, 31), is_renewed=True)
DAYS = some.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("term", "day", "state"),
    [
        (Term(AgreementStage.EXPLORING), date(2026, 1, 1), AgreementState.EXPLORING),
        (Term(AgreementStage.DRAFT), date(2026, 1, 1), AgreementState.DRAFT),
        (SIGNED, date(2025, 12, 31), AgreementState.SIGNED),
        (SIGNED, date(2026, 1, 1), AgreementState.ACTIVE),
        (SIGNED, date(2026, 10, 31), AgreementState.ACTIVE),
        (SIGNED, date(2026, 11, 1), AgreementState.ENDING),
        (SIGNED, date(2026, 12, 31), AgreementState.ENDING),
        (SIGNED, date(2027, 1, 1), AgreementState.ENDED),
        (STOPPED, date(2026, 5, 31), AgreementState.ACTIVE),
        (STOPPED, date(2026, 6, 1), AgreementState.STOPPED),
        (STOPPED, date(2027, 6, 1), AgreementState.STOPPED),
        (RENEWED, date(2026, 5, 1), AgreementState.ACTIVE),
        (RENEWED, date(2026, 12, 1), AgreementState.RENEWED),
        (RENEWED, date(2027, 1, 1), AgreementState.RENEWED),
    ],
)
def test_the_state_on_a_day(term, day, state):
    assert state_on(term, day, 60) == state


@given(day=DAYS)
def test_it_holds_exactly_on_its_days_until_it_is_stopped(day):
    assert holds(SIGNED, day) == (day.year == 2026)
    assert holds(STOPPED, day) == (day.year == 2026 and day < date(2026, 6, 1))
    assert not holds(Term(AgreementStage.DRAFT), day)
    left = days_left(STOPPED, day)
    assert (left is None) == (not holds(STOPPED, day))
    if left is not None:
        assert holds(STOPPED, day + timedelta(left)) and not holds(STOPPED, day + timedelta(left + 1))


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (91, [], None),
        (90, [], 90),
        (75, [90], None),
        (75, [], 90),
        (60, [90], 60),
        (45, [], 60),
        (30, [90, 60], 30),
        (3, [], 30),
        (3, [30], None),
        (0, [60], 30),
        (-1, [], None),
    ],
)
def test_the_warning_that_is_due(left, told, due):
    end = date(2026, 12, 31)
    assert warning_due(end, end - timedelta(left), (90, 60, 30), told) == due


@given(runs=some.sets(some.integers(0, 120), max_size=30))
def test_whatever_days_the_job_runs_each_warning_is_given_once_and_never_a_farther_after_a_nearer(runs):
    end, told = date(2026, 12, 31), []
    for left in sorted(runs, reverse=True):
        due = warning_due(end, end - timedelta(left), (90, 60, 30), told)
        if due is not None:
            told.append(due)
    assert told == sorted(set(told), reverse=True)
    assert bool(told) == any(left <= 90 for left in runs)


@pytest.mark.parametrize(
    ("kind", "parent", "may"),
    [("PKS", "MOU", True), ("PKS", "NK", True), ("PKS", "PKS", False), ("MOU", "MOU", False), ("NK", "MOU", False)],
)
def test_only_a_pks_stands_under_a_frame(kind, parent, may):
    assert may_stand_under(AgreementKind(kind), AgreementKind(parent)) == may
