"""Scoring: one pure function over (definition, answers, context).

What is accepted, the same for form, API and the `score_instrument` command:

- A scored item is answered by an int that is one of its options' scores. True is not 1 here,
  neither is 1.0 or "1". None means "not answered".
- A tick is True or False; a box that is absent is a box not ticked.
- Of alternatives (K6A and K6B) exactly one is answered. None answered: the first is missing;
  both answered: the second is impossible.
- A part that is not due takes no answer: a score or a tick that is True there is refused by
  name. False there is the empty box and passes.
- An item whose text could not be read in the source (child N12) may stay empty and counts 0.
- An item the instrument does not have is refused; so is a missing or impossible fact of the
  context that the instrument's branches need (RRI: sex, drug_offence).

Messages are Indonesian msgids; a door may word them anew from `kind`.
Source of keys and branches: Kepdirjenpas PAS-31.OT.02.02/2021 v02, see clients/instruments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.rules.bands import band_of
from clients.rules.conditions import Facts
from clients.rules.instrument import Factor, Instrument, Item, Slot
from clients.rules.results import (
    AnswerError,
    FactorResult,
    Partial,
    PartialFactor,
    Problem,
    Result,
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The answers read once: slot code -> score, ticked codes, facts, parts, problems."""

    scores: dict[str, int]
    ticks: frozenset[str]
    facts: Facts
    due: dict[str, bool | None]
    problems: list[Problem]


def score(
    definition: Instrument,
    answers: Mapping[str, Any],
    context: Mapping[str, Any] | None = None,
) -> Result:
    """Score complete answers. Raises AnswerError naming the first bad item."""
    reading = _read(definition, answers, context)
    if reading.problems:
        first = reading.problems[0]
        raise AnswerError(first.item, first.message)
    total = reading.facts.lowest
    band = band_of(definition.total.bands, total)
    if band is None:
        raise AnswerError("total", f"skor {total} tidak ada pada tabel kategori")
    due = definition.kriminogenik_due
    return Result(
        total=total,
        category=band.category,
        factors=_factor_results(definition, reading.scores),
        parts_due=tuple(code for code, is_due in reading.due.items() if is_due),
        kriminogenik_due=None if due is None else due.holds(reading.facts),
        ticks=reading.ticks,
    )


def problems(
    definition: Instrument,
    answers: Mapping[str, Any],
    context: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Everything wrong at once, for the form: context first, then in the order of the form."""
    return _read(definition, answers, context).problems


def partial(
    definition: Instrument,
    answers: Mapping[str, Any],
    context: Mapping[str, Any] | None = None,
) -> Partial:
    """The picture while answers are being typed. Never raises; a bad answer counts as none."""
    reading = _read(definition, answers, context)
    facts, due = reading.facts, definition.kriminogenik_due
    bands = definition.total.bands
    possible = [b.category for b in bands if b.low <= facts.highest and b.high >= facts.lowest]
    asked = [s for s in definition.slots if s.required and reading.due[s.part]]
    missing = tuple(p.item for p in reading.problems if p.kind == "missing")
    return Partial(
        total=_sum(definition, reading.scores),
        lowest=facts.lowest,
        highest=facts.highest,
        answered=sum(slot.code in reading.scores for slot in asked),
        needed=len(asked),
        category=possible[0] if len(possible) == 1 and not reading.problems else None,
        possible_categories=tuple(possible),
        factors={f.code: _partial_factor(definition, f, reading) for f in definition.factors},
        parts_due=tuple(code for code, is_due in reading.due.items() if is_due),
        parts_open=tuple(code for code, is_due in reading.due.items() if is_due is None),
        kriminogenik_due=None if due is None else due.holds(facts),
        missing=missing,
        problems=tuple(p for p in reading.problems if p.kind != "missing"),
    )


def _read(
    definition: Instrument,
    answers: Mapping[str, Any],
    context: Mapping[str, Any] | None,
) -> _Reading:
    found: dict[str, Problem] = {}
    scores: dict[str, int] = {}
    for slot in definition.slots:
        value = _slot_score(slot, answers, found)
        if value is not None:
            scores[slot.code] = value
    ticks, ticked = _read_ticks(definition, answers, found)
    known, faults = _read_context(definition, context)
    facts = Facts(*_bounds(definition, scores), known, ticked)
    due = {part.code: part.due.holds(facts) for part in definition.parts}
    _check_parts(definition, answers, due, scores, found)
    return _Reading(scores, ticks, facts, due, faults + _in_order(definition, answers, found))


def _slot_score(slot: Slot, answers: Mapping[str, Any], found: dict[str, Problem]) -> int | None:
    chosen: int | None = None
    for item in slot.items:
        value = answers.get(item.code)
        if value is None:
            continue
        if type(value) is not int or value not in item.scores:
            allowed = ", ".join(str(option.score) for option in item.options)
            found[item.code] = _impossible(item, f"jawaban tidak ada pada pilihan ({allowed})")
        elif chosen is not None or slot.items[0].code in found:
            both = " dan ".join(each.code for each in slot.items)
            found[item.code] = _impossible(item, f"hanya satu dari {both} yang boleh diisi")
        else:
            chosen = value
    return chosen


def _impossible(item: Item, message: str) -> Problem:
    return Problem(item.code, "impossible", message)


def _read_ticks(
    definition: Instrument, answers: Mapping[str, Any], found: dict[str, Problem]
) -> tuple[frozenset[str], dict[str, int]]:
    ticks: set[str] = set()
    ticked: dict[str, int] = {}
    for item in definition.ticks:
        value = answers.get(item.code, False)
        if value is True:
            ticks.add(item.code)
            ticked[item.part] = ticked.get(item.part, 0) + 1
        elif value is not False:
            found[item.code] = _impossible(item, "centang harus true atau false")
    return frozenset(ticks), ticked


def _read_context(
    definition: Instrument, context: Mapping[str, Any] | None
) -> tuple[dict[str, str | bool], list[Problem]]:
    known: dict[str, str | bool] = {}
    faults: list[Problem] = []
    for name, allowed in definition.context.items():
        value = (context or {}).get(name)
        if value is None:
            faults.append(Problem(name, "missing", "belum diisi"))
        elif not any(type(value) is type(each) and value == each for each in allowed):
            faults.append(Problem(name, "impossible", "isian tidak dikenal"))
        else:
            known[name] = value
    return known, faults


def _bounds(definition: Instrument, scores: Mapping[str, int]) -> tuple[int, int]:
    low = high = 0
    for slot, sign in definition.signed_slots:
        if not sign:
            continue
        value = scores.get(slot.code)
        ends = (slot.lowest, slot.highest) if value is None and slot.required else (value or 0,) * 2
        low += min(sign * ends[0], sign * ends[1])
        high += max(sign * ends[0], sign * ends[1])
    return low, high


def _check_parts(
    definition: Instrument,
    answers: Mapping[str, Any],
    due: Mapping[str, bool | None],
    scores: dict[str, int],
    found: dict[str, Problem],
) -> None:
    """Missing answers in parts that are due, answers in parts that are not."""
    for slot in definition.slots:
        is_answered = slot.code in scores or any(item.code in found for item in slot.items)
        if due[slot.part] and slot.required and not is_answered:
            found[slot.code] = Problem(slot.code, "missing", "belum dijawab")
    closed = {code for code, is_due in due.items() if is_due is False}
    if not closed:
        return
    for item in definition.items:
        value = answers.get(item.code)
        if item.part in closed and value is not None and value is not False:
            found[item.code] = _impossible(item, f"bagian {item.part} tidak perlu diisi")
            scores.pop(item.code, None)


def _in_order(definition: Instrument, answers: Mapping[str, Any], found: dict[str, Problem]) -> list[Problem]:
    order = definition.order
    ranked = sorted(found.values(), key=lambda problem: order[problem.item])
    message = f"butir ini tidak ada pada instrumen {definition.code}"
    strangers = [Problem(str(code), "unknown", message) for code in answers if code not in order]
    return ranked + strangers


def _sum(definition: Instrument, scores: Mapping[str, int]) -> int:
    return sum(sign * scores.get(slot.code, 0) for slot, sign in definition.signed_slots)


def _factor_results(definition: Instrument, scores: Mapping[str, int]) -> dict[str, FactorResult]:
    sums = dict.fromkeys((factor.code for factor in definition.factors), 0)
    for slot in definition.slots:
        for code in slot.factors:
            sums[code] += scores.get(slot.code, 0)
    results = {}
    for factor in definition.factors:
        band = band_of(factor.bands, sums[factor.code])
        results[factor.code] = FactorResult(sums[factor.code], factor.maximum, band.category if band else None)
    return results


def _partial_factor(definition: Instrument, factor: Factor, reading: _Reading) -> PartialFactor:
    slots = [slot for slot in definition.slots if factor.code in slot.factors]
    given = [slot for slot in slots if slot.code in reading.scores]
    open_slots = [s for s in slots if s.required and s.code not in reading.scores]
    points = sum(reading.scores[slot.code] for slot in given)
    band = None if open_slots else band_of(factor.bands, points)
    return PartialFactor(
        score=points,
        maximum=factor.maximum,
        lowest=points + sum(slot.lowest for slot in open_slots),
        highest=points + sum(slot.highest for slot in open_slots),
        answered=sum(slot.required for slot in given),
        needed=sum(slot.required for slot in slots),
        category=band.category if band else None,
    )
