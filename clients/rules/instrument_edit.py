"""Editing a draft, section by section: each function takes a definition (JSON values) and gives a new one.

Entries are parts, items and factors, named by kind and code; a code never changes once it is given, since
answers and conditions go by it. Nothing here judges the result: `structure_faults` and `faults_of` do.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Literal

Definition = dict[str, Any]
Kind = Literal["part", "item", "factor"]
LISTS: dict[str, str] = {"part": "parts", "item": "items", "factor": "factors"}


class NoSuchEntry(LookupError):
    """The definition has no part, item or factor of this code."""


def entry(definition: Mapping[str, Any], kind: str, code: str) -> dict[str, Any]:
    """The entry as JSON values. Raises NoSuchEntry."""
    for each in definition[LISTS[kind]]:
        if each["code"] == code:
            found: dict[str, Any] = each
            return found
    raise NoSuchEntry(f"{kind} {code}")


def codes(definition: Mapping[str, Any], kind: str) -> list[str]:
    return [each["code"] for each in definition[LISTS[kind]]]


def with_values(definition: Mapping[str, Any], values: Mapping[str, Any]) -> Definition:
    """The same with these top keys set: the head, the total, or when kriminogenik is due."""
    return {**deepcopy(dict(definition)), **deepcopy(dict(values))}


def with_entry(definition: Mapping[str, Any], kind: str, value: Mapping[str, Any]) -> Definition:
    """The entry of this code replaced, or added where there is none: an item behind the last of its part."""
    changed = deepcopy(dict(definition))
    rows, value = changed[LISTS[kind]], deepcopy(dict(value))
    places = [place for place, each in enumerate(rows) if each["code"] == value["code"]]
    if places and (kind != "item" or rows[places[0]]["part"] == value.get("part")):
        rows[places[0]] = value
        return changed
    if places:
        del rows[places[0]]
    rows.insert(_place_of_new(rows, kind, value), value)
    return changed


def _place_of_new(rows: list[dict[str, Any]], kind: str, value: Mapping[str, Any]) -> int:
    mates = [place for place, each in enumerate(rows) if kind == "item" and each["part"] == value.get("part")]
    return mates[-1] + 1 if mates else len(rows)


def without_entry(definition: Mapping[str, Any], kind: str, code: str) -> Definition:
    """The same without this entry; a part takes its items along. Raises NoSuchEntry."""
    entry(definition, kind, code)
    changed = deepcopy(dict(definition))
    changed[LISTS[kind]] = [each for each in changed[LISTS[kind]] if each["code"] != code]
    if kind == "part":
        changed["items"] = [each for each in changed["items"] if each["part"] != code]
    if kind == "factor":
        for item in changed["items"]:
            if code in item.get("factors", ()):
                item["factors"].remove(code)
    return changed


def with_known_facts(definition: Mapping[str, Any], known: Mapping[str, tuple[Any, ...]]) -> Definition:
    """The same, with each fact of `known` that a condition looks at declared in the context; nothing is taken out."""
    changed = deepcopy(dict(definition))
    conditions = [part["due"] for part in changed["parts"]] + [changed["kriminogenik_due"]]
    for name in _facts_in(conditions):
        if name in known:
            changed["context"].setdefault(name, list(known[name]))
    return changed


def _facts_in(conditions: list[Any]) -> list[str]:
    found: list[str] = []
    for each in conditions:
        if isinstance(each, dict) and "is" in each:
            found.append(str(each["fact"]))
        elif isinstance(each, dict):
            found += _facts_in(list(each.get("all", ())) + list(each.get("any", ())))
    return found


def moved(definition: Mapping[str, Any], kind: str, code: str, step: int) -> Definition:
    """The entry one place up (-1) or down (1) among its like: an item among the items of its part.

    At the end of the row nothing changes. Raises NoSuchEntry.
    """
    mine = entry(definition, kind, code)
    changed = deepcopy(dict(definition))
    rows = changed[LISTS[kind]]
    like = [place for place, each in enumerate(rows) if kind != "item" or each["part"] == mine["part"]]
    here = next(number for number, place in enumerate(like) if rows[place]["code"] == code)
    there = here + (1 if step > 0 else -1)
    if 0 <= there < len(like):
        one, other = like[here], like[there]
        rows[one], rows[other] = rows[other], rows[one]
    return changed
