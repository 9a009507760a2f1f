"""What one step of a rollup is: one table, one month, one pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from re import sub
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise

from reports.choices import Measure, NeedMeasure, ReferralMeasure, SectorMeasure


class Total(NamedTuple):
    """A control total from the source tables: a Kanwil's, the nation's, or of offices under no Kanwil (None)."""

    kanwil_id: int | None
    is_nation: bool
    measure: str
    value: int


def in_offices(sql: str) -> str:
    """`IN_OFFICES(g.office_id)` written out; without offices the planner sees a constant and drops it."""
    return sub(r"IN_OFFICES\((\S+?)\)", r"(%(offices)s::int[] IS NULL OR \1 = ANY (%(offices)s::int[]))", sql)


@dataclass(frozen=True)
class Step:
    """`insert` writes the cells of the run's figures; `totals` counts the same another way, for the check.

    Both take `first` and `last`, the first and last day of the month, and `params`; `insert` also `run` and `offices`,
    where `IN_OFFICES(column)` stands for "of the offices that are counted again, or of all". `totals`
    answers rows of Total: the Kanwil by the office's path, the nation without looking at offices at all, so that an
    office under no Kanwil, or a cell lost or counted twice, makes the sums differ.
    """

    label: str | Promise
    measures: tuple[Measure | NeedMeasure | SectorMeasure | ReferralMeasure, ...]
    insert: str
    totals: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def count(self, *, run_id: int, first: date, last: date, offices: list[int] | None = None) -> int:
        """Write the month's figures of this step, of all offices or of `offices`; returns how many cells."""
        when: dict[str, Any] = {"run": run_id, "first": first, "last": last, "offices": offices}
        with connection.cursor() as cursor:
            cursor.execute(in_offices(self.insert), {**self.params, **when})
            return cursor.rowcount

    def control_totals(self, *, first: date, last: date) -> list[Total]:
        with connection.cursor() as cursor:
            cursor.execute(self.totals, {**self.params, "first": first, "last": last})
            return [Total(*row) for row in cursor.fetchall()]
