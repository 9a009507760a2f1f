"""From a result to needs, and their order (domain.md 4.9): plain values in, plain values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from clients.rules.bands import CATEGORIES, Category
from clients.rules.instrument import Factor, Instrument
from clients.rules.results import Result

Kind = Literal["FACTOR", "TICK", "PRACTICAL"]
KINDS: tuple[str, ...] = ("FACTOR", "TICK", "PRACTICAL")
NEEDY: frozenset[str] = frozenset({"MEDIUM", "HIGH", "VERY_HIGH"})
PRACTICAL_OF_TICK: dict[str, str] = {
    "B2.1": "SAFETY",
    "B2.2": "HOUSING",
    "B2.3": "HOUSING",
    "B2.7": "SCHOOL",
    "B2.8": "DISABILITY",
    "B2.9": "IDENTITY",
}
"""Tick of part B of Kriminogenik 02/2021 -> the practical need it says (domain.md 4.6: housing, disability, safety).

B2.7 (learning difficulty) and B2.9 (immigration) are our reading; the other ticks stay needs of their own.
"""
CHILD_PREFIX = "ANAK_"


def practical_kind(kind: str, code: str) -> str:
    """The practical need (PracticalNeed code) that this need is or says; "" where it says none."""
    if kind == "PRACTICAL":
        return code
    return PRACTICAL_OF_TICK.get(code, "") if kind == "TICK" else ""


def need_key(kind: str, code: str, *, is_child: bool) -> str:
    """One key for one need wherever needs are counted: F1, ANAK_F1, HOUSING (by hand or by tick), B1.7.

    The child instrument numbers its aspects otherwise than Kriminogenik, hence the prefix.
    """
    if kind == "FACTOR" and is_child:
        return CHILD_PREFIX + code
    return practical_kind(kind, code) or code


@dataclass(frozen=True, slots=True)
class FoundNeed:
    """One need an assessment found. A tick has neither category nor score."""

    kind: Kind
    code: str
    category: Category | Literal[""] = ""
    score: int | None = None
    maximum: int | None = None


class Rankable(Protocol):
    """What `ranked` looks at: a FoundNeed or a row of the needs map."""

    @property
    def kind(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def category(self) -> str: ...

    @property
    def score(self) -> int | None: ...

    @property
    def maximum(self) -> int | None: ...


Row = TypeVar("Row", bound=Rankable)


def aspects(instrument: Instrument) -> tuple[Factor, ...]:
    """The factors that are needs of their own: those with bands that do not merely add up others.

    The child instrument also prints bands for the sum of its six aspects (N); the sum is no need.
    """
    banded = [factor for factor in instrument.factors if factor.bands]
    slots = {
        factor.code: frozenset(slot.code for slot in instrument.slots if factor.code in slot.factors)
        for factor in banded
    }
    return tuple(f for f in banded if not any(slots[other.code] < slots[f.code] for other in banded))


def needs_from_result(instrument: Instrument, result: Result) -> tuple[FoundNeed, ...]:
    """Factors of SEDANG or above and every tick, ranked. An instrument without factors (RRI) finds none."""
    if not instrument.factors:
        return ()
    found = [_factor_need(factor, result) for factor in aspects(instrument)]
    needs = [need for need in found if need.category in NEEDY]
    needs += [FoundNeed("TICK", item.code) for item in instrument.ticks if item.code in result.ticks]
    return tuple(ranked(needs))


def _factor_need(factor: Factor, result: Result) -> FoundNeed:
    standing = result.factors[factor.code]
    return FoundNeed("FACTOR", factor.code, standing.category or "", standing.score, standing.maximum)


def ranked(needs: Iterable[Row]) -> list[Row]:
    """SANGAT TINGGI, TINGGI, SEDANG, ties by score/maximum; then ticks; then practical needs."""
    return sorted(needs, key=rank_key)


def rank_key(need: Rankable) -> tuple[int, int, float, Sequence[tuple[str, int]]]:
    weight = CATEGORIES.index(need.category) if need.category in CATEGORIES else -1
    share = (need.score or 0) / need.maximum if need.maximum else 0.0
    return KINDS.index(need.kind), -weight, -share, _natural(need.code)


def _natural(code: str) -> tuple[tuple[str, int], ...]:
    """B1.2 before B1.10."""
    return tuple(
        (part.rstrip("0123456789"), int(part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") or 0)) for part in code.split(".")
    )
