"""The story of a need, told from its dated rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.needs_history import Span, days_open, keys_on, replay, since, steps_of

FIRST = date(2025, 1, 1)
LAST_DAY = 40


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def span(pk: int, opened: int, closed: int | None = None, closing: str = "MET", found=("PRACTICAL", "HOUSING")) -> Span:
    ends = None if closed is None else day(closed)
    return Span(pk, "HOUSING", found, day(opened), ends, closing if ends else "")


TICK = ("TICK", "B2.2")
STORIES = [
    ([span(1, 0)], [(0, "OPENED")]),
    ([span(1, 0, 5)], [(0, "OPENED"), (5, "MET")]),
    ([span(1, 0, 5, "DROPPED"), span(2, 9)], [(0, "OPENED"), (5, "DROPPED"), (9, "REOPENED")]),
    ([span(1, 0, 5, "REASSESSED", TICK)], [(0, "OPENED"), (5, "REASSESSED")]),
    ([span(1, 0, 5, "REASSESSED", TICK), span(2, 5, found=TICK)], [(0, "OPENED"), (5, "CHANGED")]),
    ([span(1, 0, found=TICK), span(2, 3, 6)], [(0, "OPENED"), (3, "JOINED"), (6, "MET")]),
    ([span(1, 0, 5, "REASSESSED", TICK), span(2, 5)], [(0, "OPENED"), (5, "REASSESSED"), (5, "REOPENED")]),
    ([span(1, 3, 3, "REASSESSED", TICK), span(2, 3, found=TICK)], [(3, "OPENED")]),
    ([span(1, 3, 3, "MET")], [(3, "OPENED"), (3, "MET")]),
    ([span(1, 3, 3), span(2, 3)], [(3, "OPENED"), (3, "MET"), (3, "REOPENED")]),
    ([span(1, 0, 5), span(2, 5, 5)], [(0, "OPENED"), (5, "MET"), (5, "REOPENED"), (5, "MET")]),
]


@pytest.mark.parametrize(("spans", "told"), STORIES)
def test_the_steps_of_a_need(spans, told):
    assert [((step.on - FIRST).days, step.kind) for step in steps_of(spans)] == told


@st.composite
def histories(draw) -> list[Span]:
    """Rows as the map can hold them: those of one (kind, code) follow each other, those of different ones overlap."""
    rows, pk = [], 0
    for found in (("PRACTICAL", "HOUSING"), TICK, ("TICK", "B2.3")):
        cuts = sorted(draw(st.lists(st.integers(0, LAST_DAY), max_size=7)))
        for place in range(0, len(cuts), 2):
            pk += 1
            closed = cuts[place + 1] if place + 1 < len(cuts) else None
            by_hand = found[0] == "PRACTICAL"
            closing = draw(st.sampled_from(["MET", "DROPPED"])) if by_hand else "REASSESSED"
            rows.append(span(pk, cuts[place], closed, closing, found))
    return draw(st.permutations(rows))


@given(histories())
def test_the_steps_replayed_are_the_rows_that_stood(rows):
    steps = steps_of(rows)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    for number in range(-1, LAST_DAY + 2):
        assert replay(steps, day(number)) == {row.pk for row in rows if row.holds_on(day(number))}


@given(histories(), st.integers(-1, LAST_DAY + 5))
def test_days_open_are_the_days_on_which_it_stood(rows, until):
    stood = sum(any(row.holds_on(day(number)) for row in rows) for number in range(until + 1))
    assert days_open(rows, day(until)) == stood


@given(histories(), st.integers(0, LAST_DAY), st.integers(0, LAST_DAY))
def test_since_is_the_difference_of_two_maps(rows, assessed, until):
    changed = since(rows, day(assessed), day(until))
    before, now = keys_on(rows, day(assessed - 1)), keys_on(rows, day(until))
    assert changed.new == now - before and changed.gone == before - now
