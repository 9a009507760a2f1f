"""Hiding small numbers in a table with totals, so that none can be found again from what is shown. Plain values only.

A table and its totals are a circulation: total -> row -> column -> total, every number one arc. What is hidden can be
anything that keeps the sums; it is determined where no round trip over hidden arcs passes through it. That is exact for
whole numbers of nought and more (integrality of network flows; Cox 1980 and 1995 on complementary suppression).
"""

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from itertools import count

from reports.rules import SMALLEST_SHOWN

Cell = tuple[int, int]
Grid = list[list[int]]
# What hiding costs: inner numbers before totals, few before many, a nought last of its kind.
_INNER, _NOUGHT, _TOTAL, _WHOLE = 1_000, 100_000, 1_000_000, 100_000_000


def with_totals(rows: Sequence[Sequence[int]]) -> Grid:
    """The table with a column of row totals and a row of column totals."""
    grid = [[*row, sum(row)] for row in rows]
    return [*grid, [sum(column) for column in zip(*grid, strict=True)]]


def hide_table(
    rows: Sequence[Sequence[int]], *, fixed: Collection[Cell] = (), smallest: int = SMALLEST_SHOWN
) -> list[list[int | None]]:
    """`with_totals(rows)`, None where hidden: 1 to smallest - 1, and with them the cheapest others that protect them.

    Every small number might, for all that the rest shows, be `smallest` or more; no hidden one is determined. `fixed`:
    (row, column) of noughts that everybody knows (nobody goes down from the lowest category): they protect nothing.
    """
    grid = with_totals(rows)
    small = [cell for cell in _cells(grid) if 0 < _value(grid, cell) < smallest]
    hidden = set(small)
    for cell in small:
        hidden |= _round_trip(grid, cell, hidden, set(fixed), smallest - _value(grid, cell))
    return [[None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(grid)]


def _cells(grid: Grid) -> list[Cell]:
    return [(r, c) for r in range(len(grid)) for c in range(len(grid[0]))]


def _value(grid: Grid, cell: Cell) -> int:
    return grid[cell[0]][cell[1]]


def _ends(grid: Grid, cell: Cell) -> tuple[str, str]:
    """The arc of a number: inner ones lead from row to column, totals to and from the ends."""
    r, c = cell
    tail = "end" if r == len(grid) - 1 and c == len(grid[0]) - 1 else f"c{c}" if r == len(grid) - 1 else f"r{r}"
    head = "end" if r == len(grid) - 1 else f"c{c}"
    if c == len(grid[0]) - 1:
        return ("end", "start") if r == len(grid) - 1 else ("start", f"r{r}")
    return tail, head


def _cost(grid: Grid, cell: Cell, hidden: Collection[Cell]) -> int:
    if cell in hidden:
        return 0
    ends = (cell[0] == len(grid) - 1) + (cell[1] == len(grid[0]) - 1)
    weight = (_INNER, _TOTAL, _WHOLE)[ends]
    return weight + _value(grid, cell) + (0 if _value(grid, cell) else _NOUGHT)


def _round_trip(grid: Grid, cell: Cell, hidden: set[Cell], fixed: set[Cell], by: int) -> set[Cell]:
    """The cheapest numbers to hide so that `cell` might be `by` more: a way back from its head to its tail.

    A number on the way grows along its arc without bound; against its arc it falls by `by`, so it must be that large.
    """
    ways: dict[str, list[tuple[str, Cell]]] = {}
    for other in _cells(grid):
        if other == cell or other in fixed:
            continue
        tail, head = _ends(grid, other)
        ways.setdefault(tail, []).append((head, other))
        if _value(grid, other) >= by:
            ways.setdefault(head, []).append((tail, other))
    goal, begin = _ends(grid, cell)
    order = count()
    queue: list[tuple[int, int, str, tuple[Cell, ...]]] = [(0, next(order), begin, ())]
    done: set[str] = set()
    while queue:
        cost, _turn, node, path = heappop(queue)
        if node == goal:
            return set(path)
        if node in done:
            continue
        done.add(node)
        for further, other in ways.get(node, []):
            if further not in done:
                heappush(queue, (cost + _cost(grid, other, hidden), next(order), further, (*path, other)))
    # Nothing protects it while the totals stand: hide everything but what everybody knows.
    return {each for each in _cells(grid) if each not in fixed}
