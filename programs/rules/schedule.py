"""Which sessions an order takes to finish what is left, and why some of it could not be planned. Plain values.

Times are minutes of the day, days are days of the office, a week is Monday to Sunday. The limits are the verdict's: so
many minutes a day, so many days a week, until the deadline (KUHP art. 85; UU 11/2012 art. 76, domain.md 2.4, 2.5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from programs.choices_service import Short
from programs.rules.schedule_market import Calendar, Market, WeeklyTime, monday_of, week_of
from programs.rules.schedule_world import Offer, Wanted


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
    market = Market(offers)
    return [_plan_order(order, market, until) for order in sorted(wanted, key=_urgency)]


def _urgency(order: Wanted) -> tuple[float, date, int]:
    days_needed = -(-order.left // order.per_day) * 7 / order.days_a_week
    return ((order.deadline - order.since).days - days_needed, order.deadline, order.order)


def _plan_order(order: Wanted, market: Market, until: date) -> Plan:
    """The order's plan; the market's free seats are counted down for what it takes.

    What is booked stays, unless it no longer fits or is more than what is left. Near sites come first; when they do
    not finish the order, the sessions that count most do.
    """
    kept, release = _kept(order)
    plan = Plan(order.order, release=release, planned=sum(kept.values()))
    missing = order.left - plan.planned
    if missing <= 0:
        plan.planned = min(plan.planned, order.left)
        return plan
    choice = _Choice(order, market, kept)
    chosen = choice.near(missing)
    if _sum(order, chosen) < missing:
        chosen = max(chosen, choice.long(missing), key=lambda some: _sum(order, some))
    chosen = _without_surplus(order, chosen, missing)
    for offer in chosen:
        market.free[offer.session] -= 1
    plan.take = [offer.session for offer in chosen]
    plan.planned += _sum(order, chosen)
    release += _no_longer_needed(order, kept, release, plan.planned - order.left)
    plan.planned = min(order.left, plan.planned)
    plan.short = order.left - plan.planned
    if plan.short:
        plan.why = choice.why(missing, until)
    return plan


def _sum(order: Wanted, offers: Iterable[Offer]) -> int:
    return sum(order.minutes_of(offer.starts, offer.ends) for offer in offers)


def _kept(order: Wanted) -> tuple[dict[date, int], list[int]]:
    """Minutes by day of the seats that stay, earliest first, and the seats to give up."""
    kept: dict[date, int] = {}
    release: list[int] = []
    in_week, minutes = _by_week(order.worked), 0
    for seat in sorted(order.booked, key=lambda seat: (seat.day, seat.starts)):
        week = week_of(seat.day)
        has_room = in_week[week] < order.days_a_week and seat.day not in kept and minutes < order.left
        fits = seat.site_open and seat.day <= order.deadline and not order.is_hindered(seat.day, seat.starts, seat.ends)
        if fits and has_room:
            kept[seat.day] = order.minutes_of(seat.starts, seat.ends)
            minutes += kept[seat.day]
            in_week[week] += 1
        else:
            release.append(seat.seat)
    return kept, release


class _Choice:
    """What an order that lacks minutes may choose from, given the days it keeps."""

    def __init__(self, order: Wanted, market: Market, kept: Iterable[date]) -> None:
        self.order, self.market = order, market
        days = frozenset(kept)
        self.calendar = Calendar(order, days)
        self.in_week = _by_week(days | order.worked)
        self.suitable = [place for place in market.places if order.suits(place)]
        self.away = {place.site: order.distance(place) for place in self.suitable}
        self.ways = [
            (away, -order.minutes_of(time.starts, time.ends), time)
            for time in market.times
            if (away := self.away.get(time.site)) is not None
            and not order.is_hindered_weekly(time.weekday, time.starts, time.ends)
        ]

    def near(self, missing: int) -> list[Offer]:
        """The nearest sites first, there the sessions that count most."""
        return self._choose([time for _away, _count, time in sorted(self.ways)], missing)

    def long(self, missing: int, *, full_too: bool = False) -> list[Offer]:
        """The sessions that count most first; `full_too`: as if every one of them had a seat free."""
        ways = sorted(self.ways, key=lambda way: (way[1], way[0], way[2]))
        return self._choose([time for _away, _count, time in ways], missing, full_too=full_too)

    def _choose(self, times: Sequence[WeeklyTime], missing: int, *, full_too: bool = False) -> list[Offer]:
        """One session a day, `days_a_week` days a week, the earliest weeks first, until nothing is missing."""
        chosen: list[Offer] = []
        free, is_open, minutes_of = self.market.free, self.calendar.is_open, self.order.minutes_of
        for week, sessions in self.market.weeks(self.order.since, self.order.deadline):
            room, days, monday = self.order.days_a_week - self.in_week[week], set[int](), monday_of(week)
            for time in times:
                if missing <= 0 or len(days) >= room:
                    break
                if time.weekday in days or not is_open(monday + time.weekday - 1):
                    continue
                offer = next((some for some in sessions.get(time, ()) if full_too or free[some.session] > 0), None)
                if offer is not None:
                    days.add(time.weekday)
                    chosen.append(offer)
                    missing -= minutes_of(offer.starts, offer.ends)
            if missing <= 0:
                break
        return sorted(chosen, key=lambda offer: (offer.day, offer.starts))

    def why(self, missing: int, until: date) -> Short:
        """The first reason that applies for what is still missing."""
        if not self.suitable:
            return Short.NO_SITE
        if all(away is None for away in self.away.values()):
            return Short.TOO_FAR
        if not self._has_day():
            return Short.BUSY
        if _sum(self.order, self.long(missing, full_too=True)) >= missing:
            return Short.FULL
        return Short.LATER if self.order.deadline > until and self._pace_suffices(missing) else Short.DEADLINE

    def _has_day(self) -> bool:
        """Is there any session at a time and on a day when the client could come, taken already or not?"""
        times = [time for _away, _count, time in self.ways]
        return any(
            time in sessions and self.calendar.is_possible(monday_of(week) + time.weekday - 1)
            for week, sessions in self.market.weeks(self.order.since, self.order.deadline)
            for time in times
        )

    def _pace_suffices(self, missing: int) -> bool:
        """Does the verdict's pace finish it, with the weeks for which no session is opened yet?"""
        order = self.order
        days = sum(
            max(0, min(number, order.days_a_week - self.in_week[week])) for week, number in self.calendar.days_by_week()
        )
        return days * order.per_day >= missing


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


def _no_longer_needed(order: Wanted, kept: Mapping[date, int], gone: Sequence[int], surplus: int) -> list[int]:
    """Kept seats that the newly chosen sessions make needless, the latest first; planning again would give them up."""
    needless = []
    for seat in sorted(order.booked, key=lambda seat: seat.day, reverse=True):
        if seat.seat not in gone and kept[seat.day] <= surplus:
            surplus -= kept[seat.day]
            needless.append(seat.seat)
    return needless


def _by_week(days: Iterable[date]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for day in days:
        counts[week_of(day)] += 1
    return counts
