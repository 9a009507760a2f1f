"""What is hidden in a table stays hidden: every small table against all tables that show the same."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules_suppression import hide_table, with_totals

SIZES = [(1, 2), (2, 2), (2, 3), (3, 2)]


def others(rows, shown):
    """All tables near `rows` that show the same. A difference of two of them splits into round trips of -1, 0, +1
    (a circulation), so a number that none of these moves is moved by no other table."""
    high, wide = len(rows), len(rows[0])
    for steps in product((-1, 0, 1), repeat=high * wide):
        moved = [[rows[r][c] + steps[r * wide + c] for c in range(wide)] for r in range(high)]
        if min(map(min, moved)) >= 0 and fits(with_totals(moved), shown):
            yield with_totals(moved)


def fits(grid, shown):
    return all(
        seen is None or seen == value
        for line, seen_line in zip(grid, shown, strict=True)
        for value, seen in zip(line, seen_line, strict=True)
    )


def tables(sizes=SIZES):
    numbers = st.integers(min_value=0, max_value=9)
    return st.sampled_from(sizes).flatmap(
        lambda size: st.lists(st.lists(numbers, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )


@given(tables())
def test_no_hidden_number_is_determined_by_the_shown_ones(rows):
    grid, shown = with_totals(rows), hide_table(rows)
    assert fits(grid, shown)
    possible = list(others(rows, shown))
    for r, line in enumerate(shown):
        for c, value in enumerate(line):
            if 0 < grid[r][c] < 5:
                assert value is None
            if value is None:
                assert len({table[r][c] for table in possible}) > 1, (rows, shown, (r, c))


@given(tables([(2, 2)]))
def test_a_small_number_might_be_five_for_all_that_is_shown(rows):
    shown = hide_table(rows)
    small = [(r, c) for r in range(2) for c in range(2) if 0 < rows[r][c] < 5]
    for r, c in small:
        assert any(
            fits(with_totals([list(cells[:2]), list(cells[2:])]), shown) and cells[2 * r + c] >= 5
            for cells in product(range(16), repeat=4)
            if all(shown[i // 2][i % 2] in (None, cells[i]) for i in range(4))
        )


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
