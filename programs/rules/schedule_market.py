"""The sessions ahead as the planner searches them: by week, and within it by the weekly times of the sites.

A site's sessions come back every week, so what suits a client is asked once for each weekly time, not for each session.
Weeks are counted from Monday 1 January of the year 1; days are proleptic ordinals (`date.toordinal`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from programs.rules.schedule_world import Offer, Place, Wanted

WEEK = 7


def week_of(day: date) -> int:
    """The number of the week, Monday to Sunday, that holds the day."""
    return (day.toordinal() - 1) // WEEK


def monday_of(week: int) -> int:
    """The ordinal of the week's Monday."""
    return week * WEEK + 1


class WeeklyTime(NamedTuple):
    """A weekly time of a site, in the order in which equals are chosen: weekday 1 is Monday, minutes of the day."""

    weekday: int
    starts: int
    site: int
    ends: int


class Market:
    """What many orders choose from; `free` (seats by session) is counted down by whoever takes one."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.free = {offer.session: offer.free for offer in offers}
        places = {offer.place.site: offer.place for offer in offers}
        self.places: list[Place] = list(places.values())
        weeks: dict[int, dict[WeeklyTime, list[Offer]]] = defaultdict(lambda: defaultdict(list))
        for offer in sorted(offers, key=lambda some: some.session):
            time = WeeklyTime(offer.day.isoweekday(), offer.starts, offer.place.site, offer.ends)
            weeks[week_of(offer.day)][time].append(offer)
        self._weeks = {week: dict(weeks[week]) for week in sorted(weeks)}
        self.times = sorted({time for sessions in self._weeks.values() for time in sessions})

    def weeks(self, first: date, last: date) -> Iterator[tuple[int, Mapping[WeeklyTime, Sequence[Offer]]]]:
        """The weeks that hold a day from first to last, the earliest first, with their sessions."""
        begin, end = week_of(first), week_of(last)
        return ((week, sessions) for week, sessions in self._weeks.items() if begin <= week <= end)


class Calendar:
    """The days on which an order can take a session more: not paused, not worked, kept or spent already."""

    def __init__(self, order: Wanted, kept: Iterable[date]) -> None:
        self._first, self._last = order.since.toordinal(), order.deadline.toordinal()
        self._pauses = [(first.toordinal(), last.toordinal()) for first, last in order.pauses]
        self._taken = {day.toordinal() for days in (kept, order.worked, order.spent) for day in days}

    def is_open(self, day: int) -> bool:
        """`day`: an ordinal."""
        return day not in self._taken and self.is_possible(day)

    def is_possible(self, day: int) -> bool:
        """Within the order's days and outside its pauses, whatever is taken on it."""
        return self._first <= day <= self._last and not self._is_paused(day)

    def days_by_week(self) -> Iterator[tuple[int, int]]:
        """Each week from the first to the last day with its days outside pauses, whatever is taken on them."""
        week = (self._first - 1) // WEEK
        while (monday := monday_of(week)) <= self._last:
            first, last = max(self._first, monday), min(self._last, monday + WEEK - 1)
            days = last - first + 1
            if self._pauses:
                days = sum(1 for day in range(first, last + 1) if not self._is_paused(day))
            yield week, days
            week += 1

    def _is_paused(self, day: int) -> bool:
        return any(first <= day <= last for first, last in self._pauses)
