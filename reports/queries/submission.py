"""An office's month: its figures beside last month, what it must explain, and what it signed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import add_months
from reports.choices import Measure
from reports.models import Figure, NeedFigure, Period, PublishedMonth, SubmissionVersion
from reports.queries.figures import Sums
from reports.rules_period import Warned, warnings

SHOWN = (
    Measure.CLIENTS_START,
    Measure.CLIENTS_IN,
    Measure.CLIENTS_OUT,
    Measure.CLIENTS_END,
    Measure.ASSESSMENTS,
    Measure.ACTIVITIES,
    Measure.PARTICIPANTS,
)


@dataclass(frozen=True)
class OfficeMonth:
    """`now` and `before`: measure -> count, before None without figures of last month; run_id None: not counted yet."""

    run_id: int | None
    now: Sums
    before: Sums | None
    warned: list[Warned]


def newest_run(month: date) -> int | None:
    """The run that is kept up to date for the month, None before its first rollup."""
    rows = PublishedMonth.objects.filter(month=month)
    return rows.values_list(Coalesce("newest_id", "run_id"), flat=True).first()


def office_month(office: Office, month: date) -> OfficeMonth:
    """The newest figures of the office and its Pos for the month, with what is to be explained. Four queries."""
    runs = {
        row.month: row.counted_id for row in PublishedMonth.objects.filter(month__in=(month, add_months(month, -1)))
    }
    run_id = runs.get(month)
    sums = _sums(office, runs)
    now = sums.get(month, {})
    before = sums.get(add_months(month, -1), {}) if add_months(month, -1) in runs else None
    unassessed = NeedFigure.objects.filter(
        run=run_id, month=month, office__path__startswith=office.path, need="ALL", risk=""
    )
    found = warnings(
        now,
        before,
        not_assessed=unassessed.aggregate(total=Sum("people"))["total"] or 0,
        percent=settings.PERIOD_CHANGE_PERCENT,
        least=settings.PERIOD_CHANGE_LEAST,
    )
    return OfficeMonth(run_id, now, before, found if run_id is not None else [])


def _sums(office: Office, runs: dict[date, int]) -> dict[date, Sums]:
    rows = (
        Figure.objects.filter(run__in=runs.values(), month__in=runs, office__path__startswith=office.path)
        .values_list("month", "run_id", "measure")
        .annotate(total=Sum("value"))
    )
    found: dict[date, Sums] = {month: {} for month in runs}
    for month, run_id, measure, total in rows:
        if runs[month] == run_id:
            found[month][measure] = total
    return found


CELL = ("measure", "is_child", "sex", "key", "category")


def cells_of_office(office: Office, *, month: date, run_id: int) -> list[list[Any]]:
    """[measure, is_child, sex, key, category, value] of the office with its Pos, one a cell, in order."""
    figures = Figure.objects.filter(run=run_id, month=month, office__path__startswith=office.path)
    return _in_order([list(row) for row in figures.values_list(*CELL).annotate(total=Sum("value"))])


def cells_by_office(*, month: date, run_id: int) -> dict[str, list[list[Any]]]:
    """Path of each Bapas -> its cells, as cells_of_office gives them. One query."""
    found: dict[str, dict[tuple[Any, ...], int]] = {}
    for path, *cell, value in Figure.objects.filter(run=run_id, month=month).values_list(
        "office__path", *CELL, "value"
    ):
        # Ditjenpas/Kanwil/Bapas/Pos/: a Pos counts with its Bapas.
        sums = found.setdefault("/".join(path.split("/")[:3]) + "/", {})
        sums[tuple(cell)] = sums.get(tuple(cell), 0) + value
    return {path: _in_order([[*cell, value] for cell, value in sums.items()]) for path, sums in found.items()}


def _in_order(cells: list[list[Any]]) -> list[list[Any]]:
    return sorted(cells, key=lambda row: [str(part) for part in row])


def versions_of(period: Period, office: Office) -> QuerySet[SubmissionVersion]:
    """What the office signed for the period, newest first, with what the Kanwil said."""
    rows = SubmissionVersion.objects.filter(submission__period=period, submission__office=office)
    return rows.select_related("by").prefetch_related("decisions__by").order_by(F("number").desc())
