"""What a finished trial found, ready for its page: cards, matrix, chart, groups. Counts only, no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from clients.choices import RiskCategory, Sex
from clients.models import InstrumentTrial
from clients.queries.trial import Wanted, region_names
from clients.rules.bands import CATEGORIES
from clients.rules.instrument import Instrument
from clients.rules.trial import Cell, by, cells_of, direction, matrix_of, only, turns_of

REASONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell: how many, which way it goes, and the query that lists them ('' for those that stay)."""

    label: str
    count: int
    turn: str
    query: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    before: str
    cells: list[MatrixCell]
    unscored: MatrixCell
    total: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Assessments of one group: how many were looked at, and how their category turns out."""

    label: str
    counted: int
    up: int
    down: int
    same: int
    unscored: int


@dataclass(frozen=True, slots=True)
class Picture:
    """`sums`: up, down, same, unscored of what is shown; `score_only` is None under a filter, which cannot tell it."""

    counted: int
    sums: dict[str, int]
    score_only: int | None
    matrix: list[MatrixRow]
    new_totals: list[tuple[str, int]]
    chart: dict[str, Any]
    regions: list[GroupRow]
    people: list[GroupRow]
    reasons: list[tuple[str, int]]
    more_reasons: int
    factors: list[tuple[str, str, int, int]]
    kriminogenik: dict[str, int]


def picture_of(trial: InstrumentTrial, instrument: Instrument, wanted: Wanted) -> Picture:
    """The picture of a finished trial under the filter's Kanwil and sex. One query (names of Kanwils)."""
    names, every = region_names(), cells_of(trial.groups)
    cells = only(every, region=wanted.region, sex=wanted.sex)
    turns = turns_of(cells)
    sums = {turn: turns[turn] for turn in ("up", "down", "same", "unscored")}
    is_whole = wanted.region is None and not wanted.sex
    reasons = [(why, count) for why, count in trial.groups["reasons"]]
    matrix = matrix_of(cells)
    return Picture(
        counted=sum(cells.values()),
        sums=sums,
        score_only=trial.changed - sums["up"] - sums["down"] if is_whole else None,
        matrix=_matrix(matrix, cells, wanted),
        new_totals=[(now, sum(row[now] for row in matrix.values())) for now in CATEGORIES],
        chart=_chart(matrix, cells),
        regions=_groups(cells, ("region",), lambda key: names.get(key[0], _("Tanpa Kanwil")), names),
        people=_groups(cells, ("is_child", "sex"), _people_label, {}),
        reasons=reasons[:REASONS_SHOWN],
        more_reasons=sum(count for _why, count in reasons[REASONS_SHOWN:]),
        factors=_factors(trial.groups["factors"], instrument),
        kriminogenik={name: trial.groups["kriminogenik"].get(name, 0) for name in ("more", "fewer")},
    )


def regions_in(trial: InstrumentTrial) -> list[tuple[str, str]]:
    """(id, name) of the Kanwils with assessments in the trial, for a filter. One query."""
    found = {cell.region for cell in cells_of(trial.groups)}
    return [(str(pk), name) for pk, name in region_names().items() if pk in found]


def _matrix(matrix: Mapping[str, Mapping[str, int]], cells: Mapping[Cell, int], wanted: Wanted) -> list[MatrixRow]:
    rows = []
    for before in CATEGORIES:
        unscored = sum(count for cell, count in cells.items() if cell.before == before and not cell.after)
        row = [_cell(before, now, matrix[before][now], wanted) for now in CATEGORIES]
        total = unscored + sum(cell.count for cell in row)
        rows.append(MatrixRow(before, row, _cell(before, "", unscored, wanted), total))
    return rows


def _cell(before: str, now: str, count: int, wanted: Wanted) -> MatrixCell:
    turn = direction(before, now)
    label = str(RiskCategory(now).label) if now else _("Tidak dapat dihitung")
    is_listed = count and turn != "same"
    asked = {"kanwil": wanted.region, "sex": wanted.sex, "before": before, "now": now, "turn": "" if now else turn}
    query = urlencode({name: value for name, value in asked.items() if value}) if is_listed else ""
    return MatrixCell(label, count, turn, query)


def _chart(matrix: Mapping[str, Mapping[str, int]], cells: Mapping[Cell, int]) -> dict[str, Any]:
    """Stacked: one bar for each old category, parted by what it becomes."""
    unscored = [sum(count for cell, count in cells.items() if cell.before == row and not cell.after) for row in matrix]
    series: list[dict[str, Any]] = [
        {
            "name": _("Menjadi %(category)s") % {"category": str(RiskCategory(now).label).lower()},
            "tone": now,
            "data": [row[now] for row in matrix.values()],
        }
        for now in CATEGORIES
    ]
    if any(unscored):
        series.append({"name": _("Tidak dapat dihitung"), "tone": "NONE", "data": unscored})
    categories = [str(RiskCategory(before).label) for before in matrix]
    return {"category_label": _("Kategori sekarang"), "categories": categories, "series": series}


def _groups(cells: Mapping[Cell, int], keys: tuple[str, ...], label: Any, order: Mapping[int, str]) -> list[GroupRow]:
    places = {pk: place for place, pk in enumerate(order)}
    parts = by(cells, keys)
    rows = []
    for key in sorted(parts, key=lambda key: (places.get(key[0], len(places)), key)):
        turns = turns_of(parts[key])
        rows.append(GroupRow(label(key), turns.total(), turns["up"], turns["down"], turns["same"], turns["unscored"]))
    return rows


def _people_label(key: tuple) -> str:
    is_child, sex = key
    cohort = _("Anak") if is_child else _("Dewasa")
    return f"{cohort}, {str(Sex(sex).label).lower()}" if sex else cohort


def _factors(turned: Mapping[str, Mapping[str, int]], instrument: Instrument) -> list[tuple[str, str, int, int]]:
    """(code, label, up, down) of factors whose category turns out otherwise: the needs map hangs on them."""
    labels = {factor.code: factor.label for factor in instrument.factors}
    return [
        (code, labels.get(code, code), counts.get("up", 0), counts.get("down", 0)) for code, counts in turned.items()
    ]
