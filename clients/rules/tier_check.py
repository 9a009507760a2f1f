"""May a tier rule be published? Each clause must decide for some client: tried over every mix of values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from clients.choices import PracticalNeed
from clients.rules.bands import CATEGORIES
from clients.rules.tier_inputs import COHORTS, INPUTS, NONE_YET, STAGES, Input, Inputs, are_possible
from clients.rules.tier_parse import RuleError, parse
from clients.rules.tiers import AtLeast, Includes, TierLadder, decide, leaves

MOST_TRIED = 100_000
FEW_CODES = 5
# An input the rule does not look at stands still; these make an assessed adult in the first third.
STILL: Inputs = {
    "risk": "LOW",
    "needs_total": NONE_YET,
    "factors_high": 0,
    "factors_very_high": 0,
    "ticks": [],
    "practical": [],
    "practical_count": 0,
    "is_assessed": True,
    "is_overdue": False,
    "needs_missing": False,
    "cohort": "adult",
    "ground": "PB",
    "stage": "EARLY",
    "days_since_start": 0,
}
# Inputs that are_possible ties to others: varied together, or a mix would be called impossible for no reason.
TIED = {
    "risk": ("is_assessed",),
    "is_assessed": ("risk",),
    "is_overdue": ("risk", "is_assessed"),
    "needs_missing": ("risk", "is_assessed"),
    "factors_very_high": ("factors_high",),
    "practical": ("practical_count",),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which clause ('' for the rule as a whole)."""

    clause: str
    text: str


def check_rule(definition: Any) -> list[Fault]:
    """All faults of a definition (JSON values); empty when it may be published."""
    try:
        rule = parse(definition)
    except RuleError as error:
        return [Fault("", str(error))]
    return [*_points_faults(rule), *_reach_faults(rule)]


def _points_faults(rule: TierLadder) -> Iterator[Fault]:
    points = [level.points for level in rule.levels]
    if points != sorted(points):
        yield Fault("", _("Poin tingkat yang lebih tinggi tidak boleh lebih kecil daripada tingkat di bawahnya."))
    given = {clause.tier for clause in rule.clauses} | {rule.otherwise}
    for level in rule.levels:
        if level.code not in given:
            yield Fault("", _("Tingkat %(label)s tidak diberikan oleh butir mana pun.") % {"label": level.label})


def _reach_faults(rule: TierLadder) -> Iterator[Fault]:
    axes = axes_of(rule)
    if prod(len(values) for values in axes.values()) > MOST_TRIED:
        yield Fault("", _("Aturan ini menyebut terlalu banyak nilai sekaligus untuk diperiksa. Sederhanakan butirnya."))
        return
    unreached = {clause.code: clause for clause in rule.clauses}
    rest_reached = False
    for inputs in mixes(axes):
        decided = decide(rule, inputs).deciding.code
        unreached.pop(decided, None)
        rest_reached = rest_reached or decided not in {clause.code for clause in rule.clauses}
        if not unreached and rest_reached:
            return
    for clause in unreached.values():
        text = _(
            "Butir %(code)s tidak pernah menentukan: butir di atasnya selalu lebih dahulu, atau syaratnya mustahil."
        )
        yield Fault(clause.code, text % {"code": clause.code})


def axes_of(rule: TierLadder) -> dict[str, list[Any]]:
    """For each input that matters, the values on both sides of every bound the rule names."""
    wanted = set(rule.used)
    for name in rule.used:
        wanted |= set(TIED.get(name, ()))
    return {name: _values(INPUTS[name], rule) for name in INPUTS if name in wanted}


def mixes(axes: Mapping[str, list[Any]]) -> Iterator[Inputs]:
    """Every possible mix of the values, the other inputs standing still."""
    for values in product(*axes.values()):
        inputs = STILL | dict(zip(axes, values, strict=True))
        if are_possible(inputs):
            yield inputs


def _values(given: Input, rule: TierLadder) -> list[Any]:
    tests = [leaf for clause in rule.clauses for leaf in leaves(clause.when)]
    if given.kind == "category":
        return [NONE_YET, *CATEGORIES]
    if given.kind == "yes_no":
        return [False, True]
    if given.kind == "choice":
        return list({"cohort": COHORTS, "stage": STAGES}.get(given.name, given.values))
    if given.kind == "count":
        bounds = [
            (leaf.name, leaf.value) for leaf in tests if isinstance(leaf, AtLeast) and isinstance(leaf.value, int)
        ]
        own = {bound for name, bound in bounds if name == given.name}
        # The top leaves room for another count that is tied to this one.
        top = max([len(PracticalNeed), *(bound for _name, bound in bounds)])
        return sorted({0, *(bound - 1 for bound in own), *own, top})
    named = [leaf for leaf in tests if isinstance(leaf, Includes) and leaf.name == given.name]
    return _subsets(sorted({code for leaf in named for code in leaf.values}))


def _subsets(codes: list[str]) -> list[list[str]]:
    """All mixes of a few codes; of many, none, each alone, each left out, and all."""
    if len(codes) <= FEW_CODES:
        return [list(some) for size in range(len(codes) + 1) for some in combinations(codes, size)]
    return [[], *([code] for code in codes), *([other for other in codes if other != code] for code in codes), codes]
