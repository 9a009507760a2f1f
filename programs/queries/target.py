"""Progress towards targets, counted live: one query per measure, and every sum is of the rows themselves."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import ZONES
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import ActivityState, OrderState, PlanState
from programs.models import (
    CareActivity,
    DirectiveVersion,
    Participation,
    PlanVersion,
    ServiceOrder,
    Target,
    TargetShare,
)
from programs.queries.directive import asked_offices, home_office, targets_of
from programs.rules.targets import MEASURES, Measure, period_of, reached

Counts = Mapping[int, int]


def _by_office(rows: QuerySet, office: str, what: Count) -> dict[int, int]:
    found = rows.order_by().values(office).annotate(found=what)
    return {row[office]: row["found"] for row in found}


def _activities(first: date, last: date) -> Counts:
    rows = CareActivity.objects.filter(state=ActivityState.ACCEPTED, held_on__range=(first, last))
    return _by_office(rows, "office", Count("pk"))


def _participants(first: date, last: date) -> Counts:
    rows = Participation.objects.filter(
        removed_at=None, activity__state=ActivityState.ACCEPTED, activity__held_on__range=(first, last)
    )
    return _by_office(rows, "activity__office", Count("guidance", distinct=True))


def _plans(first: date, last: date) -> Counts:
    rows = PlanVersion.objects.filter(_on_days(first, last), decision=PlanState.APPROVED)
    return _by_office(rows, "plan__guidance__office", Count("plan", distinct=True))


def _on_days(first: date, last: date) -> Q:
    """Decided from `first` to `last` by the clock of each office's own zone."""
    found = Q()
    for code, name in ZONES.items():
        zone = ZoneInfo(name)
        begin = datetime.combine(first, time(), zone)
        end = datetime.combine(last + timedelta(days=1), time(), zone)
        found |= Q(plan__guidance__office__zone=code, decided_at__gte=begin, decided_at__lt=end)
    return found


def _orders(first: date, last: date) -> Counts:
    rows = ServiceOrder.objects.filter(state=OrderState.DONE, ended_on__range=(first, last))
    return _by_office(rows, "guidance__office", Count("pk"))


COUNTERS: dict[str, Callable[[date, date], Counts]] = {
    "ACTIVITIES": _activities,
    "PARTICIPANTS": _participants,
    "PLANS": _plans,
    "ORDERS": _orders,
}


def clients_on(day: date) -> dict[int, int]:
    """Every open Bapas with its clients under guidance on a day (a Pos counts for its Bapas)."""
    open_then = Guidance.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), start_on__lte=day)
    counts = to_bapas(_by_office(open_then, "office", Count("pk")))
    return {pk: counts.get(pk, 0) for pk in asked_offices().filter(kind=OfficeKind.BAPAS).values_list("pk", flat=True)}


def to_bapas(counts: Counts) -> dict[int, int]:
    """Counts by office with every Pos added to the Bapas above it."""
    above = {pos.pk: pos.parent_id or pos.pk for pos in Office.objects.filter(kind=OfficeKind.POS)}
    found: dict[int, int] = defaultdict(int)
    for office, count in counts.items():
        found[above.get(office, office)] += count
    return dict(found)


@dataclass(frozen=True, slots=True)
class Row:
    """A Bapas, a Kanwil or the nation: counted, asked for, and the percent reached. `basis`: clients it came from."""

    name: str
    office_id: int | None
    value: int
    target: int
    basis: int | None = None

    @property
    def percent(self) -> int:
        return reached(self.value, self.target)

    @property
    def is_reached(self) -> bool:
        return self.value >= self.target


@dataclass(frozen=True, slots=True)
class Progress:
    """One target in one period. own: the reader's Bapas or Kanwil; offices: the Bapas below `of`, or the Kanwil."""

    target: Target
    measure: Measure
    first: date
    last: date
    nation: Row
    own: Row | None
    rows: list[Row]


def progress_of(
    version: DirectiveVersion, scope: Scope, *, day: date, kanwil: Office | None = None, with_rows: bool = True
) -> list[Progress]:
    """Every target of a version in the period that holds `day` (`scope` narrowed to programs.view_directive).

    rows: for the nation's reader the Kanwil, or the Bapas of `kanwil`; for a Kanwil its Bapas; for a Bapas none.
    One query per target for what was counted, one for the shares; the tree of offices once.
    """
    targets = targets_of(version)
    shares: dict[int, dict[int, TargetShare]] = defaultdict(dict)
    for share in TargetShare.objects.filter(target__in=targets):
        shares[share.target_id][share.office_id] = share
    bapas = list(Office.objects.filter(kind=OfficeKind.BAPAS).select_related("parent").order_by("path"))
    seen = scope.office_ids()
    home = home_office(scope)
    return [_progress(row, shares[row.pk], bapas, seen, home, kanwil, day, with_rows) for row in targets]


def _progress(
    target: Target,
    shares: Mapping[int, TargetShare],
    bapas: list[Office],
    seen: frozenset[int] | None,
    home: Office | None,
    kanwil: Office | None,
    day: date,
    with_rows: bool,
) -> Progress:
    first, last = period_of(target.period, day)
    counts = to_bapas(COUNTERS[target.measure](first, last))
    asked = [office for office in bapas if office.pk in shares]
    rows: list[Row] = []
    if with_rows and not (home and home.kind == OfficeKind.BAPAS):
        inside = [office for office in asked if seen is None or office.pk in seen]
        by_kanwil = seen is None and kanwil is None
        if kanwil:
            inside = [office for office in inside if office.path.startswith(kanwil.path)]
        rows = _kanwil_rows(inside, shares, counts) if by_kanwil else [_row(one, shares, counts) for one in inside]
    own = None
    if home is not None:
        below = [office for office in asked if office.path.startswith(home.path)]
        own = _row(home, shares, counts) if home.pk in shares else _sum(home.name, home.pk, below, shares, counts)
        own = own if below else None
    return Progress(target, MEASURES[target.measure], first, last, _sum("", None, asked, shares, counts), own, rows)


def _row(office: Office, shares: Mapping[int, TargetShare], counts: Counts) -> Row:
    share = shares[office.pk]
    return Row(office.name, office.pk, counts.get(office.pk, 0), share.value, share.basis)


def _sum(
    name: str, office_id: int | None, offices: list[Office], shares: Mapping[int, TargetShare], counts: Counts
) -> Row:
    """Only offices with a share are summed, so that nation = sum of Kanwil = sum of Bapas."""
    bases = [basis for office in offices if (basis := shares[office.pk].basis) is not None]
    value = sum(counts.get(office.pk, 0) for office in offices)
    return Row(
        name, office_id, value, sum(shares[office.pk].value for office in offices), sum(bases) if bases else None
    )


def _kanwil_rows(offices: list[Office], shares: Mapping[int, TargetShare], counts: Counts) -> list[Row]:
    groups: dict[int, list[Office]] = defaultdict(list)
    for office in offices:
        groups[office.parent_id or 0].append(office)
    return [_sum(str(group[0].parent), pk, group, shares, counts) for pk, group in groups.items()]
