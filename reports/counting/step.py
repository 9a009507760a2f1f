"""What one step of a rollup is: one table, one month, one pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise

from reports.choices import Measure, NeedMeasure


class Total(NamedTuple):
    """A control total from the source tables: a Kanwil's, the nation's, or of offices under no Kanwil (None)."""

    kanwil_id: int | None
    is_nation: bool
    measure: str
    value: int


@dataclass(frozen=True)
class Step:
    """`insert` writes the cells of the run's figures; `totals` counts the same another way, for the check.

    Both take `first` and `last`, the first and last day of the month, and `params`; `insert` also `run`. `totals`
    answers rows of Total: the Kanwil by the office's path, the nation without looking at offices at all, so that an
    office under no Kanwil, or a cell lost or counted twice, makes the sums differ.
    """

    label: str | Promise
    measures: tuple[Measure | NeedMeasure, ...]
    insert: str
    totals: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def count(self, *, run_id: int, first: date, last: date) -> int:
        """Write the month's figures of this step; returns how many cells."""
        with connection.cursor() as cursor:
            cursor.execute(self.insert, {**self.params, "run": run_id, "first": first, "last": last})
            return cursor.rowcount

    def control_totals(self, *, first: date, last: date) -> list[Total]:
        with connection.cursor() as cursor:
            cursor.execute(self.totals, {**self.params, "first": first, "last": last})
            return [Total(*row) for row in cursor.fetchall()]
