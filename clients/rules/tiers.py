"""The tier rule: ordered clauses, the first that holds decides. Data in, a tier and the whole trace out.

The rule is a JSON object as `clients/tiers/tier_rule.schema.json` describes it. `parse` reads it once into the
values here; `decide` is total and the same for the same inputs. Conditions:

    {"all": [condition, …]}  {"any": [condition, …]}  {"not": condition}
    {"input": "cohort", "is": "child"}              a choice, a category ('' is none yet) or true/false
    {"input": "risk", "is_in": ["HIGH", …]}         one of these
    {"input": "risk", "at_least": "HIGH"}           a category, or a number for a count; none yet is below all
    {"input": "practical", "includes": ["SAFETY"]}  at least one of these codes
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clients.rules.bands import CATEGORIES
from clients.rules.tier_inputs import CLOCK, INPUTS, NONE_YET, Inputs

OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class All:
    members: tuple["Condition", ...]

    def holds(self, inputs: Inputs) -> bool:
        return all(member.holds(inputs) for member in self.members)


@dataclass(frozen=True, slots=True)
class AnyOf:
    members: tuple["Condition", ...]

    def holds(self, inputs: Inputs) -> bool:
        return any(member.holds(inputs) for member in self.members)


@dataclass(frozen=True, slots=True)
class Not:
    member: "Condition"

    def holds(self, inputs: Inputs) -> bool:
        return not self.member.holds(inputs)


@dataclass(frozen=True, slots=True)
class IsIn:
    """A choice, a category or a yes/no is one of the values; `is` is one value."""

    name: str
    values: tuple[str | bool, ...]

    def holds(self, inputs: Inputs) -> bool:
        return inputs[self.name] in self.values


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A count is so high, or a category stands there or above."""

    name: str
    value: int | str

    def holds(self, inputs: Inputs) -> bool:
        found = inputs[self.name]
        if isinstance(self.value, int):
            return found >= self.value
        order: tuple[str, ...] = CATEGORIES
        return found != NONE_YET and order.index(found) >= order.index(self.value)


@dataclass(frozen=True, slots=True)
class Includes:
    """At least one of the codes is in the list."""

    name: str
    values: tuple[str, ...]

    def holds(self, inputs: Inputs) -> bool:
        return not set(self.values).isdisjoint(inputs[self.name])


Leaf = IsIn | AtLeast | Includes
Condition = All | AnyOf | Not | Leaf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The tests at the ends of the tree, in reading order."""
    match condition:
        case All(members) | AnyOf(members):
            for member in members:
                yield from leaves(member)
        case Not(member):
            yield from leaves(member)
        case _:
            yield condition


@dataclass(frozen=True, slots=True)
class Level:
    """One tier: points a client of it weighs, and how often they are met."""

    code: str
    label: str
    points: int
    contact: str
    help: str = ""


@dataclass(frozen=True)
class Clause:
    code: str
    words: str
    when: Condition
    tier: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs it looks at, each once, in reading order."""
        return tuple(dict.fromkeys(leaf.name for leaf in leaves(self.when)))


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one full-time PK carries, in points; from near_percent on the load is called nearly full."""

    points: int
    near_percent: int
    text: str = ""


@dataclass(frozen=True)
class TierLadder:
    """A parsed rule. `levels` ascend; `clauses` are asked in order; `otherwise` is a level's code."""

    version: str
    title: str
    source: str
    levels: tuple[Level, ...]
    capacity: Capacity
    clauses: tuple[Clause, ...]
    otherwise: str
    otherwise_words: str
    flags: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Level]:
        return {level.code: level for level in self.levels}

    @cached_property
    def used(self) -> frozenset[str]:
        """The inputs some clause looks at."""
        return frozenset(name for clause in self.clauses for name in clause.names)

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """The inputs whose change asks for a new tier, in the order of INPUTS: those used, but for the clock's."""
        return tuple(name for name in INPUTS if name in self.used - CLOCK)


@dataclass(frozen=True, slots=True)
class Step:
    """One clause of the trace: did it hold, was it the one that decided, and what its inputs were."""

    code: str
    words: str
    tier: str
    holds: bool
    decides: bool
    values: Inputs

    @property
    def json(self) -> dict[str, Any]:
        """As Tier.trace keeps it; by hand, since asdict copies every value and a run has ten steps a client."""
        return self.shape | {"values": self.values}

    @property
    def shape(self) -> dict[str, Any]:
        """All but the inputs: what a reader of the trace sees of it."""
        return {
            "code": self.code,
            "words": self.words,
            "tier": self.tier,
            "holds": self.holds,
            "decides": self.decides,
        }


@dataclass(frozen=True, slots=True)
class Decided:
    """The tier, its points, and every clause in order; the last step is the rest of the clients (otherwise)."""

    tier: str
    points: int
    trace: tuple[Step, ...]

    @property
    def deciding(self) -> Step:
        return next(step for step in self.trace if step.decides)

    @property
    def trace_json(self) -> list[dict[str, Any]]:
        """As Tier.trace keeps it."""
        return [step.json for step in self.trace]


def decide(rule: TierLadder, inputs: Inputs) -> Decided:
    """The first clause that holds gives the tier. `inputs` has every name of INPUTS."""
    steps = []
    winner = ""
    for clause in rule.clauses:
        holds = clause.when.holds(inputs)
        decides = holds and not winner
        winner = winner or (clause.tier if holds else "")
        values = {name: inputs[name] for name in clause.names}
        steps.append(Step(clause.code, clause.words, clause.tier, holds, decides, values))
    steps.append(Step(OTHERWISE, rule.otherwise_words, rule.otherwise, not winner, not winner, {}))
    tier = winner or rule.otherwise
    return Decided(tier, rule.by_code[tier].points, tuple(steps))


def changed_inputs(rule: TierLadder, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Names of the inputs the rule looks at that are not what they were, or come from another assessment.

    A day more is no change. Both are as Tier.inputs keeps them; an input unknown before counts as changed.
    """
    old, new = before.get("sources", {}), now.get("sources", {})
    return [name for name in rule.watched if before.get(name) != now.get(name) or old.get(name) != new.get(name)]


def is_as_before(before: list[dict[str, Any]], now: Decided) -> bool:
    """Did the same clauses hold, in the same words?"""
    if len(before) != len(now.trace):
        return False
    return all(
        old.get(name) == value
        for old, step in zip(before, now.trace, strict=True)
        for name, value in step.shape.items()
    )
