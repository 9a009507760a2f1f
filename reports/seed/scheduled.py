"""Sessions at the work sites of the demonstration: today's, so that a supervisor has a list; and the weeks ahead."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import F, Q

from partners.models import SiteSlot
from programs.actions.schedule import replan_office
from programs.choices import BusyReason, HoursKind, OrderState, ServiceKind
from programs.models import HoursEntry, ServiceBusy, ServiceOrder, ServiceSession, SessionSeat
from programs.queries.schedule import minute
from reports.seed.world import SeedOffice, World

WEEKDAYS = (1, 2, 3, 4, 5)
# What keeps clients away, with the share of adults it concerns: weekdays, hours, why, note.
ADULT_BUSY = (
    (0.45, WEEKDAYS, (time(8), time(15)), BusyReason.WORK, "Bengkel"),
    (0.2, (1, 3, 5), (time(13), time(17)), BusyReason.WORK, "Warung"),
    (0.15, (7,), (time(8), time(11)), BusyReason.WORSHIP, ""),
)
CHILD_BUSY = (WEEKDAYS, (time(7), time(12, 45)), BusyReason.SCHOOL, "")
DAY_FIRST, DAY_LAST = 6 * 60, 18 * 60


def add_schedules(world: World) -> dict[str, int]:
    """Busy times of running orders, today's sessions with clients, and seats ahead by the portal's own planner."""
    orders = ServiceOrder.objects.filter(state=OrderState.RUNNING, minutes_done__lt=F("minutes_ordered"))
    orders = orders.select_related("guidance").order_by("pk")
    by_office: dict[int, list[ServiceOrder]] = defaultdict(list)
    for order in orders:
        by_office[order.guidance.office_id].append(order)
    busy = [row for rows in by_office.values() for order in rows for row in _busy(world, order)]
    ServiceBusy.objects.bulk_create(busy)
    for place in world.offices:
        _add_today(world, place, by_office[place.pk])
        replan_office(place.office)
        _name_supervisors(world, place)
    return {
        "programs.ServiceBusy": len(busy),
        "programs.ServiceSession": ServiceSession.objects.count(),
        "programs.SessionSeat": SessionSeat.objects.count(),
    }


def _busy(world: World, order: ServiceOrder) -> Iterator[ServiceBusy]:
    if order.kind == ServiceKind.CHILD:
        yield from _times(world, order, *CHILD_BUSY)
        return
    draw = world.rng.random()
    for share, weekdays, hours, reason, note in ADULT_BUSY:
        if draw < share:
            yield from _times(world, order, weekdays, hours, reason, note)
            return
        draw -= share


def _times(
    world: World, order: ServiceOrder, weekdays: tuple[int, ...], hours: tuple[time, time], reason: str, note: str
) -> Iterator[ServiceBusy]:
    for weekday in weekdays:
        yield ServiceBusy(
            order=order,
            weekday=weekday,
            starts_at=hours[0],
            ends_at=hours[1],
            reason=reason,
            note=note,
            form_key=_key(world),
            by_id=order.created_by_id,
        )


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)


def _add_today(world: World, place: SeedOffice, orders: list[ServiceOrder]) -> None:
    """Sessions of today's weekly times; where a site has none today, one of its other times. Who may come is seated."""
    waiting = _may_come(world, orders)
    for slot, is_today in _slots(world, place):
        clients = [order for order in waiting if _suits(order, slot)][: slot.seats]
        if not clients and not is_today:
            continue
        session = ServiceSession.objects.create(
            office=place.office,
            site=slot.site,
            slot=slot if is_today else None,
            held_on=world.today,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            seats=slot.seats,
            form_key=_key(world),
            created_by_id=None if is_today else place.adult_officers[0],
        )
        for order in clients:
            waiting.remove(order)
            SessionSeat.objects.create(session=session, order=order, form_key=_key(world))


def _slots(world: World, place: SeedOffice) -> list[tuple[SiteSlot, bool]]:
    """Today's weekly times of safe sites, then one other time of each site that has none today."""
    today = world.today
    rows = SiteSlot.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), site__organisation__office=place.office)
    rows = rows.filter(valid_from__lte=today).select_related("site").order_by("starts_at", "pk")
    safe = [row for row in rows if _is_safe(row, today)]
    due = [row for row in safe if row.weekday == today.isoweekday()]
    met = {row.site_id for row in due}
    others = {row.site_id: row for row in safe if row.site_id not in met}
    return [*((row, True) for row in due), *((row, False) for row in others.values())]


def _is_safe(slot: SiteSlot, today: date) -> bool:
    check = slot.site.checks.first()
    return check is not None and check.is_safe and check.valid_until >= today


def _may_come(world: World, orders: list[ServiceOrder]) -> list[ServiceOrder]:
    """Orders with a day left this week, not paused today, in their period."""
    today = world.today
    monday = today - timedelta(days=today.weekday())
    worked: dict[int, set] = defaultdict(set)
    rows = HoursEntry.objects.filter(order__in=orders, worked_on__gte=monday, reversed_by=None)
    for order, day in rows.filter(kind__in=(HoursKind.CREDIT, HoursKind.TRAVEL)).values_list("order_id", "worked_on"):
        worked[order].add(day)
    paused = Q(pauses__from_on__lte=today) & (Q(pauses__to_on=None) | Q(pauses__to_on__gte=today))
    away = set(ServiceOrder.objects.filter(paused, pk__in=[order.pk for order in orders]).values_list("pk", flat=True))
    return [
        order
        for order in orders
        if order.start_on <= today <= order.deadline_on
        and order.pk not in away
        and len(worked[order.pk]) < order.days_a_week
    ]


def _suits(order: ServiceOrder, slot: SiteSlot) -> bool:
    site, is_child = slot.site, order.kind == ServiceKind.CHILD
    by_sex = site.for_women if order.guidance.sex == "F" else site.for_men
    in_daytime = not is_child or (minute(slot.starts_at) >= DAY_FIRST and minute(slot.ends_at) <= DAY_LAST)
    return by_sex and in_daytime and (site.for_children if is_child else site.for_adults)


def _name_supervisors(world: World, place: SeedOffice) -> None:
    """One officer a site; the first officer of the office, whom the demonstration signs in as, has the first site."""
    sites = (
        ServiceSession.objects.filter(office=place.office).order_by("site").values_list("site", flat=True).distinct()
    )
    for number, site in enumerate(sites):
        officer = place.adult_officers[0] if number == 0 else world.rng.choice(place.adult_officers)
        ServiceSession.objects.filter(office=place.office, site=site).update(supervisor=officer)
