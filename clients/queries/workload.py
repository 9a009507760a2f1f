"""Workload: points of running clients per PK against the capacity of the day. Grouped in SQL, few queries for all.

Points, capacity and "nearly full" come from the tier rule in force (clients/tiers/). A running client without a tier
weighs what the rule gives to clients whose risk is not known yet.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, FilteredRelation, Q, Sum
from django.db.models.functions import Coalesce, Lower
from django.db.models.query import QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.core.dates import ZONES, in_zone, today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance, WorkloadReduction
from clients.permissions.guidance import OFFICER_ROLES
from clients.queries.due import WantedDue, due_rows
from clients.queries.people import choosable_offices
from clients.queries.tier import ladder_of, rule_in_force
from clients.rules.tiers import TierLadder
from clients.rules.workload import Held, Span, Weight, reduced, share_used, weight

VIEW = "clients.view_workload"
SET = "clients.set_reduction"


@dataclass(frozen=True, slots=True)
class Load:
    """One PK's row. officer: None for clients without one. late: assessments past their last day.

    is_here: PK or APK of the office today; capacity is 0 for whoever is not, and for clients without a PK.
    """

    officer: User | None
    held: Held
    full_capacity: int
    capacity: int
    near_percent: int
    late: int = 0
    is_here: bool = True
    reductions: tuple[WorkloadReduction, ...] = ()

    @property
    def used(self) -> int | None:
        return share_used(self.held.points, self.capacity)

    @property
    def weight(self) -> Weight:
        return weight(self.held.points, self.capacity, self.near_percent)

    @property
    def bar(self) -> int:
        """Length of the drawn bar, in percent of the capacity; it ends at one and a half."""
        return min(150, self.used if self.used is not None else 150 if self.held.points else 0)

    @property
    def over_by(self) -> int:
        return max(0, self.held.points - self.capacity)

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.held.points)


@dataclass(frozen=True, slots=True)
class OfficeLoad:
    """One office: its PKs added up. over, near: how many PKs stand so; unassigned: clients without a PK."""

    office: Office
    officers: int
    held: Held
    capacity: int
    over: int
    near: int
    unassigned: int

    @property
    def used(self) -> int | None:
        return share_used(self.held.points, self.capacity)

    @property
    def bar(self) -> int:
        """As of Load."""
        return min(150, self.used if self.used is not None else 150 if self.held.points else 0)


def ladder_in_force() -> TierLadder | None:
    """The rule as values, None while none is published. One query."""
    rule = rule_in_force()
    return ladder_of(rule) if rule else None


def offices_of(scope: Scope) -> list[Office]:
    """Open Bapas in reach, by name; their Pos are counted with them. For whoever sits at a Pos alone, that Pos."""
    found = list(choosable_offices(scope))
    return [office for office in found if office.kind == OfficeKind.BAPAS] or found


def within(scope: Scope, offices: Iterable[int]) -> Scope:
    """The part of the scope that lies in these offices."""
    inside = frozenset(offices)
    return replace(
        scope,
        reaches=tuple(
            replace(reach, office_ids=inside if reach.office_ids is None else inside & reach.office_ids)
            for reach in scope.reaches
        ),
    )


def held_by(rows: QuerySet[Guidance], ladder: TierLadder) -> dict[tuple[int, int | None], Held]:
    """(office id, officer id) -> what is carried there, of the running ones of `rows`. One query."""
    unknown = ladder.by_code[ladder.otherwise].points
    running = rows.filter(ended_on=None).annotate(now=FilteredRelation("tiers", condition=Q(tiers__superseded_at=None)))
    counted = running.order_by().values_list("office_id", "officer_id", "is_child", "now__code")
    found: dict[tuple[int, int | None], Held] = {}
    for office_id, officer_id, is_child, code, clients, points in counted.annotate(
        clients_held=Count("pk"), points_held=Sum(Coalesce("now__points", unknown))
    ):
        one = Held(
            clients=clients,
            adults=0 if is_child else clients,
            children=clients if is_child else 0,
            points=points,
            tiers={code or "": clients},
        )
        key = (office_id, officer_id)
        found[key] = added([found[key], one]) if key in found else one
    return found


def added(parts: Iterable[Held]) -> Held:
    """Several loads as one."""
    parts = list(parts)
    tiers: Counter[str] = Counter()
    for part in parts:
        tiers.update(part.tiers or {})
    return Held(
        clients=sum(part.clients for part in parts),
        adults=sum(part.adults for part in parts),
        children=sum(part.children for part in parts),
        points=sum(part.points for part in parts),
        tiers=dict(tiers),
    )


def span_of(row: WorkloadReduction) -> Span:
    """The days of a reduction; its office's zone says on which day it was taken back."""
    return Span(row.from_on, row.to_on, in_zone(row.ended_at, row.office.zone).date() if row.ended_at else None)


def reductions_on(officer_ids: Iterable[int], days: dict[str, date]) -> dict[int, list[WorkloadReduction]]:
    """Officer id -> reductions in force on the day of their office's zone. One query."""
    first, last = min(days.values()), max(days.values())
    rows = WorkloadReduction.objects.filter(officer__in=list(officer_ids), from_on__lte=last, to_on__gte=first)
    found: dict[int, list[WorkloadReduction]] = {}
    for row in rows.select_related("office").order_by("from_on", "pk"):
        if span_of(row).holds_on(days[row.office.zone]):
            found.setdefault(row.officer_id, []).append(row)
    return found


def seats(scope: Scope, offices: Iterable[int]) -> dict[int, set[int]]:
    """Officer id -> ids of these offices where he is PK or APK today; an own caseload: only the reader. One query."""
    grants = RoleGrant.objects.on(today_in()).filter(
        role__in=OFFICER_ROLES, user__is_active=True, office__in=list(offices)
    )
    if scope.reaches and all(reach.own_only for reach in scope.reaches):
        grants = grants.filter(user_id=scope.user_id or 0)
    found: dict[int, set[int]] = {}
    for user_id, office_id in grants.values_list("user_id", "office_id"):
        found.setdefault(user_id, set()).add(office_id)
    return found


def with_posts(office: Office) -> list[int]:
    """Ids of the Bapas and its Pos. One query."""
    return list(Office.objects.below(office).values_list("pk", flat=True))


def office_loads(scope: Scope, office: Office, ladder: TierLadder, *, with_late: bool = True) -> list[Load]:
    """Every PK of the office and whoever else holds its running clients, the fullest first. Five queries.

    `scope` is narrowed to clients.view_workload. Clients elsewhere of a PK of two offices are not counted.
    Three queries more with what is late.
    """
    inside = with_posts(office)
    rows = Guidance.objects.visible_to(within(scope, inside))
    held: dict[int | None, Held] = {}
    for (_office_id, officer_id), part in held_by(rows, ladder).items():
        held[officer_id] = added([held[officer_id], part]) if officer_id in held else part
    here = seats(scope, inside)
    late = _late(scope, inside) if with_late else Counter()
    people = {user.pk: user for user in User.objects.filter(pk__in=[pk for pk in held.keys() | here.keys() if pk])}
    cut = reductions_on(people, {zone: today_in(zone) for zone in ZONES})
    found = []
    for officer_id in held.keys() | here.keys():
        full = ladder.capacity.points if officer_id in here else 0
        less = tuple(cut.get(officer_id or 0, ()))
        found.append(
            Load(
                officer=people.get(officer_id or 0),
                held=held.get(officer_id, Held()),
                full_capacity=full,
                capacity=reduced(full, [row.percent for row in less]),
                near_percent=ladder.capacity.near_percent,
                late=late[officer_id],
                is_here=officer_id in here,
                reductions=less,
            )
        )
    return sorted(found, key=_fullest)


def _fullest(load: Load) -> tuple[bool, int, str]:
    """PKs first, the fullest on top; then who holds clients without being PK here, clients without a PK last."""
    name = load.officer.name if load.officer else ""
    used = load.used
    return not load.is_here, -(used if used is not None else load.held.points * 100), name


def _late(scope: Scope, offices: list[int]) -> Counter[int | None]:
    rows = due_rows(within(scope, offices), WantedDue())
    return Counter(row.officer_id for row in rows if row.days_left < 0)


def nation_loads(scope: Scope, ladder: TierLadder) -> list[OfficeLoad]:
    """Every Bapas in reach as one row, the fullest first. Five queries, whatever their number."""
    bapas = offices_of(scope)
    home = {office.pk: office.pk for office in bapas}
    posts = Office.objects.filter(parent__in=home, kind=OfficeKind.POS).values_list("pk", "parent_id")
    home |= {pk: parent for pk, parent in posts if parent is not None}
    held: dict[tuple[int, int | None], Held] = {}
    for (office_id, officer_id), part in held_by(Guidance.objects.visible_to(scope), ladder).items():
        key = (home.get(office_id, 0), officer_id)
        held[key] = added([held[key], part]) if key in held else part
    seated = {(home[office], officer) for officer, at in seats(scope, home).items() for office in at}
    cut = reductions_on({officer for _office, officer in seated}, {zone: today_in(zone) for zone in ZONES})
    rows = [_office_load(office, held, seated, cut, ladder) for office in bapas]
    return sorted(rows, key=lambda row: (-(row.used or 0), row.office.name))


def _office_load(
    office: Office,
    held: dict[tuple[int, int | None], Held],
    seated: set[tuple[int, int]],
    cut: dict[int, list[WorkloadReduction]],
    ladder: TierLadder,
) -> OfficeLoad:
    mine = {officer: part for (place, officer), part in held.items() if place == office.pk}
    full, near = ladder.capacity.points, ladder.capacity.near_percent
    here = [officer for place, officer in seated if place == office.pk]
    room = {officer: reduced(full, [row.percent for row in cut.get(officer, ())]) for officer in here}
    stand = Counter(weight(mine.get(officer, Held()).points, room[officer], near) for officer in here)
    return OfficeLoad(
        office=office,
        officers=len(here),
        held=added(mine.values()),
        capacity=sum(room.values()),
        over=stand[Weight.OVER],
        near=stand[Weight.NEAR],
        unassigned=mine[None].clients if None in mine else 0,
    )


def kept_reductions(scope: Scope) -> QuerySet[WorkloadReduction]:
    """Reductions in reach, the newest first."""
    rows = WorkloadReduction.objects.visible_to(scope).select_related("officer", "office", "recorded_by")
    return rows.order_by("-from_on", "-pk")


def reducible(scope: Scope) -> list[tuple[User, Office]]:
    """PKs and APKs of today and their office, where the reader may take something off. One query."""
    grants = RoleGrant.objects.visible_to(scope).on(today_in()).filter(role__in=OFFICER_ROLES, user__is_active=True)
    rows = grants.select_related("user", "office").order_by(Lower("user__name"), "user_id", "pk")
    found: dict[int, tuple[User, Office]] = {}
    for grant in rows:
        found.setdefault(grant.user_id, (grant.user, grant.office))
    return list(found.values())
