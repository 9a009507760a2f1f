"""Conditions of an instrument's branches, as data.

A condition is a small tree of plain values in the definition's JSON:

    {"all": [condition, …]}                     all hold; an empty list always holds
    {"any": [condition, …]}                     at least one holds
    {"fact": "total", "at_least": 7}            the main total is 7 or more
    {"fact": "total", "below": 7}               the main total is 6 or less
    {"fact": "sex", "is": "F"}                  a fact of the context has this value
    {"ticks": ["B", "C"], "at_least": 1}        so many boxes ticked in these parts

It is read once into the classes below. `holds` answers in three values: True, False, or
None while the answers given so far leave it open (the live panel of the form).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions look at. `lowest` and `highest` bound the main total; equal = known."""

    lowest: int
    highest: int
    context: Mapping[str, str | bool] = field(default_factory=dict)
    ticked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class All:
    members: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        found = [member.holds(facts) for member in self.members]
        if False in found:
            return False
        return None if None in found else True


@dataclass(frozen=True, slots=True)
class AnyOf:
    members: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        found = [member.holds(facts) for member in self.members]
        if True in found:
            return True
        return None if None in found else False


@dataclass(frozen=True, slots=True)
class TotalAtLeast:
    value: int

    def holds(self, facts: Facts) -> bool | None:
        if facts.lowest >= self.value:
            return True
        return False if facts.highest < self.value else None


@dataclass(frozen=True, slots=True)
class TotalBelow:
    value: int

    def holds(self, facts: Facts) -> bool | None:
        if facts.highest < self.value:
            return True
        return False if facts.lowest >= self.value else None


@dataclass(frozen=True, slots=True)
class FactIs:
    name: str
    value: str | bool

    def holds(self, facts: Facts) -> bool | None:
        if self.name not in facts.context:
            return None
        return facts.context[self.name] == self.value


@dataclass(frozen=True, slots=True)
class TicksAtLeast:
    parts: tuple[str, ...]
    value: int

    def holds(self, facts: Facts) -> bool:
        return sum(facts.ticked.get(part, 0) for part in self.parts) >= self.value


Condition = All | AnyOf | TotalAtLeast | TotalBelow | FactIs | TicksAtLeast
ALWAYS = All(())


def parse_condition(raw: Mapping[str, Any]) -> Condition:
    """Read one condition. Raises ValueError for a shape that is not in the list above."""
    match raw:
        case {"all": [*members], **rest} if not rest:
            return All(tuple(parse_condition(member) for member in members))
        case {"any": [*members], **rest} if not rest:
            return AnyOf(tuple(parse_condition(member) for member in members))
        case {"fact": "total", "at_least": int(value), **rest} if not rest:
            return TotalAtLeast(value)
        case {"fact": "total", "below": int(value), **rest} if not rest:
            return TotalBelow(value)
        case {"fact": str(name), "is": str() | bool() as value, **rest} if not rest:
            return FactIs(name, value)
        case {"ticks": [*parts], "at_least": int(value), **rest} if not rest:
            return TicksAtLeast(tuple(str(part) for part in parts), value)
    raise ValueError(f"unknown condition: {raw!r}")


def leaves(
    condition: Condition,
) -> list[TotalAtLeast | TotalBelow | FactIs | TicksAtLeast]:
    """The tests at the ends of the tree, in reading order."""
    if isinstance(condition, All | AnyOf):
        return [leaf for member in condition.members for leaf in leaves(member)]
    return [condition]
