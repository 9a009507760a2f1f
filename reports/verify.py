"""Every fact of the shown months beside a full count of the same moment, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, models, transaction

from bapas_portal.core.dates import month_end
from reports.actions.rollup import one_snapshot
from reports.checks import Check, check_run
from reports.counting import STEPS
from reports.models import FACTS, DirtyMonth, PublishedMonth, RollupRun


@dataclass(frozen=True)
class Difference:
    """One cell that a full count says otherwise. None: it has no such cell."""

    table: str
    cell: tuple[str, ...]
    shown: int | None
    counted: int | None


@dataclass(frozen=True)
class Verdict:
    """`waiting`: offices whose touched months nobody counted again yet; their differences are no faults."""

    months: tuple[date, ...]
    cells: int
    differences: list[Difference]
    checks: list[Check]
    waiting: int

    @property
    def is_clean(self) -> bool:
        return not self.differences and all(check.failed == 0 for check in self.checks)


COUNTED = ("value", "people", "running", "planned", "partnered")
COMPARE = """
    SELECT {cell}, max({value}) FILTER (WHERE run_id = month_run) AS shown,
           max({value}) FILTER (WHERE run_id = %(scratch)s) AS counted
      FROM (SELECT f.*, p.month_run
              FROM {table} f
              JOIN (SELECT month, coalesce(newest_id, run_id) AS month_run FROM reports_publishedmonth) AS p
                ON p.month = f.month
             WHERE f.month = ANY (%(months)s) AND f.run_id IN (p.month_run, %(scratch)s)) AS both_runs
     GROUP BY {cell}
    HAVING max({value}) FILTER (WHERE run_id = month_run)
           IS DISTINCT FROM max({value}) FILTER (WHERE run_id = %(scratch)s)
     ORDER BY {cell}
"""


def verify(months: Sequence[date] | None = None) -> Verdict:
    """Compare the newest figures of the shown months with a full count; nothing is kept. All of them by default.

    Outside a transaction: the count and the comparison see one snapshot, and are rolled back.
    """
    with one_snapshot():
        shown = PublishedMonth.objects.order_by("month")
        wanted = [row.month for row in (shown if months is None else shown.filter(month__in=months))]
        waiting = DirtyMonth.objects.filter(done_at=None).values("office_id").distinct().count()
        if not wanted:
            transaction.set_rollback(True)
            return Verdict((), 0, [], [], waiting)
        scratch = RollupRun.objects.create(first_month=wanted[0], last_month=wanted[-1])
        for month in wanted:
            for step in STEPS:
                step.count(run_id=scratch.pk, first=month, last=month_end(month))
        cells = sum(facts._default_manager.filter(run=scratch).count() for facts in FACTS)
        differences = [each for facts in FACTS for each in _differences(facts, scratch.pk, wanted)]
        checks = check_run(scratch, wanted)
        transaction.set_rollback(True)
    return Verdict(tuple(wanted), cells, differences, checks, waiting)


def _differences(facts: type[models.Model], scratch: int, months: list[date]) -> list[Difference]:
    columns = [field.column for field in facts._meta.concrete_fields if field.column]
    values = [column for column in COUNTED if column in columns]
    cell = [column for column in columns if column not in {"id", "run_id", *values}]
    found: list[Difference] = []
    with connection.cursor() as cursor:
        for value in values:
            sql = COMPARE.format(cell=", ".join(cell), value=value, table=facts._meta.db_table)
            cursor.execute(sql, {"scratch": scratch, "months": months})
            found += [
                Difference(facts._meta.db_table, (*map(str, row[:-2]), value), row[-2], row[-1])
                for row in cursor.fetchall()
            ]
    return found
