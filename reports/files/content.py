"""What every file holds: the figures of the months asked for, under the owner's rights of today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import month_end, months_between
from bapas_portal.core.scope import Scope
from reports.choices import Measure
from reports.models import Export, Figure, PublishedMonth
from reports.queries.cases import case_rows
from reports.queries.figures import Cell, Sums, cells_of, shown_figures, sums_by_month

MOVEMENT = (Measure.CLIENTS_START, Measure.CLIENTS_IN, Measure.CLIENTS_OUT, Measure.CLIENTS_END)
SUMMARY = (*MOVEMENT, Measure.ASSESSMENTS, Measure.PLAN_LINES, Measure.ACTIVITIES, Measure.PARTICIPANTS)


@dataclass(frozen=True)
class Place:
    """An office and the Kanwil it stands under ('' for the nation itself)."""

    code: str
    name: str
    kanwil: str


@dataclass
class Content:
    """The figures of one export. `scope` is the owner's, not narrowed."""

    export: Export
    scope: Scope

    @property
    def months(self) -> list[date]:
        return list(months_between(self.export.first_month, self.export.last_month))

    @cached_property
    def made_at(self) -> datetime:
        return timezone.now()

    @cached_property
    def data_as_of(self) -> datetime | None:
        """The oldest moment that any month's figures are of."""
        published = PublishedMonth.objects.filter(month__in=self.months)
        return published.aggregate(oldest=Min("run__data_as_of"))["oldest"]

    @property
    def figures(self) -> QuerySet[Figure]:
        return shown_figures(
            self.scope.narrowed("reports.export"),
            office=self.export.office,
            first=self.export.first_month,
            last=self.export.last_month,
        )

    @cached_property
    def places(self) -> dict[int, Place]:
        """Offices below the export's, by id, in the order of the tree."""
        kanwils = {
            office.path: office.name for office in Office.objects.filter(kind=OfficeKind.KANWIL).only("path", "name")
        }
        below = Office.objects.visible_to(self.scope.narrowed("reports.export")).below(self.export.office)
        return {
            office.pk: Place(
                office.code,
                office.name,
                next((name for path, name in kanwils.items() if office.path.startswith(path)), ""),
            )
            for office in below.order_by("path")
        }

    @cached_property
    def by_month(self) -> dict[date, Sums]:
        return sums_by_month(self.figures, SUMMARY)

    @cached_property
    def last_cells(self) -> list[Cell]:
        """Cells of the last month, over all offices."""
        return cells_of(self.figures.filter(month=self.export.last_month))

    def cells(self, *measures: str) -> Iterator[tuple[Any, ...]]:
        """(month, office_id, measure, key, category, is_child, sex, value) in the order of month and tree."""
        fields = ("month", "office_id", "measure", "key", "category", "is_child", "sex", "value")
        order = ("month", "office__path", "key", "category", "is_child", "sex", "measure")
        return self.figures.filter(measure__in=measures).order_by(*order).values_list(*fields).iterator(2000)

    def movement(self) -> Iterator[tuple[date, int, str, bool | None, str, list[int]]]:
        """(month, office_id, key, is_child, sex, [start, in, out, end])."""
        rows = self.cells(*MOVEMENT)
        for (month, office, key, is_child, sex), found in groupby(rows, lambda row: (*row[:2], row[3], row[5], row[6])):
            values = {row[2]: row[7] for row in found}
            yield month, office, key, is_child, sex, [values.get(measure, 0) for measure in MOVEMENT]

    def cases(self) -> QuerySet:
        """Case rows, only where the owner holds the right to them."""
        return case_rows(
            self.scope.narrowed("reports.view_case_rows"),
            office=self.export.office,
            first=self.export.first_month,
            last=self.last_day,
        )

    @property
    def last_day(self) -> date:
        return month_end(self.export.last_month)
