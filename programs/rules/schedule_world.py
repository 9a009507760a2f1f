"""What the planner sees of a week's sessions and of an order: plain values."""

from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
SAME_REGENCY, SAME_KANWIL = 1.0, 2.0
"""Steps of distance where coordinates are missing; see `Place.rank_from`."""


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees."""

    latitude: float
    longitude: float


def kilometres(one: Point, other: Point) -> float:
    """Distance over the sphere (haversine)."""
    up, along = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    half = sin(up / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(along / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True)
class Place:
    """A site: whom it suits and where it is. `regency` is a code of 4 digits, "" when unknown."""

    site: int
    for_adults: bool = True
    for_children: bool = True
    for_women: bool = True
    for_men: bool = True
    step_free: bool = False
    point: Point | None = None
    regency: str = ""
    kanwil: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that may still take clients. `free` seats at the start of planning; 0 is full."""

    session: int
    day: date
    starts: int
    ends: int
    free: int
    place: Place


@dataclass(frozen=True, slots=True)
class Busy:
    """A weekly time when the client cannot come; weekday 1 is Monday."""

    weekday: int
    starts: int
    ends: int

    def meets(self, weekday: int, starts: int, ends: int) -> bool:
        return self.weekday == weekday and self.starts < ends and self.ends > starts


@dataclass(frozen=True, slots=True)
class Booked:
    """A seat that the order holds in a session to come."""

    seat: int
    day: date
    starts: int
    ends: int
    site_open: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as the planner sees it. `left`: minutes still to be worked; pauses have first and last day.

    worked: days of the current week on which hours were worked already. child_day: minutes between which a child
    serves, None for an adult. spent: days to come of which it is known that the client does not come. far_km: a
    site farther than this is too far, where both points are known.
    """

    order: int
    left: int
    per_day: int
    days_a_week: int
    since: date
    deadline: date
    is_woman: bool = False
    child_day: tuple[int, int] | None = None
    needs_step_free: bool = False
    home: Point | None = None
    regency: str = ""
    kanwil: str = ""
    far_km: float = 40.0
    pauses: tuple[tuple[date, date], ...] = ()
    busy: tuple[Busy, ...] = ()
    worked: frozenset[date] = frozenset()
    booked: tuple[Booked, ...] = ()
    spent: frozenset[date] = frozenset()

    def minutes_of(self, starts: int, ends: int) -> int:
        """What a session counts at most."""
        return min(self.per_day, ends - starts)

    def suits(self, place: Place) -> bool:
        by_age = place.for_children if self.child_day else place.for_adults
        by_sex = place.for_women if self.is_woman else place.for_men
        return by_age and by_sex and (place.step_free or not self.needs_step_free)

    def distance(self, place: Place) -> float | None:
        """Kilometres, or a step where a point is unknown: same regency, same Kanwil. None: too far."""
        if self.home and place.point:
            away = kilometres(self.home, place.point)
            return away if away <= self.far_km else None
        if self.regency and self.regency == place.regency:
            return SAME_REGENCY
        return SAME_KANWIL if self.kanwil == place.kanwil else None

    def is_hindered_weekly(self, weekday: int, starts: int, ends: int) -> bool:
        """At a busy time, or (a child) outside daytime; weekday 1 is Monday."""
        if self.child_day and (starts < self.child_day[0] or ends > self.child_day[1]):
            return True
        return any(busy.meets(weekday, starts, ends) for busy in self.busy)

    def is_hindered(self, day: date, starts: int, ends: int) -> bool:
        """In a pause, or as every week."""
        if any(first <= day <= last for first, last in self.pauses):
            return True
        return self.is_hindered_weekly(day.isoweekday(), starts, ends)
