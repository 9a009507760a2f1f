"""Does a kept result follow from its answers? Scored anew with the version it was made with. Plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.rules.instrument import Instrument
from clients.rules.results import AnswerError, FactorResult, result_as_json
from clients.rules.scoring import score


@dataclass(frozen=True, slots=True)
class Kept:
    """What the tables hold of one assessment. `result` as JSON; `factors`: the rows that reports count, by code."""

    pk: int
    answers: Any
    context: Any
    result: Any
    total: int
    category: str
    is_kriminogenik_due: bool
    factors: Mapping[str, FactorResult]


def is_equal(definition: Instrument, kept: Kept) -> bool:
    """Everything kept of the result is what scoring gives; answers that cannot be scored are not equal."""
    if not isinstance(kept.answers, dict) or not isinstance(kept.context, dict):
        return False
    try:
        result = score(definition, kept.answers, kept.context)
    except AnswerError:
        return False
    counted = {code: found for code, found in result.factors.items() if found.category is not None}
    columns = (kept.total, kept.category, kept.is_kriminogenik_due)
    return (
        columns == (result.total, result.category, bool(result.kriminogenik_due))
        and kept.result == result_as_json(result)
        and kept.factors == counted
    )
