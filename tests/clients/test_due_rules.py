"""When an assessment is due: the rule as a table, and what always holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.dates import add_months
from clients.choices import DueState
from clients.rules.due import Answer, Facts, Terms, answer_to, due_of, lead_instrument

START = date(2025, 1, 15)
TODAY = date(2026, 6, 1)
LATEST = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("facts", "state", "due_on"),
    [
        ({}, "NEVER", date(2025, 2, 14)),
        ({"krim_on": LATEST, "information_on": LATEST}, "NEVER", date(2025, 2, 14)),
        ({"latest_on": date(2025, 5, 31)}, "OVERDUE", date(2026, 5, 31)),
        ({"latest_on": date(2025, 6, 1)}, "DUE_SOON", date(2026, 6, 1)),
        ({"latest_on": date(2025, 7, 1)}, "DUE_SOON", date(2026, 7, 1)),
        ({"latest_on": date(2025, 7, 2)}, "OK", date(2026, 7, 2)),
        ({"latest_on": LATEST, "information_on": date(2026, 5, 20)}, "INFORMATION", date(2026, 5, 20)),
        ({"latest_on": date(2025, 5, 1), "information_on": date(2026, 5, 20)}, "OVERDUE", date(2026, 5, 1)),
        ({"latest_on": LATEST, "krim_due": True}, "KRIM_MISSING", date(2026, 3, 31)),
        ({"latest_on": LATEST, "krim_due": True, "krim_on": date(2026, 2, 28)}, "KRIM_MISSING", date(2026, 3, 31)),
        ({"latest_on": LATEST, "krim_due": True, "krim_on": LATEST}, "OK", date(2027, 3, 1)),
        ({"latest_on": LATEST, "krim_due": False, "krim_on": None}, "OK", date(2027, 3, 1)),
    ],
)
def test_the_state_and_its_last_day(facts, state, due_on):
    due = due_of(Facts(start_on=START, **facts), TODAY)
    assert (due.state, due.due_on) == (state, due_on)


def test_the_terms_are_the_installations():
    due = due_of(Facts(start_on=START, latest_on=LATEST), TODAY, Terms(valid_months=3, first_days=7, soon_days=7))
    assert (due.state, due.due_on) == ("DUE_SOON", date(2026, 6, 1))


def test_children_are_reckoned_by_their_own_instrument():
    assert (lead_instrument(True), lead_instrument(False)) == ("ANAK", "RRI")


days = st.dates(date(2015, 1, 1), date(2035, 1, 1))
maybe = st.none() | days


@st.composite
def facts(draw) -> Facts:
    return Facts(
        start_on=draw(days),
        latest_on=draw(maybe),
        krim_due=draw(st.booleans()),
        krim_on=draw(maybe),
        information_on=draw(maybe),
    )


@given(facts(), days)
def test_every_guidance_has_a_state_with_its_reason(known, today):
    due = due_of(known, today)
    assert due.state in DueState
    assert (due.state == "NEVER") == (known.latest_on is None)
    if due.state == "OK":
        assert due.due_on > today and known.information_on is None
    if due.state == "OVERDUE":
        assert due.days_left(today) < 0


@given(facts(), days, st.integers(0, 1000))
def test_waiting_never_makes_it_less_pressing(known, today, later):
    order = list(DueState)
    before, after = due_of(known, today).state, due_of(known, today + timedelta(days=later)).state
    assert order.index(after) <= order.index(before)


@given(facts(), days)
def test_a_reassessment_today_settles_everything_but_kriminogenik(known, today):
    fresh = Facts(start_on=known.start_on, latest_on=today, krim_due=known.krim_due, krim_on=known.krim_on)
    due = due_of(fresh, today)
    assert due.state in (DueState.OK, DueState.KRIM_MISSING)
    assert due.state == DueState.KRIM_MISSING or due.due_on == add_months(today, 12)


def at(hour: int) -> datetime:
    return datetime(2026, 5, 10, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("assessed_on", "recorded_at", "answers"),
    [
        (date(2026, 5, 9), at(11), True),
        (date(2026, 5, 10), at(11), True),
        (date(2026, 5, 8), at(11), False),
        (date(2026, 5, 10), at(9), False),
    ],
)
def test_information_is_answered_by_what_was_recorded_after_it_and_of_its_day_or_later(
    assessed_on, recorded_at, answers
):
    found = answer_to(date(2026, 5, 9), at(10), [Answer(1, assessed_on, recorded_at)])
    assert (found is not None) is answers


def test_the_first_assessment_after_it_is_the_answer():
    rows = [Answer(3, date(2026, 5, 20), at(14)), Answer(2, date(2026, 5, 12), at(12))]
    assert answer_to(date(2026, 5, 9), at(10), rows).pk == 2
