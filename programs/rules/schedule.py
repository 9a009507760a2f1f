"""Which sessions an order takes to finish what is left, and why some of it could not be planned. Plain values.

Times are minutes of the day, days are days of the office, a week is Monday to Sunday. The limits are the verdict's: so
many minutes a day, so many days a week, until the deadline (KUHP art. 85; UU 11/2012 art. 76, domain.md 2.4, 2.5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from programs.rules.schedule_world import Offer, Short, Wanted


@dataclass(slots=True)
class Plan:
    """What changes for an order: sessions to take, seats to give up, minutes planned in all, and what is short."""

    order: int
    take: list[int] = field(default_factory=list)
    release: list[int] = field(default_factory=list)
    planned: int = 0
    short: int = 0
    why: Short | None = None


def plan_orders(wanted: Iterable[Wanted], offers: Sequence[Offer], until: date) -> list[Plan]:
    """Plans of many orders over the same seats: who has least room before the deadline chooses first.

    until: the last day for which sessions have been opened.
    """
    free = {offer.session: offer.free for offer in offers}
    return [plan_order(order, offers, free, until) for order in sorted(wanted, key=_urgency)]


def _urgency(order: Wanted) -> tuple[float, date, int]:
    days_needed = -(-order.left // order.per_day) * 7 / order.days_a_week
    return ((order.deadline - order.since).days - days_needed, order.deadline, order.order)


def plan_order(order: Wanted, offers: Sequence[Offer], free: dict[int, int], until: date) -> Plan:
    """The order's plan; `free` (seats by session) is counted down for what it takes.

    What is booked stays, unless it no longer fits or is more than what is left. Near sites come first; when they do
    not finish the order, the sessions that count most do.
    """
    kept, release = _kept(order)
    plan = Plan(order.order, release=release, planned=sum(kept.values()))
    missing = order.left - plan.planned
    if missing <= 0:
        plan.planned = min(plan.planned, order.left)
        return plan
    usable = _usable(order, offers, kept)
    taken = frozenset(kept) | order.worked
    open_now = [(away, offer) for away, offer in usable if free[offer.session] > 0]
    chosen = _choose(order, open_now, missing, taken, near_first=True)
    if _sum(order, chosen) < missing:
        chosen = max(
            chosen, _choose(order, open_now, missing, taken, near_first=False), key=lambda some: _sum(order, some)
        )
    chosen = _without_surplus(order, chosen, missing)
    for offer in chosen:
        free[offer.session] -= 1
    plan.take = [offer.session for offer in chosen]
    plan.planned = min(order.left, plan.planned + _sum(order, chosen))
    plan.short = order.left - plan.planned
    if plan.short:
        plan.why = _why(order, offers, usable, missing, taken, until)
    return plan


def _sum(order: Wanted, offers: Iterable[Offer]) -> int:
    return sum(order.minutes_of(offer.starts, offer.ends) for offer in offers)


def _kept(order: Wanted) -> tuple[dict[date, int], list[int]]:
    """Minutes by day of the seats that stay, earliest first, and the seats to give up."""
    kept: dict[date, int] = {}
    release: list[int] = []
    in_week = _by_week(order.worked)
    for seat in sorted(order.booked, key=lambda seat: (seat.day, seat.starts)):
        has_room = in_week[_week(seat.day)] < order.days_a_week and seat.day not in kept
        fits = seat.site_open and seat.day <= order.deadline and not order.is_hindered(seat.day, seat.starts, seat.ends)
        if fits and has_room and sum(kept.values()) < order.left:
            kept[seat.day] = order.minutes_of(seat.starts, seat.ends)
            in_week[_week(seat.day)] += 1
        else:
            release.append(seat.seat)
    return kept, release


def _usable(order: Wanted, offers: Sequence[Offer], kept: Mapping[date, int]) -> list[tuple[float, Offer]]:
    """Offers the order could go to, full ones too, each with its distance."""
    away: dict[int, float | None] = {}
    found = []
    for offer in offers:
        place = offer.place
        if place.site not in away:
            away[place.site] = order.distance(place) if order.suits(place) else None
        distance = away[place.site]
        if offer.day in order.spent:
            continue
        if distance is None or not order.since <= offer.day <= order.deadline or offer.day in kept:
            continue
        if offer.day not in order.worked and not order.is_hindered(offer.day, offer.starts, offer.ends):
            found.append((distance, offer))
    return found


def _choose(
    order: Wanted, usable: Iterable[tuple[float, Offer]], missing: int, taken: frozenset[date], *, near_first: bool
) -> list[Offer]:
    """At most one session a day and `days_a_week` days a week, the earliest weeks first, until nothing is missing."""

    def rank(some: tuple[float, Offer]) -> tuple[float, float, date, int, int]:
        away, offer = some
        counts = -order.minutes_of(offer.starts, offer.ends)
        first, second = (away, counts) if near_first else (counts, away)
        return (first, second, offer.day, offer.starts, offer.session)

    weeks: dict[tuple[int, int], list[tuple[float, Offer]]] = defaultdict(list)
    for some in usable:
        weeks[_week(some[1].day)].append(some)
    in_week = _by_week(taken)
    chosen: list[Offer] = []
    for week in sorted(weeks):
        days: set[date] = set()
        room = order.days_a_week - in_week[week]
        for _away, offer in sorted(weeks[week], key=rank):
            if missing <= 0 or len(days) >= room:
                break
            if offer.day not in days:
                days.add(offer.day)
                chosen.append(offer)
                missing -= order.minutes_of(offer.starts, offer.ends)
        if missing <= 0:
            break
    return sorted(chosen, key=lambda offer: (offer.day, offer.starts))


def _without_surplus(order: Wanted, chosen: Sequence[Offer], missing: int) -> list[Offer]:
    """Without the sessions that are not needed, the latest of them given up first."""
    surplus = _sum(order, chosen) - missing
    needed = []
    for offer in reversed(chosen):
        minutes = order.minutes_of(offer.starts, offer.ends)
        if minutes <= surplus:
            surplus -= minutes
        else:
            needed.append(offer)
    return needed[::-1]


def _why(
    order: Wanted,
    offers: Sequence[Offer],
    usable: Sequence[tuple[float, Offer]],
    missing: int,
    taken: frozenset[date],
    until: date,
) -> Short:
    places = {offer.place.site: offer.place for offer in offers}.values()
    fitting = [place for place in places if order.suits(place)]
    if not fitting:
        return Short.NO_SITE
    if all(order.distance(place) is None for place in fitting):
        return Short.TOO_FAR
    if not usable:
        return Short.BUSY
    if _sum(order, _choose(order, usable, missing, taken, near_first=False)) >= missing:
        return Short.FULL
    return Short.LATER if order.deadline > until and _pace_suffices(order, missing, taken, until) else Short.DEADLINE


def _pace_suffices(order: Wanted, missing: int, taken: frozenset[date], until: date) -> bool:
    """Does the verdict's pace finish it, with the weeks after `until` for which no session is opened yet?"""
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    day = order.since
    while day <= order.deadline:
        if not any(first <= day <= last for first, last in order.pauses):
            weeks[_week(day)] += 1
        day += timedelta(days=1)
    in_week = _by_week(taken)
    days = sum(max(0, min(number, order.days_a_week - in_week[week])) for week, number in weeks.items())
    return days * order.per_day >= missing


def _week(day: date) -> tuple[int, int]:
    year, week, _day = day.isocalendar()
    return year, week


def _by_week(days: Iterable[date]) -> dict[tuple[int, int], int]:
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for day in days:
        counts[_week(day)] += 1
    return counts
