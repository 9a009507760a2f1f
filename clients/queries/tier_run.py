"""What a run over all clients changed, or a dry run would change: sums, matrix, Kanwils, and the list itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from bapas_portal.core.scope import Scope
from clients.models import TierChange, TierRule, TierRun
from clients.queries.tier import digest_of, ladder_of
from clients.queries.trial import region_names, regions_by_office
from clients.rules.tiers import TierLadder

CHANGE_ORDER = ("-guidance_id",)
RUNS_SHOWN = 12
# What a query names the clients that had no tier before.
FIRST = "-"
TONES = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


def runs_of(rule: TierRule) -> QuerySet[TierRun]:
    return TierRun.objects.filter(rule=rule).select_related("job", "asked_by").order_by("-pk")


def newest_asked(rule: TierRule) -> TierRun | None:
    """The last one asked for on a page, finished or not. One query."""
    return runs_of(rule).exclude(job=None).first()


def finished_runs(rule: TierRule) -> list[TierRun]:
    """The newest RUNS_SHOWN that came to their end. One query."""
    return list(runs_of(rule).exclude(finished_at=None)[:RUNS_SHOWN])


def is_stale(run: TierRun, rule: TierRule) -> bool:
    """Did the draft change after this run? A run without a job is of the rule in force, which does not change."""
    return run.job is not None and run.job.params.get("digest") != digest_of(rule.definition)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes to list: None and '' leave a field open. turn: up, down, first, same (points as before)."""

    region: int | None = None
    before: str = ""
    after: str = ""
    turn: str = ""


def changes(scope: Scope, run: TierRun, wanted: Wanted) -> QuerySet[TierChange]:
    """The clients that change, in reach of a scope narrowed to clients.manage_tiers; no identity is read."""
    rows = TierChange.objects.visible_to(scope).filter(run=run)
    if wanted.before:
        rows = rows.filter(before="" if wanted.before == FIRST else wanted.before)
    if wanted.after:
        rows = rows.filter(after=wanted.after)
    if wanted.region is not None:
        offices = [office for office, region in regions_by_office().items() if region == wanted.region]
        rows = rows.filter(guidance__office__in=offices)
    if wanted.turn == "first":
        rows = rows.filter(before_points=None)
    elif wanted.turn in ("up", "down", "same"):
        how = {"up": "after_points__gt", "down": "after_points__lt", "same": "after_points"}[wanted.turn]
        rows = rows.filter(**{how: F("before_points")})
    return rows


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind: before and after are levels' codes, the region a Kanwil's id (0: none)."""

    before: str
    after: str
    before_points: int | None
    after_points: int
    region: int
    count: int

    @property
    def turn(self) -> str:
        """Measured in points: a rule may name its levels otherwise than the one before."""
        if self.before_points is None:
            return "first"
        if self.after_points == self.before_points:
            return "same"
        return "up" if self.after_points > self.before_points else "down"

    @property
    def points(self) -> int:
        return self.count * (self.after_points - (self.before_points or 0))


def groups_of(scope: Scope, run: TierRun) -> list[Group]:
    """All changes of a run, counted. Two queries."""
    regions = regions_by_office()
    names = ("before", "after", "before_points", "after_points", "guidance__office")
    rows = changes(scope, run, Wanted()).order_by().values_list(*names).annotate(n=Count("pk"))
    return [
        Group(before, after, before_points, after_points, regions.get(office, 0), count)
        for before, after, before_points, after_points, office, count in rows
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how many, which way most of them go, and the query that lists them."""

    count: int
    turn: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: list[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class RegionRow:
    label: str
    up: int
    down: int
    first: int
    same: int
    points: int

    @property
    def points_signed(self) -> str:
        return signed(self.points)


@dataclass(frozen=True)
class Picture:
    """`groups` under the filter's Kanwil; `unchanged` is None under a filter, which cannot tell it."""

    groups: list[Group]
    unchanged: int | None
    after: list[str]
    matrix: list[Row]
    chart: dict[str, Any]
    regions: list[RegionRow]

    @cached_property
    def sums(self) -> dict[str, int]:
        return _sums(self.groups)

    @property
    def points_signed(self) -> str:
        return signed(sum(group.points for group in self.groups))


def signed(number: int) -> str:
    """ "+3", "0" or "−3" with a real minus."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"


def picture_of(run: TierRun, groups: list[Group], wanted: Wanted) -> Picture:
    """Counts only, no person. Two queries (names of Kanwils, the levels of rules before)."""
    names, ladder = region_names(), ladder_of(run.rule)
    shown = [group for group in groups if wanted.region is None or group.region == wanted.region]
    labels = labels_of(ladder)
    befores = [code for code in labels if any(group.before == code for group in shown)]
    return Picture(
        groups=shown,
        unchanged=run.counted - run.changed if wanted.region is None else None,
        after=[level.label for level in ladder.levels],
        matrix=[_row(run, before, labels[before], shown, wanted) for before in befores],
        chart=_chart(befores, labels, shown, ladder),
        regions=_regions(shown, names),
    )


def labels_of(ladder: TierLadder) -> dict[str, str]:
    """Code -> label of every level a change may name: of this rule in order, then of the other rules. One query."""
    known = {level.code: level.label for level in ladder.levels}
    for rule in TierRule.objects.order_by("-pk"):
        for level in ladder_of(rule).levels:
            known.setdefault(level.code, level.label)
    return {"": _("Belum ada"), **known}


def _row(run: TierRun, before: str, label: str, groups: list[Group], wanted: Wanted) -> Row:
    cells = []
    for level in ladder_of(run.rule).levels:
        here = [group for group in groups if (group.before, group.after) == (before, level.code)]
        count = sum(group.count for group in here)
        turn = max(here, key=lambda group: group.count).turn if here else ""
        asked = {"run": run.pk, "kanwil": wanted.region, "before": before or FIRST, "now": level.code}
        query = urlencode({name: value for name, value in asked.items() if value}) if count else ""
        cells.append(Cell(count, turn, query))
    return Row(label, cells, sum(cell.count for cell in cells))


def _chart(befores: list[str], labels: dict[str, str], groups: list[Group], ladder: TierLadder) -> dict[str, Any]:
    """Stacked: one bar for each tier now, parted by what it becomes."""
    series: list[dict[str, Any]] = []
    for place, level in enumerate(ladder.levels):
        one: dict[str, Any] = {"name": _("Menjadi %(level)s") % {"level": level.label.lower()}}
        if len(ladder.levels) == len(TONES):
            one["tone"] = TONES[place]
        counted = [
            sum(group.count for group in groups if (group.before, group.after) == (before, level.code))
            for before in befores
        ]
        series.append({**one, "data": counted})
    return {
        "category_label": _("Intensitas sekarang"),
        "categories": [labels[before] for before in befores],
        "series": series,
    }


def _regions(groups: list[Group], names: dict[int, str]) -> list[RegionRow]:
    places = {pk: place for place, pk in enumerate(names)}
    rows = []
    for region in sorted({group.region for group in groups}, key=lambda pk: places.get(pk, len(places))):
        here = [group for group in groups if group.region == region]
        points = sum(group.points for group in here)
        rows.append(RegionRow(names.get(region, _("Tanpa Kanwil")), **_sums(here), points=points))
    return rows


def _sums(groups: Iterable[Group]) -> dict[str, int]:
    sums = dict.fromkeys(("up", "down", "first", "same"), 0)
    for group in groups:
        sums[group.turn] += group.count
    return sums


def regions_in(groups: Iterable[Group]) -> list[tuple[str, str]]:
    """(id, name) of the Kanwils with a change, for a filter. One query."""
    found = {group.region for group in groups}
    return [(str(pk), name) for pk, name in region_names().items() if pk in found]
