"""Deadlines, warnings, moves and seals as tables."""

from datetime import date

import pytest

from reports.choices import SubmissionState as State
from reports.rules_period import days_late, due_days, may_move, seal_lines, warnings


def codes(now, before, not_assessed=0):
    return [one.code for one in warnings(now, before, not_assessed=not_assessed, percent=25, least=5)]


@pytest.mark.parametrize(
    ("now", "before", "not_assessed", "expected"),
    [
        ({"ACTIVITIES": 1}, None, 0, []),
        ({"ACTIVITIES": 0}, None, 0, ["NO_ACTIVITY"]),
        ({"ACTIVITIES": 1}, None, 3, ["NOT_ASSESSED"]),
        ({"ACTIVITIES": 1, "CLIENTS_END": 125}, {"CLIENTS_END": 100}, 0, []),
        ({"ACTIVITIES": 1, "CLIENTS_END": 126}, {"CLIENTS_END": 100}, 0, ["CHANGE_CLIENTS_END"]),
        ({"ACTIVITIES": 1, "CLIENTS_END": 74}, {"CLIENTS_END": 100}, 0, ["CHANGE_CLIENTS_END"]),
        ({"ACTIVITIES": 1, "CLIENTS_END": 4}, {"CLIENTS_END": 0}, 0, []),
        ({"ACTIVITIES": 1, "CLIENTS_END": 5}, {"CLIENTS_END": 0}, 0, ["CHANGE_CLIENTS_END"]),
        ({"ACTIVITIES": 1}, {"ASSESSMENTS": 9}, 0, ["CHANGE_ASSESSMENTS"]),
    ],
)
def test_what_is_to_be_explained(now, before, not_assessed, expected):
    assert codes(now, before, not_assessed) == expected


def test_due_days_fall_in_the_month_after():
    assert due_days(date(2025, 12, 1), bapas_day=5, kanwil_day=10) == (date(2026, 1, 5), date(2026, 1, 10))


@pytest.mark.parametrize(("day", "late"), [(4, 0), (5, 0), (6, 1), (12, 7)])
def test_the_due_day_itself_is_in_time(day, late):
    assert days_late(date(2025, 6, day), date(2025, 6, 5)) == late


ALLOWED = {
    (State.DRAFT, State.SUBMITTED),
    (State.SUBMITTED, State.DRAFT),
    (State.SUBMITTED, State.RETURNED),
    (State.SUBMITTED, State.ACCEPTED),
    (State.RETURNED, State.SUBMITTED),
    (State.ACCEPTED, State.RETURNED),
}


@pytest.mark.parametrize("old", State.values)
@pytest.mark.parametrize("new", State.values)
def test_allowed_moves(old, new):
    assert may_move(old, new) == ((old, new) in ALLOWED)


def test_a_seal_of_rows_knows_no_order_and_every_change():
    rows = [["A", 1, None], ["B", 2, True]]
    assert seal_lines(rows) == seal_lines(rows[::-1])
    assert seal_lines(rows) != seal_lines([["A", 1, None], ["B", 2, False]])
    assert seal_lines(rows)[1] == 2
