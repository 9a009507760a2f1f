"""A trial of a draft instrument: past answers scored anew, and what would change, counted. Plain values only.

Nothing is guessed: answers that the draft cannot take are counted apart, with the reason that scoring gives.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clients.rules.bands import CATEGORIES
from clients.rules.instrument import Instrument
from clients.rules.results import AnswerError, Result
from clients.rules.scoring import score

WHY_LENGTH = 300
# An after of this kind: the draft cannot score the answers.
NOT_SCORED = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A standing assessment as it was scored: `factors` maps a factor to its category; region: the Kanwil's id."""

    pk: int
    answers: Mapping[str, Any]
    context: Mapping[str, Any]
    total: int
    category: str
    is_kriminogenik_due: bool
    factors: Mapping[str, str | None]
    region: int
    is_child: bool
    sex: str


@dataclass(frozen=True, slots=True)
class Again:
    """The same answers by the draft. Without a result, `why` says which item stands in the way."""

    past: Past
    result: Result | None
    why: str = ""

    @property
    def after(self) -> str:
        return NOT_SCORED if self.result is None else self.result.category

    @property
    def is_changed(self) -> bool:
        """Another total or another category; False where it cannot be scored."""
        result = self.result
        return result is not None and (result.total, result.category) != (self.past.total, self.past.category)


def score_again(draft: Instrument, past: Past) -> Again:
    """Score stored answers, with the context they were scored with, by the draft."""
    try:
        return Again(past, score(draft, past.answers, past.context))
    except AnswerError as error:
        return Again(past, None, str(error)[:WHY_LENGTH])


class Cell(NamedTuple):
    """Assessments that are counted together: where, whom, and from which category to which ('' not scored)."""

    region: int
    is_child: bool
    sex: str
    before: str
    after: str


@dataclass(slots=True)
class Tally:
    """Counts of a trial, taken one assessment at a time; its size depends on the cells, not on the assessments."""

    counted: int = 0
    changed: int = 0
    unscorable: int = 0
    cells: Counter[Cell] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    factors: dict[str, Counter[str]] = field(default_factory=dict)
    kriminogenik: Counter[str] = field(default_factory=Counter)

    def add(self, again: Again) -> None:
        past = again.past
        self.counted += 1
        self.cells[Cell(past.region, past.is_child, past.sex, past.category, again.after)] += 1
        if again.result is None:
            self.unscorable += 1
            self.reasons[again.why] += 1
            return
        self.changed += again.is_changed
        self._compare_consequences(past, again.result)

    def _compare_consequences(self, past: Past, result: Result) -> None:
        """What hangs on a result besides its category: needs (by factor) and whether KRIM is due."""
        for code, standing in result.factors.items():
            before = past.factors.get(code)
            if before is not None and standing.category is not None and before != standing.category:
                self.factors.setdefault(code, Counter())[direction(before, standing.category)] += 1
        if result.kriminogenik_due is not None and result.kriminogenik_due != past.is_kriminogenik_due:
            self.kriminogenik["more" if result.kriminogenik_due else "fewer"] += 1

    def matrix(self) -> dict[str, dict[str, int]]:
        """From the old category to the new one; all sixteen cells, those not scored left out."""
        return matrix_of(self.cells)

    def groups(self) -> dict[str, Any]:
        """As JSON: cells, the most frequent reasons first, factors and KRIM that turn out otherwise."""
        return {
            "cells": [[*cell, count] for cell, count in sorted(self.cells.items())],
            "reasons": [[why, count] for why, count in self.reasons.most_common()],
            "factors": {code: dict(turns) for code, turns in sorted(self.factors.items())},
            "kriminogenik": dict(self.kriminogenik),
        }


def direction(before: str, after: str) -> str:
    """ "up" towards more risk, "down" towards less, "same", or "unscored"."""
    if after == NOT_SCORED:
        return "unscored"
    if before == after:
        return "same"
    order: tuple[str, ...] = CATEGORIES
    return "up" if order.index(after) > order.index(before) else "down"


def cells_of(groups: Mapping[str, Any]) -> Counter[Cell]:
    """The cells that `Tally.groups` wrote down."""
    return Counter({Cell(*cell): count for *cell, count in groups.get("cells", ())})


def matrix_of(cells: Mapping[Cell, int]) -> dict[str, dict[str, int]]:
    """The cells summed by old and new category."""
    matrix: dict[str, dict[str, int]] = {before: dict.fromkeys(CATEGORIES, 0) for before in CATEGORIES}
    for cell, count in cells.items():
        if cell.after != NOT_SCORED:
            matrix[cell.before][cell.after] += count
    return matrix


def only(
    cells: Mapping[Cell, int], *, region: int | None = None, is_child: bool | None = None, sex: str = ""
) -> Counter[Cell]:
    """The cells of one region, cohort or sex; None and '' leave that open."""
    return Counter(
        {
            cell: count
            for cell, count in cells.items()
            if region in (None, cell.region) and is_child in (None, cell.is_child) and sex in ("", cell.sex)
        }
    )


def turns_of(cells: Mapping[Cell, int]) -> Counter[str]:
    """How many go up, down, stay the same, or cannot be scored."""
    turns: Counter[str] = Counter()
    for cell, count in cells.items():
        turns[direction(cell.before, cell.after)] += count
    return turns


def by(cells: Mapping[Cell, int], keys: Iterable[str]) -> dict[tuple, Counter[Cell]]:
    """The cells parted by some of their fields: ("region",) or ("is_child", "sex")."""
    names = tuple(keys)
    parts: dict[tuple, Counter[Cell]] = {}
    for cell, count in cells.items():
        parts.setdefault(tuple(getattr(cell, name) for name in names), Counter())[cell] = count
    return parts
