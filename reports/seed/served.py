"""Kerja sosial and pelayanan masyarakat of the demonstration: orders, and hours worked since they began."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from bapas_portal.core.dates import add_months
from clients.models import Guidance
from programs.choices import BreachConsequence, HoursKind, OrderState, PauseReason, ServiceKind
from programs.models import HoursEntry, ServiceOrder, ServicePause
from reports.seed.periods import Period
from reports.seed.world import World

# Hours in all, hours a day and days a week as verdicts of the demonstration say.
TERMS = {ServiceKind.ADULT: ((60, 90, 120, 160), (4, 5, 6), (2, 3)), ServiceKind.CHILD: ((10, 20, 40), (2, 3), (1, 2))}
PLACES = ("Panti Jompo Contoh", "Puskesmas Contoh", "Kantor Kelurahan Contoh", "Sekolah Dasar Contoh")
MISSED, LATE, TRAVELLED, PAUSED = 0.12, 0.06, 0.1, 0.15
HOUR = 60


@dataclass(slots=True)
class _Served:
    order: ServiceOrder
    period: Period
    done: int = 0


def add_service(world: World, periods: list[Period]) -> dict[str, int]:
    """An order for every period on these grounds, and its ledger up to today. Returns the rows by table.

    The rows go in one after the other as an officer's would: the ledger's own checks stay on.
    """
    grounds = {ServiceKind.ADULT: "KERSOS", ServiceKind.CHILD: "YANMAS"}
    on_grounds = set(Guidance.objects.filter(status__in=grounds.values()).values_list("pk", flat=True))
    served = [_Served(_order(world, period), period) for period in periods if period.guidance_id in on_grounds]
    ServiceOrder.objects.bulk_create([row.order for row in served])
    pauses = [pause for row in served for pause in _pauses(world, row)]
    ServicePause.objects.bulk_create(pauses)
    closed = {pause.order_id: (pause.from_on, pause.to_on or world.today) for pause in pauses}
    entries = [entry for row in served for entry in _entries(world, row, closed.get(row.order.pk))]
    HoursEntry.objects.bulk_create(entries)
    for row in served:
        _end(row)
    return {
        "programs.ServiceOrder": len(served),
        "programs.ServicePause": len(pauses),
        "programs.HoursEntry": len(entries),
    }


def _order(world: World, period: Period) -> ServiceOrder:
    kind = ServiceKind.CHILD if period.person.is_child else ServiceKind.ADULT
    hours, per_day, days = (world.rng.choice(choices) for choices in TERMS[kind])
    verdict_on = period.start_on - timedelta(days=world.rng.randint(3, 14))
    suffix = "Pid.Sus-Anak" if kind == ServiceKind.CHILD else "Pid.B"
    return ServiceOrder(
        guidance_id=period.guidance_id,
        kind=kind,
        verdict_no=f"{world.rng.randint(1, 400)}/{suffix}/{verdict_on.year}/PN Contoh",
        verdict_on=verdict_on,
        minutes_ordered=hours * HOUR,
        minutes_per_day=per_day * HOUR,
        days_a_week=days,
        start_on=period.start_on,
        deadline_on=add_months(period.start_on, 6),
        place=world.rng.choice(PLACES),
        consequence=world.rng.choice(BreachConsequence.values),
        form_key=_key(world),
        created_by_id=period.officer_id,
    )


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)


def _pauses(world: World, row: _Served) -> Iterator[ServicePause]:
    first = row.period.start_on + timedelta(days=world.rng.randint(8, 25))
    if not world.chance(PAUSED) or first + timedelta(days=6) >= world.today:
        return
    yield ServicePause(
        order=row.order,
        from_on=first,
        to_on=first + timedelta(days=world.rng.randint(2, 6)),
        reason=PauseReason.ILLNESS,
        note="Surat dokter puskesmas",
        by_id=row.period.officer_id,
    )


def _entries(world: World, row: _Served, closed: tuple[date, date] | None) -> Iterator[HoursEntry]:
    order = row.order
    last = min(row.period.ended_on or world.today - timedelta(days=1), order.deadline_on)
    day = order.start_on
    while day <= last and row.done < order.minutes_ordered:
        in_week = (day - order.start_on).days % 7
        paused = closed is not None and closed[0] <= day <= closed[1]
        if in_week < order.days_a_week and not paused and not world.chance(MISSED):
            yield from _day(world, row, day)
        day += timedelta(days=1)


def _day(world: World, row: _Served, day: date) -> Iterator[HoursEntry]:
    left = row.order.minutes_ordered - row.done
    travel = 30 if world.chance(TRAVELLED) and left > row.order.minutes_per_day else 0
    worked = min(row.order.minutes_per_day - travel, left)
    begin = 13 if row.order.kind == ServiceKind.CHILD else 8
    ended = time(begin + worked // HOUR, worked % HOUR)
    yield _entry(world, row, day, HoursKind.CREDIT, worked, started_at=time(begin), ended_at=ended)
    if travel:
        yield _entry(world, row, day, HoursKind.TRAVEL, travel, reason="Perjalanan dengan perahu")
    if world.chance(LATE):
        yield _entry(world, row, day, HoursKind.PENALTY, -min(30, worked), reason="Datang terlambat 30 menit")


def _entry(world: World, row: _Served, day: date, kind: HoursKind, minutes: int, **fields: object) -> HoursEntry:
    row.done += minutes
    order, by = row.order, row.period.officer_id
    return HoursEntry(order=order, kind=kind, worked_on=day, minutes=minutes, form_key=_key(world), by_id=by, **fields)


def _end(row: _Served) -> None:
    """Close the order with its period: done when every hour was worked, else ended early."""
    ended_on = row.period.ended_on
    if ended_on is None:
        return
    is_done = row.done == row.order.minutes_ordered
    ServiceOrder.objects.filter(pk=row.order.pk).update(
        state=OrderState.DONE if is_done else OrderState.ENDED,
        ended_on=max(ended_on, row.order.start_on),
        end_note="" if is_done else "Masa bimbingan berakhir sebelum jam penuh.",
    )
