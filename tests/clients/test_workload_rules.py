"""Points against a capacity, and the days of a reduction: tables of plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clients.rules.workload import Span, Weight, reduced, share_used, weight


@pytest.mark.parametrize(
    ("capacity", "percents", "left"),
    [(80, [], 80), (80, [50], 40), (80, [25, 25], 40), (80, [100], 0), (80, [60, 60], 0), (5, [50], 3), (80, [1], 79)],
)
def test_capacity_after_reductions(capacity, percents, left):
    assert reduced(capacity, percents) == left


@given(capacity=some.integers(1, 1000), percents=some.lists(some.integers(1, 100), max_size=4))
def test_a_reduction_never_adds_and_never_goes_below_nothing(capacity, percents):
    assert 0 <= reduced(capacity, percents) <= capacity


@pytest.mark.parametrize(
    ("points", "capacity", "share", "stands"),
    [
        (0, 80, 0, Weight.ROOM),
        (67, 80, 83, Weight.ROOM),
        (68, 80, 85, Weight.NEAR),
        (80, 80, 100, Weight.NEAR),
        (81, 80, 101, Weight.OVER),
        (0, 0, None, Weight.AWAY),
        (1, 0, None, Weight.OVER),
    ],
)
def test_how_a_load_stands(points, capacity, share, stands):
    assert (share_used(points, capacity), weight(points, capacity, 85)) == (share, stands)


@pytest.mark.parametrize(
    ("ended", "day", "holds"),
    [
        (None, 9, False),
        (None, 10, True),
        (None, 20, True),
        (None, 21, False),
        (15, 14, True),
        (15, 15, False),
        (5, 12, False),
    ],
)
def test_the_days_a_reduction_holds(ended, day, holds):
    span = Span(date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, ended) if ended else None)
    assert span.holds_on(date(2026, 3, day)) is holds


@given(days=some.lists(some.integers(1, 28), min_size=5, max_size=5), is_ended=some.booleans())
def test_two_spans_meet_when_a_day_holds_in_both(days, is_ended):
    first, last = (date(2026, 3, day) for day in sorted(days[:2]))
    from_on, to_on = (date(2026, 3, day) for day in sorted(days[2:4]))
    span = Span(first, last, date(2026, 3, days[4]) if is_ended else None)
    shared = [
        day for day in range(1, 29) if from_on <= date(2026, 3, day) <= to_on and span.holds_on(date(2026, 3, day))
    ]
    assert span.meets(from_on, to_on) is bool(shared)
