"""What is hidden in a table stays hidden: every small table against all tables that show the same."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.rules_suppression import hide_table, with_totals

SIZES = [(1, 2), (2, 2), (2, 3), (3, 2)]


@cache
def steps_of(high, wide):
    """Every table of -1, 0, +1 with its totals, as one row of numbers. The difference of two tables that show the
    same splits into such steps (round trips of a circulation), so what none of these moves, no other table moves."""
    numbers = product((-1, 0, 1), repeat=high * wide)
    return [flat([cells[r * wide : (r + 1) * wide] for r in range(high)]) for cells in numbers]


def flat(rows):
    return tuple(value for line in with_totals(rows) for value in line)


def moved_places(rows, shown):
    """The places whose number is another one in some table of noughts and more that shows the same."""
    width = len(rows[0]) + 1
    inner = [r * width + c for r in range(len(rows)) for c in range(width - 1)]
    empty = [place for place in inner if flat(rows)[place] == 0]
    seen = [place for place, value in enumerate(value for line in shown for value in line) if value is not None]
    moved = set()
    for step in steps_of(len(rows), width - 1):
        if any(step[place] for place in seen) or any(step[place] < 0 for place in empty):
            continue
        moved |= {place for place, by in enumerate(step) if by}
    return moved


def tables(sizes=SIZES):
    numbers = st.integers(min_value=0, max_value=9)
    return st.sampled_from(sizes).flatmap(
        lambda size: st.lists(st.lists(numbers, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )


@given(tables())
def test_no_hidden_number_is_determined_by_the_shown_ones(rows):
    truth, shown = flat(rows), [value for line in hide_table(rows) for value in line]
    assert all(seen in (None, value) for value, seen in zip(truth, shown, strict=True))
    hidden = {place for place, value in enumerate(shown) if value is None}
    assert {place for place, value in enumerate(truth) if 0 < value < 5} <= hidden
    assert hidden <= moved_places(rows, hide_table(rows)), (rows, shown)


@settings(max_examples=50)
@given(tables([(2, 2)]))
def test_a_small_number_might_be_five_for_all_that_is_shown(rows):
    """By trying every table of two by two up to 13: the largest number, and the 4 that a 1 lacks."""
    shown = hide_table(rows)
    wanted = [value for line in shown for value in line]
    small = {place for place, value in enumerate(rows[0] + rows[1]) if 0 < value < 5}
    free = [range(14) if shown[i // 2][i % 2] is None else (rows[i // 2][i % 2],) for i in range(4)]
    for a, b, c, d in product(*free) if small else ():
        grid = (a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d)
        if all(seen is None or seen == value for value, seen in zip(grid, wanted, strict=True)):
            small -= {place for place, value in enumerate((a, b, c, d)) if value >= 5}
            if not small:
                return
    assert not small, (rows, shown)


@given(st.lists(st.lists(st.sampled_from([0, 5, 8, 40]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_nothing_is_hidden_without_need(rows):
    assert hide_table(rows) == with_totals(rows)


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        # One small number takes one of its row, one of its column and the corner where those meet.
        ([[3, 9, 20], [8, 7, 30], [50, 60, 70]], [[None, None, 20, 32], [None, None, 30, 45], [50, 60, 70, 180]]),
        # Two small ones in a rectangle protect each other only where there is something to move.
        ([[9, 9], [9, 9]], [[9, 9, 18], [9, 9, 18]]),
    ],
)
def test_as_little_as_possible_is_hidden(rows, shown):
    assert hide_table(rows)[: len(shown)] == shown


def test_a_nought_that_everybody_knows_protects_nothing():
    shown = hide_table([[0, 3, 20], [9, 0, 30]], fixed=[(0, 0), (1, 1)])
    assert (shown[0][0], shown[1][1]) == (0, 0)
    assert shown[0][1] is None and shown[0][2] is None
