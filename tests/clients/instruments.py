"""The three shipped instruments and ways to answer them, for the scoring tests."""

from typing import Any

from hypothesis import strategies as st

from clients.instruments import shipped
from clients.rules.instrument import Instrument, parse

RRI, KRIM, ANAK = (parse(shipped(code)) for code in ("RRI", "KRIM", "ANAK"))
ALL = (RRI, KRIM, ANAK)
MAN = {"sex": "M", "drug_offence": False}
CONTEXTS = [{"sex": sex, "drug_offence": drug} for sex in "FM" for drug in (True, False)]


def lowest(instrument: Instrument) -> dict[str, Any]:
    """Complete answers with the lowest score of every item; of alternatives the first."""
    return {slot.code: slot.items[0].lowest for slot in instrument.slots}


def highest(instrument: Instrument) -> dict[str, Any]:
    return {slot.code: slot.items[0].highest for slot in instrument.slots}


def answers_for_total(instrument: Instrument, total: int) -> dict[str, Any]:
    """Complete answers with this main total, found by walking the reachable sums."""
    paths: dict[int, dict[str, int]] = {0: {}}
    for slot, sign in instrument.signed_slots:
        item = slot.items[0]
        paths = {
            reached + sign * score: {**path, item.code: score}
            for reached, path in paths.items()
            for score in item.scores
        }
    return paths[total]


@st.composite
def complete_answers(draw: st.DrawFn, instrument: Instrument) -> dict[str, Any]:
    """Any valid set of scored answers (ticks left empty)."""
    answers = {}
    for slot in instrument.slots:
        item = draw(st.sampled_from(slot.items))
        answers[item.code] = draw(st.sampled_from(sorted(item.scores)))
    return answers
