"""The live panel beside an assessment form: what stands so far, what is open, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.forms.sheet import Sheet, html_id
from clients.queries.branches import kriminogenik_reason, part_reason
from clients.rules.conditions import Facts
from clients.rules.instrument import Factor, Instrument, Item
from clients.rules.needs import aspects
from clients.rules.results import Partial, PartialFactor
from clients.rules.scoring import partial


@dataclass(frozen=True, slots=True)
class PartState:
    """`is_due` is None while the answers leave it open."""

    code: str
    label: str
    help: str
    is_due: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class ItemLink:
    code: str
    label: str
    id: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class FactorState:
    factor: Factor
    standing: PartialFactor

    @property
    def left(self) -> int:
        """Answers still missing."""
        return self.standing.needed - self.standing.answered


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the panel shows; `standing` is `clients.rules.scoring.partial`'s picture."""

    instrument: Instrument
    standing: Partial
    parts: tuple[PartState, ...]
    factors: tuple[FactorState, ...]
    missing: tuple[ItemLink, ...]
    problems: tuple[ItemLink, ...]
    kriminogenik: str

    @property
    def closed_parts(self) -> str:
        """Codes of the parts not to be filled in, for the script that folds them."""
        return " ".join(part.code for part in self.parts if part.is_due is False)


def panel_of(instrument: Instrument, sheet: Sheet, context: Mapping[str, Any]) -> Panel:
    """The panel of these answers. Never raises."""
    standing = partial(instrument, sheet.answers, context)
    facts = Facts(standing.lowest, standing.highest, context, _ticked(instrument, sheet))
    return Panel(
        instrument=instrument,
        standing=standing,
        parts=tuple(_part_state(part, standing, facts) for part in instrument.parts),
        factors=tuple(FactorState(factor, standing.factors[factor.code]) for factor in aspects(instrument)),
        missing=tuple(_link(instrument.by_code[code]) for code in standing.missing if code in instrument.by_code),
        problems=tuple(
            _link(instrument.by_code[problem.item], problem.message)
            for problem in standing.problems
            if problem.item in instrument.by_code
        ),
        kriminogenik=kriminogenik_reason(instrument.kriminogenik_due, facts, standing.kriminogenik_due),
    )


def _part_state(part, standing: Partial, facts: Facts) -> PartState:
    is_due = None if part.code in standing.parts_open else part.code in standing.parts_due
    return PartState(part.code, part.label, part.help, is_due, part_reason(part.due, facts, is_due))


def _ticked(instrument: Instrument, sheet: Sheet) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in instrument.ticks:
        if sheet.answers.get(item.code) is True:
            counts[item.part] = counts.get(item.part, 0) + 1
    return counts


def _link(item: Item, message: str = "") -> ItemLink:
    return ItemLink(item.code, item.short_label, html_id(item.code), message)
