"""Changing a tier rule's definition (JSON values that `parse` takes): numbers, words and order, not its structure."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

Definition = dict[str, Any]


def bounds(condition: Any) -> Iterator[dict[str, Any]]:
    """The tests with a bound ("at_least") in reading order; each may be changed in place."""
    for name in ("all", "any"):
        for member in condition.get(name, ()):
            yield from bounds(member)
    if "not" in condition:
        yield from bounds(condition["not"])
    if "at_least" in condition:
        yield condition


def with_clauses(definition: Definition, changed: Iterable[Mapping[str, Any]]) -> Definition:
    """The definition with its clauses as told: {code, words, tier, bounds, place, is_out}, one for each clause.

    bounds: the new values in the order of `bounds`. Clauses stand by place; equal places keep their order.
    """
    new = deepcopy(definition)
    by_code = {clause["code"]: clause for clause in new["clauses"]}
    kept = sorted((each for each in changed if not each["is_out"]), key=lambda each: each["place"])
    for each in kept:
        clause = by_code[each["code"]]
        clause["words"], clause["tier"] = each["words"], each["tier"]
        for leaf, value in zip(bounds(clause["when"]), each["bounds"], strict=True):
            leaf["at_least"] = value
    new["clauses"] = [by_code[each["code"]] for each in kept]
    return new
