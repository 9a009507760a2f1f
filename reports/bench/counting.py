"""One month of the nation counted, against a sequential count(*) of the same tables."""

from datetime import date
from math import log
from statistics import median

from django.db import connection, transaction

from bapas_portal.core.dates import add_months, month_start, today_in
from clients.models import Assessment, AssessmentFactor, AssessmentOverride, Guidance, Need
from partners.models import Organisation
from programs.models import ActionPlan, CareActivity, Intervention, Participation, PlanLine, PlanLineState
from reports.actions.rollup import count_run
from reports.bench.stage import Stage
from reports.bench.stopwatch import seconds_of, side_by_side
from reports.bench.table import Goal, Line
from reports.checks import check_run
from reports.models import RollupRun

CALLS = 3
SOURCES = (
    Guidance,
    Assessment,
    AssessmentFactor,
    AssessmentOverride,
    Need,
    ActionPlan,
    PlanLine,
    PlanLineState,
    Intervention,
    Organisation,
    CareActivity,
    Participation,
)
NO_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
SCAN = "sequential count(*)"


def bench_rollup(stage: Stage) -> list[Line]:
    """The last whole month: counted alone, and counted and checked as before publication."""
    run, calls = a_run(), stage.calls(CALLS)
    counted = side_by_side(lambda: count_month(run), scan_sources, rounds=stage.rounds, calls=calls)
    checked = side_by_side(lambda: count_and_check(run), scan_sources, rounds=stage.rounds, calls=calls)
    rows = source_rows()
    notes = (f"{sum(rows.values())} source rows: " + ", ".join(f"{name} {number}" for name, number in rows.items()),)
    return [
        Line("rollup of one month (count)", SCAN, counted, goal=Goal(1.6), notes=notes),
        Line("rollup of one month (count, check)", SCAN, checked),
    ]


def a_run() -> RollupRun:
    """A run of its own for the last whole month; never published."""
    month = last_whole_month()
    return RollupRun.objects.create(first_month=month, last_month=month)


def last_whole_month() -> date:
    return add_months(month_start(today_in()), -1)


@transaction.atomic
def count_month(run: RollupRun) -> None:
    count_run(run)


@transaction.atomic
def count_and_check(run: RollupRun) -> None:
    count_run(run)
    check_run(run, [run.first_month])


@transaction.atomic
def scan_sources() -> None:
    """Every row of every table that the count reads, without an index."""
    with connection.cursor() as cursor:
        for name in NO_INDEX:
            cursor.execute(f"SET LOCAL {name} = off")
    source_rows()


def source_rows() -> dict[str, int]:
    """Rows of every table that the count reads, by name; one count(*) each."""
    return {model.__name__: model._base_manager.count() for model in SOURCES}


def rollup_seconds(rounds: int) -> tuple[float, int]:
    """(median seconds of counting one month, source rows) in this database."""
    run = a_run()
    count_month(run)
    return median(seconds_of(lambda: count_month(run)) for _ in range(rounds)), sum(source_rows().values())


def growth_line(small: tuple[float, int], large: tuple[float, int]) -> Line:
    """How the time grows with the rows: 1 is in proportion, less is slower growth."""
    exponent = log(large[0] / small[0]) / log(large[1] / small[1])
    note = f"{small[0] * 1000:.1f} ms at {small[1]} source rows, {large[0] * 1000:.1f} ms at {large[1]}"
    return Line("growth of the rollup: exponent", number=round(exponent, 2), goal=Goal(1.05, "number"), notes=(note,))
