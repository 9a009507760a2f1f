"""One client's tier for its page: why it is so, from which inputs, and what it was before."""

from dataclasses import dataclass

from clients.models import Guidance, Tier, TierRule
from clients.queries.tier import given_of, ladder_of, rule_in_force, work_out
from clients.queries.tier_words import tick_words, value_words
from clients.rules.tier_inputs import INPUTS
from clients.rules.tiers import Level


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause as it was asked: held or not, decided or not, and its inputs in words."""

    words: str
    level: Level
    holds: bool
    decides: bool
    values: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class InputLine:
    """One input the tier was given; `assessment_id` is where it comes from, None for the register or the needs map."""

    label: str
    value: str
    is_used: bool
    assessment_id: int | None


@dataclass(frozen=True, slots=True)
class TierFile:
    """`rule` is the one in force today; `is_fresh`: would it give the same again?"""

    rule: TierRule | None
    tier: Tier | None
    level: Level | None
    lines: list[ClauseLine]
    inputs: list[InputLine]
    is_fresh: bool
    history: list[tuple[Tier, Level]]


def tier_file(guidance: Guidance) -> TierFile:
    """Everything the page shows. Four queries, the guidance being in scope already."""
    rule = rule_in_force()
    rows = list(Tier.objects.filter(guidance=guidance).select_related("rule").order_by("-pk"))
    history = [(row, ladder_of(row.rule).by_code[row.code]) for row in rows]
    given = given_of([guidance.pk])[0]
    is_fresh = rule is not None and work_out(rule, [given])[0].stands
    tier, level = history[0] if history else (None, None)
    if tier is None:
        return TierFile(rule, None, None, [], [], is_fresh, [])
    ticks = tick_words()
    return TierFile(rule, tier, level, _lines(tier, ticks), _inputs(tier, ticks), is_fresh, history)


def _lines(tier: Tier, ticks: dict[str, str]) -> list[ClauseLine]:
    levels = ladder_of(tier.rule).by_code
    return [
        ClauseLine(
            words=step["words"],
            level=levels[step["tier"]],
            holds=step["holds"],
            decides=step["decides"],
            values=[
                (str(INPUTS[name].label), value_words(name, value, ticks)) for name, value in step["values"].items()
            ],
        )
        for step in tier.trace
    ]


def _inputs(tier: Tier, ticks: dict[str, str]) -> list[InputLine]:
    used, sources = ladder_of(tier.rule).used, tier.inputs.get("sources", {})
    lines = [
        InputLine(str(each.label), value_words(name, tier.inputs[name], ticks), name in used, sources.get(name))
        for name, each in INPUTS.items()
        if name in tier.inputs
    ]
    return sorted(lines, key=lambda line: not line.is_used)
