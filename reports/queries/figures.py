"""Published figures under a reader's scope. Nothing here counts raw rows."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import CharField, F, Func, Q, QuerySet, Sum, Value

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from reports.models import Figure, PublishedMonth

Sums = dict[str, int]


class Cell(NamedTuple):
    """The sum of one cell over the offices asked for."""

    measure: str
    is_child: bool | None
    sex: str
    key: str
    category: str
    value: int


def published_months() -> list[tuple[date, datetime | None]]:
    """Months that have figures, newest first, each with the moment its data is of."""
    return list(PublishedMonth.objects.order_by("-month").values_list("month", "run__data_as_of"))


def offices_in_reach(scope: Scope) -> list[Office]:
    """Offices whose figures the reader may see, in the order of the tree; without a Pos."""
    return list(Office.objects.visible_to(scope).exclude(kind=OfficeKind.POS).order_by("path"))


def shown_figures(
    scope: Scope, *, office: Office, first: date, last: date, is_child: bool | None = None
) -> QuerySet[Figure]:
    """Figures of the published runs for the office and all below it.

    With a cohort: that cohort's, and those that have none (activities).
    """
    figures = Figure.objects.visible_to(scope).filter(
        month__range=(first, last), run__published_months__month=F("month"), office__path__startswith=office.path
    )
    return figures if is_child is None else figures.filter(Q(is_child=is_child) | Q(is_child=None))


def cells_of(figures: QuerySet[Figure]) -> list[Cell]:
    """Sums over offices and months of each cell of the breakdown."""
    fields = ("measure", "is_child", "sex", "key", "category")
    return [Cell(*row) for row in figures.order_by().values_list(*fields).annotate(total=Sum("value"))]


def sums_by_month(figures: QuerySet[Figure], measures: tuple[str, ...]) -> dict[date, Sums]:
    found: dict[date, Sums] = defaultdict(lambda: defaultdict(int))
    rows = figures.filter(measure__in=measures).order_by().values_list("month", "measure").annotate(total=Sum("value"))
    for month, measure, total in rows:
        found[month][measure] = total
    return found


def sums_by_child(figures: QuerySet[Figure], office: Office) -> dict[str, Sums]:
    """Sums per office directly below `office`, by that office's code."""
    depth = office.path.count("/") + 1
    code = Func(F("office__path"), Value("/"), Value(depth), function="split_part", output_field=CharField())
    found: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
    for child, measure, total in (
        figures.order_by().annotate(child=code).values_list("child", "measure").annotate(total=Sum("value"))
    ):
        found[child][measure] = total
    return found


def total_of(cells: list[Cell], measure: str, **where: object) -> int:
    """Sum of the cells of a measure; `where` narrows by field: key="PB", is_child=True."""
    return sum(
        cell.value
        for cell in cells
        if cell.measure == measure and all(getattr(cell, name) == value for name, value in where.items())
    )
