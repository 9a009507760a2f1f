"""The dashboard of an office and a month, made of published figures alone. Five queries, whatever the size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import add_months, months_between
from bapas_portal.core.scope import Scope
from bapas_portal.core.ui.tilemap import by_province, map_regions
from programs.choices import ActivityKind, LineState
from reports.choices import Measure
from reports.labels import COHORTS, INSTRUMENTS, RISKS, factor_labels, key_label
from reports.queries.figures import Cell, Sums, cells_of, shown_figures, sums_by_child, sums_by_month, total_of

TREND_MONTHS = 12
STATUSES_DRAWN = 6
TREND = (Measure.CLIENTS_END, Measure.CLIENTS_IN, Measure.CLIENTS_OUT, Measure.ASSESSMENTS, Measure.ACTIVITIES)
CARDS = (
    (Measure.CLIENTS_END, "users"),
    (Measure.CLIENTS_IN, "user-plus"),
    (Measure.CLIENTS_OUT, "user-check"),
    (Measure.ASSESSMENTS, "clipboard-check"),
    (Measure.PLAN_LINES, "checklist"),
    (Measure.ACTIVITIES, "heart-handshake"),
)
TABLE = (
    Measure.CLIENTS_START,
    Measure.CLIENTS_IN,
    Measure.CLIENTS_OUT,
    Measure.CLIENTS_END,
    Measure.ASSESSMENTS,
    Measure.ACTIVITIES,
)
MOVEMENT = TABLE[:4]
MOVEMENT_NAMES = {
    Measure.CLIENTS_START: gettext_lazy("Awal"),
    Measure.CLIENTS_IN: gettext_lazy("Masuk"),
    Measure.CLIENTS_OUT: gettext_lazy("Keluar"),
    Measure.CLIENTS_END: gettext_lazy("Akhir"),
}
SHORT_NAMES = {
    Measure.PLAN_LINES: gettext_lazy("Baris rencana aksi"),
    Measure.ASSESSMENTS: gettext_lazy("Asesmen"),
    Measure.ACTIVITIES: gettext_lazy("Kegiatan diterima"),
}


@dataclass(frozen=True)
class Card:
    measure: str
    label: str
    number: int
    delta: int | None
    icon: str


class Figured(NamedTuple):
    """A number of a table with the measure it is of and that measure's short name."""

    measure: str
    name: str
    number: int


@dataclass(frozen=True)
class OfficeRow:
    """One office below the one shown."""

    office: Office
    values: list[Figured]


@dataclass(frozen=True)
class StatusRow:
    """One legal ground: key, its words, and its clients at start, in, out, at end."""

    key: str
    label: str
    values: list[Figured]


@dataclass
class Dashboard:
    cards: list[Card]
    trend: dict[str, Any]
    flow: dict[str, Any]
    status: dict[str, Any]
    risk: dict[str, Any]
    needs: list[dict[str, Any]]
    lines: dict[str, Any]
    activities: dict[str, Any]
    movement: list[StatusRow]
    table_head: list[str]
    rows: list[OfficeRow] = field(default_factory=list)
    idle: list[Office] = field(default_factory=list)
    totals: list[Figured] = field(default_factory=list)
    provinces: dict[str, Any] | None = None
    province_values: dict[str, float | None] = field(default_factory=dict)


def dashboard(scope: Scope, *, office: Office, month: date, is_child: bool | None, offices: list[Office]) -> Dashboard:
    """Everything the page shows. `scope` narrowed to reports.view_dashboard; `offices`: those in reach."""
    first = add_months(month, 1 - TREND_MONTHS)
    by_month = sums_by_month(shown_figures(scope, office=office, first=first, last=month, is_child=is_child), TREND)
    of_month = shown_figures(scope, office=office, first=month, last=month, is_child=is_child)
    cells = cells_of(of_month)
    children = [child for child in offices if child.parent_id == office.pk]
    by_child = sums_by_child(of_month, office) if children else {}
    months = list(months_between(first, month))
    page = Dashboard(
        cards=_cards(cells, by_month.get(add_months(month, -1))),
        trend=_lines_by_month(months, by_month, (Measure.CLIENTS_END,)),
        flow=_lines_by_month(months, by_month, (Measure.CLIENTS_IN, Measure.CLIENTS_OUT)),
        status=_status(cells),
        risk=_risk(cells),
        needs=[chart for chart in (_needs(cells, False), _needs(cells, True)) if chart["categories"]],
        lines=_by_key(cells, Measure.PLAN_LINES, _("Keadaan"), LineState.values),
        activities=_by_key(cells, Measure.ACTIVITIES, _("Jenis kegiatan"), ActivityKind.values),
        movement=_movement(cells),
        table_head=[short_name(measure) for measure in TABLE],
    )
    if children:
        page.rows = [
            OfficeRow(child, _figured(TABLE, by_child[child.code])) for child in children if child.code in by_child
        ]
        page.idle = [child for child in children if child.code not in by_child]
        page.totals = _figured(TABLE, {measure: total_of(cells, measure) for measure in TABLE})
    if office.kind == OfficeKind.DITJENPAS:
        page.province_values = by_province(
            {child.code: by_child.get(child.code, {}).get(Measure.CLIENTS_END, 0) for child in children}
        )
        page.provinces = {
            "category_label": _("Provinsi"),
            "name": short_name(Measure.CLIENTS_END),
            "regions": map_regions(page.province_values),
        }
    return page


def short_name(measure: str) -> str:
    return str(SHORT_NAMES.get(Measure(measure), Measure(measure).label))


def _figured(measures: tuple[Measure, ...], sums: Sums, names: Mapping[Measure, object] | None = None) -> list[Figured]:
    return [
        Figured(measure, str((names or {}).get(measure, short_name(measure))), sums[measure]) for measure in measures
    ]


def _cards(cells: list[Cell], before: Sums | None) -> list[Card]:
    cards = []
    for measure, icon in CARDS:
        number = total_of(cells, measure)
        delta = number - before[measure] if before is not None and measure in TREND else None
        cards.append(Card(measure, short_name(measure), number, delta, icon))
    return cards


def _lines_by_month(months: list[date], by_month: dict[date, Sums], measures: tuple[Measure, ...]) -> dict[str, Any]:
    """A month without a published figure is a gap, not a zero."""
    return {
        "category_label": _("Bulan"),
        "categories": [date_format(month, "M Y") for month in months],
        "series": [
            {
                "name": short_name(measure),
                "data": [by_month[month][measure] if month in by_month else None for month in months],
            }
            for measure in measures
        ],
    }


def _statuses(cells: list[Cell], *measures: str) -> list[str]:
    """Legal grounds with clients, the one with most at the month's end first."""
    keys = {cell.key for cell in cells if cell.measure in measures}
    return sorted(keys, key=lambda key: (-total_of(cells, Measure.CLIENTS_END, key=key), key))


def _movement(cells: list[Cell]) -> list[StatusRow]:
    return [
        StatusRow(
            key,
            str(key_label(Measure.CLIENTS_END, key)),
            _figured(MOVEMENT, {measure: total_of(cells, measure, key=key) for measure in MOVEMENT}, MOVEMENT_NAMES),
        )
        for key in _statuses(cells, *MOVEMENT)
    ]


def _status(cells: list[Cell]) -> dict[str, Any]:
    """Clients at the month's end by legal ground, largest first, adults and children stacked."""
    ordered = _statuses(cells, Measure.CLIENTS_END)
    groups = [([key], _chart_label(key_label(Measure.CLIENTS_END, key))) for key in ordered[:STATUSES_DRAWN]]
    if rest := ordered[STATUSES_DRAWN:]:
        groups.append((rest, _("Lainnya")))
    return {
        "category_label": _("Dasar pembimbingan"),
        "categories": [label for _keys, label in groups],
        "series": [
            {
                "name": str(COHORTS[is_child]),
                "data": [
                    sum(total_of(cells, Measure.CLIENTS_END, key=key, is_child=is_child) for key in keys)
                    for keys, _label in groups
                ],
            }
            for is_child in (False, True)
        ],
    }


def _chart_label(label: object) -> str:
    """A label for an axis: the abbreviation in brackets where there is one."""
    _whole, bracket, short = str(label).partition("(")
    return short.rstrip(")") if bracket else str(label)


def _risk(cells: list[Cell]) -> dict[str, Any]:
    codes = [code for code in INSTRUMENTS if total_of(cells, Measure.ASSESSMENTS, category=code)]
    return {
        "category_label": _("Instrumen"),
        "categories": [str(INSTRUMENTS[code]) for code in codes],
        "series": [
            {
                "name": str(label),
                "tone": risk,
                "data": [total_of(cells, Measure.ASSESSMENTS, key=risk, category=code) for code in codes],
            }
            for risk, label in RISKS.items()
        ],
    }


def _needs(cells: list[Cell], of_children: bool) -> dict[str, Any]:
    factors = {
        key: label
        for key, label in factor_labels().items()
        if key.startswith("ANAK_") == of_children and total_of(cells, Measure.NEEDS, key=key)
    }
    return {
        "id": "needs-child" if of_children else "needs-adult",
        "title": _("Instrumen anak") if of_children else _("Kebutuhan Kriminogenik"),
        "category_label": _("Faktor"),
        # The names are too long for an axis; they stand in the note below it.
        "categories": [key.removeprefix("ANAK_") for key in factors],
        "note": " · ".join(f"{key.removeprefix('ANAK_')} {label}" for key, label in factors.items()),
        "series": [
            {
                "name": str(label),
                "tone": risk,
                "data": [total_of(cells, Measure.NEEDS, key=key, category=risk) for key in factors],
            }
            for risk, label in RISKS.items()
        ],
    }


def _by_key(cells: list[Cell], measure: Measure, label: str, keys: list[str]) -> dict[str, Any]:
    """Counts of a measure by key, keys without any left out."""
    counted = {key: total_of(cells, measure, key=key) for key in keys}
    shown = [key for key in keys if counted[key]]
    return {
        "category_label": label,
        "categories": [str(key_label(measure, key)) for key in shown],
        "series": [{"name": short_name(measure), "data": [counted[key] for key in shown]}],
    }
