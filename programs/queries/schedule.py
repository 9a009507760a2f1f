"""What the planner reads of one office: its running orders, and the sessions they may go to."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery

from bapas_portal.accounts.models import Office
from clients.choices import Sex
from clients.models import Residence
from partners.models import Site, SiteCheck
from partners.queries.agreement import terms_of_sites
from partners.queries.organisation import kanwil_path
from partners.rules.agreement import Term, holds
from programs.choices import HoursKind, OrderState, SeatState, ServiceKind, SessionState
from programs.models import (
    HoursEntry,
    ServiceBusy,
    ServiceOrder,
    ServicePause,
    ServicePlacement,
    ServiceSession,
    SessionSeat,
)
from programs.rules.schedule_world import Booked, Busy, Offer, Place, Point, Wanted
from programs.rules.service import daytime

REGENCY = 4
"""Digits of a region's code that name the regency."""


def minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


@dataclass(slots=True)
class Sites:
    """The sites met so far: what each is, the last day on which its last check calls it safe (None: not open), and
    the agreements that name it; one that some name is open only while one of them holds."""

    places: dict[int, Place] = field(default_factory=dict)
    safe_until: dict[int, date | None] = field(default_factory=dict)
    terms: dict[int, list[Term]] = field(default_factory=dict)

    def learn(self, site_ids: Collection[int]) -> None:
        latest = SiteCheck.objects.filter(site=OuterRef("pk")).order_by("-checked_on", "-pk")
        fresh = set(site_ids) - self.places.keys()
        self.terms |= terms_of_sites(fresh)
        rows = Site.objects.filter(pk__in=fresh)
        rows = rows.select_related("organisation__office__parent__parent").annotate(
            is_safe=Subquery(latest.values("is_safe")[:1]), checked_until=Subquery(latest.values("valid_until")[:1])
        )
        for site in rows:
            self.places[site.pk] = _place(site)
            self.safe_until[site.pk] = site.checked_until if site.is_active and site.is_safe else None

    def is_open(self, site_id: int, day: date) -> bool:
        until = self.safe_until[site_id]
        is_safe = until is not None and day <= until
        terms = self.terms.get(site_id)
        return is_safe and (terms is None or any(holds(term, day) for term in terms))


def _place(site: Site) -> Place:
    return Place(
        site=site.pk,
        for_adults=site.for_adults,
        for_children=site.for_children,
        for_women=site.for_women,
        for_men=site.for_men,
        step_free=site.step_free,
        point=_point(site.latitude, site.longitude),
        regency=(site.region_id or "")[:REGENCY],
        kanwil=kanwil_path(site.organisation.office),
    )


def home_point(guidance_id: int) -> tuple[float, float] | None:
    """Where the client sets out from, as last written down for a service order: degrees, or None."""
    rows = ServicePlacement.objects.filter(order__guidance=guidance_id, latitude__isnull=False)
    row = rows.order_by("-changed_at").first()
    return None if row is None or row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


def planned_sessions(office: Office, first: date, last: date) -> QuerySet[ServiceSession]:
    """The planned sessions of the office from day to day."""
    return ServiceSession.objects.filter(office=office, state=SessionState.PLANNED, held_on__range=(first, last))


def locked_offers(office: Office, first: date, last: date, sites: Sites) -> list[Offer]:
    """The sessions that the planner may choose from with the seats free now, each locked until the transaction ends.

    Whoever books a seat beside waits for the lock; so the seats are counted after it, by a statement of its own.
    """
    rows = planned_sessions(office, first, last).select_for_update(of=("self",), no_key=True).order_by("pk")
    return _offers(rows, office, (first, last), sites)


def offers_of(office: Office, first: date, last: date, sites: Sites) -> list[Offer]:
    """The same without a lock, for looking only."""
    return _offers(planned_sessions(office, first, last).order_by("pk"), office, (first, last), sites)


def _offers(rows: QuerySet[ServiceSession], office: Office, days: tuple[date, date], sites: Sites) -> list[Offer]:
    values = list(rows.values_list("pk", "held_on", "starts_at", "ends_at", "seats", "site_id"))
    live = SessionSeat.objects.filter(session__office=office, session__held_on__range=days)
    held = live.exclude(state=SeatState.RELEASED).order_by().values_list("session_id")
    taken = dict(held.annotate(taken=Count("pk")))
    sites.learn({row[-1] for row in values})
    return [
        Offer(pk, day, minute(starts), minute(ends), max(0, seats - taken.get(pk, 0)), sites.places[site])
        for pk, day, starts, ends, seats, site in values
        if sites.is_open(site, day)
    ]


def wanted_of(office: Office, orders: Iterable[ServiceOrder], today: date, sites: Sites) -> list[Wanted]:
    """Orders with minutes left (guidance already joined) as the planner sees them, from tomorrow on."""
    rows = [order for order in orders if order.state == OrderState.RUNNING and order.minutes_left > 0]
    ids = [order.pk for order in rows]
    parts = _Parts(ids, [order.guidance.client_id for order in rows], today, sites)
    kanwil = kanwil_path(office)
    return [_wanted(order, parts, kanwil, today) for order in rows]


class _Parts:
    """Everything that hangs on the orders, one query a table."""

    def __init__(self, ids: list[int], client_ids: list[int], today: date, sites: Sites) -> None:
        monday = today - timedelta(days=today.weekday())
        self.pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
        rows: Any = ServicePause.objects.filter(order__in=ids).values_list("order_id", "from_on", "to_on")
        for order, from_on, to_on in rows:
            self.pauses[order].append((from_on, to_on or date.max))
        self.busy: dict[int, list[Busy]] = defaultdict(list)
        rows = ServiceBusy.objects.filter(order__in=ids, removed_at=None)
        for order, weekday, starts, ends in rows.values_list("order_id", "weekday", "starts_at", "ends_at"):
            self.busy[order].append(Busy(weekday, minute(starts), minute(ends)))
        self.worked: dict[int, set[date]] = defaultdict(set)
        rows = HoursEntry.objects.filter(order__in=ids, worked_on__gte=monday, reversed_by=None)
        rows = rows.filter(kind__in=(HoursKind.CREDIT, HoursKind.TRAVEL))
        for order, day in rows.values_list("order_id", "worked_on"):
            self.worked[order].add(day)
        self.booked = _booked(ids, today, sites)
        self.spent: dict[int, set[date]] = defaultdict(set)
        known = (SeatState.ATTENDED, SeatState.MISSED, SeatState.EXCUSED)
        rows = SessionSeat.objects.filter(order__in=ids, state__in=known, session__held_on__gt=today)
        for order, day in rows.values_list("order_id", "session__held_on"):
            self.spent[order].add(day)
        self.placement = {row.order_id: row for row in ServicePlacement.objects.filter(order__in=ids)}
        homes = Residence.objects.filter(client__in=client_ids, to_on=None)
        self.region = dict(homes.values_list("client_id", "region_id"))


def _booked(ids: list[int], today: date, sites: Sites) -> dict[int, list[Booked]]:
    """The seats from today on, by order."""
    rows = SessionSeat.objects.filter(order__in=ids, state=SeatState.BOOKED, session__held_on__gte=today)
    names = ("order_id", "pk", "session__held_on", "session__starts_at", "session__ends_at", "session__site_id")
    values = list(rows.values_list(*names))
    sites.learn({row[-1] for row in values})
    booked: dict[int, list[Booked]] = defaultdict(list)
    for order, seat, day, starts, ends, site in values:
        booked[order].append(Booked(seat, day, minute(starts), minute(ends), sites.is_open(site, day)))
    return booked


def _wanted(order: ServiceOrder, parts: _Parts, kanwil: str, today: date) -> Wanted:
    placement = parts.placement.get(order.pk)
    wanted = Wanted(
        order=order.pk,
        left=order.minutes_left,
        per_day=order.minutes_per_day,
        days_a_week=order.days_a_week,
        since=max(today + timedelta(days=1), order.start_on),
        deadline=order.deadline_on,
        is_woman=order.guidance.sex == Sex.FEMALE,
        child_day=_child_day() if order.kind == ServiceKind.CHILD else None,
        needs_step_free=placement is not None and placement.needs_step_free,
        home=_point(placement.latitude, placement.longitude) if placement else None,
        regency=(parts.region.get(order.guidance.client_id) or "")[:REGENCY],
        kanwil=kanwil,
        far_km=settings.SERVICE_FAR_KM,
        pauses=tuple(parts.pauses[order.pk]),
        busy=tuple(parts.busy[order.pk]),
        worked=frozenset(parts.worked[order.pk]),
        spent=frozenset(parts.spent[order.pk]),
        booked=tuple(seat for seat in parts.booked[order.pk] if seat.day > today),
    )
    return _with_today(wanted, [seat for seat in parts.booked[order.pk] if seat.day == today])


def _with_today(wanted: Wanted, seats: list[Booked]) -> Wanted:
    """Today's seats stand as they are: what they will count is taken off what is left."""
    coming = [seat for seat in seats if seat.day not in wanted.worked]
    if not coming:
        return wanted
    minutes = sum(wanted.minutes_of(seat.starts, seat.ends) for seat in coming)
    days = wanted.worked | {seat.day for seat in coming}
    return replace(wanted, left=max(0, wanted.left - minutes), worked=days)


def _child_day() -> tuple[int, int]:
    day = daytime(settings.SERVICE_CHILD_DAY)
    return minute(day.first), minute(day.last)
