"""How much a PK carries: points against a capacity, less what is taken off for a while. Plain values only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Weight(StrEnum):
    """How a load stands to the capacity of the day. AWAY: the whole capacity is taken off."""

    ROOM = "ROOM"
    NEAR = "NEAR"
    OVER = "OVER"
    AWAY = "AWAY"


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody carries. tiers: tier code -> clients, "" for those without a tier; points: their sum."""

    clients: int = 0
    adults: int = 0
    children: int = 0
    points: int = 0
    tiers: Mapping[str, int] | None = None

    def of(self, code: str) -> int:
        return (self.tiers or {}).get(code, 0)

    @property
    def untiered(self) -> int:
        return self.of("")


def reduced(capacity: int, percents: Iterable[int]) -> int:
    """Points left of a capacity after reductions of so many percent, added up, at most all of it; half rounds up."""
    left = 100 - min(100, sum(percents))
    return (capacity * left * 2 + 100) // 200


def share_used(points: int, capacity: int) -> int | None:
    """Percent of the capacity in use, rounded down, so that 100 is told only when it is full. None without any."""
    return points * 100 // capacity if capacity else None


def weight(points: int, capacity: int, near_percent: int) -> Weight:
    """OVER once the points exceed the capacity; NEAR from `near_percent` of it."""
    if not capacity:
        return Weight.OVER if points else Weight.AWAY
    if points > capacity:
        return Weight.OVER
    return Weight.NEAR if points * 100 >= near_percent * capacity else Weight.ROOM


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a reduction, both included; ended_on: the first day on which it no longer held."""

    from_on: date
    to_on: date
    ended_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.ended_on is not None and self.ended_on <= self.from_on

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on and (self.ended_on is None or day < self.ended_on)

    def meets(self, from_on: date, to_on: date) -> bool:
        """Does it share a day with the days given?"""
        if self.is_empty or self.from_on > to_on or self.to_on < from_on:
            return False
        return self.ended_on is None or self.ended_on > from_on
