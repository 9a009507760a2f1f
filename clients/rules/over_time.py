"""What changed between two results of one instrument, and what held on a day. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from clients.rules.instrument import Instrument, Item
from clients.rules.needs import aspects

DAY = timedelta(days=1)
# Why a factor or item cannot be compared: only one version has it, or its scale is another.
Why = Literal["only_before", "only_after", "maximum", "kind"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a comparison: the version, the saved result, the answers and their evidence by item."""

    instrument: Instrument
    total: int
    category: str
    factors: Mapping[str, Mapping[str, Any]]
    answers: Mapping[str, int | bool]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A factor, or the total (code ""), on both sides. More is worse: a negative `change` is better."""

    code: str
    label: str
    maximum: int
    before: int
    after: int
    before_category: str
    after_category: str

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Changed:
    """An item answered otherwise than before, in the words of its options; a tick has no words.

    An empty answer of a scored item: it was not asked.
    """

    code: str
    label: str
    before: str
    after: str
    before_note: str
    after_note: str
    change: int | None
    is_tick: bool = False
    was_ticked: bool = False
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """What cannot be compared, and why; code "" is the total."""

    code: str
    label: str
    why: Why
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`total` is None where the totals have different maxima. `other_bands`: the cut-offs differ between versions."""

    total: Measured | None
    factors: tuple[Measured, ...]
    items: tuple[Changed, ...]
    unchanged: int
    apart: tuple[Apart, ...]
    other_bands: bool


def compare(before: Sheet, after: Sheet) -> Comparison:
    """What changed from one sheet to the other of the same instrument.

    Factors and items are held together by their code, and only where both versions have them on the same scale;
    everything else is named in `apart`, never mixed in.
    """
    old, new = before.instrument, after.instrument
    factors, apart = _factors(before, after)
    items, unchanged, apart_items = _items(before, after)
    total = None
    if old.total.maximum == new.total.maximum:
        total = Measured(
            "", new.total.label, new.total.maximum, before.total, after.total, before.category, after.category
        )
    else:
        apart.insert(0, Apart("", new.total.label, "maximum", old.total.maximum, new.total.maximum))
    return Comparison(
        total=total,
        factors=tuple(factors),
        items=tuple(items),
        unchanged=unchanged,
        apart=(*apart, *apart_items),
        other_bands=_bands(old) != _bands(new),
    )


def _bands(instrument: Instrument) -> dict[str, list[tuple[str, int, int]]]:
    scales = {"": instrument.total.bands} | {factor.code: factor.bands for factor in instrument.factors}
    return {code: [(band.category, band.low, band.high) for band in bands] for code, bands in scales.items()}


def _factors(before: Sheet, after: Sheet) -> tuple[list[Measured], list[Apart]]:
    old = {factor.code: factor for factor in aspects(before.instrument) if factor.code in before.factors}
    new = {factor.code: factor for factor in aspects(after.instrument) if factor.code in after.factors}
    found, apart = [], []
    for code, factor in new.items():
        if code not in old:
            apart.append(Apart(code, factor.label, "only_after"))
        elif old[code].maximum != factor.maximum:
            apart.append(Apart(code, factor.label, "maximum", old[code].maximum, factor.maximum))
        else:
            was, now = before.factors[code], after.factors[code]
            found.append(
                Measured(
                    code,
                    factor.label,
                    factor.maximum,
                    was["score"],
                    now["score"],
                    was["category"] or "",
                    now["category"] or "",
                )
            )
    apart += [Apart(code, factor.label, "only_before") for code, factor in old.items() if code not in new]
    return found, apart


def _items(before: Sheet, after: Sheet) -> tuple[list[Changed], int, list[Apart]]:
    old, new = before.instrument.by_code, after.instrument.by_code
    found, unchanged, apart = [], 0, []
    for code, item in new.items():
        why = _apart(old.get(code), item)
        if why is not None:
            highs = (old[code].highest, item.highest) if why == "maximum" else (None, None)
            apart.append(Apart(code, item.short_label, why, *highs))
            continue
        if before.answers.get(code) == after.answers.get(code):
            unchanged += 1
            continue
        found.append(_changed(old[code], item, before, after))
    apart += [Apart(code, item.short_label, "only_before") for code, item in old.items() if code not in new]
    return found, unchanged, apart


def _apart(old: Item | None, new: Item) -> Why | None:
    if old is None:
        return "only_after"
    if old.kind != new.kind:
        return "kind"
    return "maximum" if new.kind == "score" and old.highest != new.highest else None


def _changed(old: Item, new: Item, before: Sheet, after: Sheet) -> Changed:
    was, now = before.answers.get(new.code), after.answers.get(new.code)
    is_scored = new.kind == "score" and was is not None and now is not None
    return Changed(
        code=new.code,
        label=new.label,
        before=_words(old, was),
        after=_words(new, now),
        before_note=before.notes.get(new.code, ""),
        after_note=after.notes.get(new.code, ""),
        change=int(now or 0) - int(was or 0) if is_scored else None,
        is_tick=new.kind == "tick",
        was_ticked=was is True,
        is_ticked=now is True,
    )


def _words(item: Item, answer: int | bool | None) -> str:
    """The option's own words; empty for no answer and for a box that is not ticked (a tick has no words)."""
    return next((option.label for option in item.options if option.score == answer), "")


class Dated(Protocol):
    """A fact with the days it held and the moment it was entered."""

    @property
    def from_on(self) -> date: ...

    @property
    def to_on(self) -> date | None: ...

    @property
    def recorded_at(self) -> datetime: ...


Fact = TypeVar("Fact", bound=Dated)


def held_on(facts: Iterable[Fact], day: date, known_at: datetime) -> Fact | None:
    """The fact that held on `day`, as far as was known at `known_at`.

    A fact ends the day before its successor begins. Until the successor was entered that end was not known.
    """
    rows = list(facts)
    unseen = {row.from_on for row in rows if row.recorded_at > known_at}
    for row in rows:
        if row.recorded_at <= known_at and row.from_on <= day:
            ends = row.to_on if row.to_on is None or row.to_on + DAY not in unseen else None
            if ends is None or day <= ends:
                return row
    return None


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment as far as its standing goes; replaced_at: when the correction of it was entered."""

    pk: int
    instrument: str
    assessed_on: date
    recorded_at: datetime
    replaced_at: datetime | None = None


def standing_on(rows: Iterable[Assessed], day: date, known_at: datetime) -> dict[str, Assessed]:
    """Instrument -> the newest assessment of `day` or before that stood at `known_at`."""
    newest: dict[str, Assessed] = {}
    for row in sorted(_known(rows, known_at), key=lambda row: (row.assessed_on, row.pk)):
        if row.assessed_on <= day:
            newest[row.instrument] = row
    return newest


def _known(rows: Iterable[Assessed], known_at: datetime) -> Iterator[Assessed]:
    for row in rows:
        if row.recorded_at <= known_at and (row.replaced_at is None or row.replaced_at > known_at):
            yield row


@dataclass(frozen=True, slots=True)
class Needed:
    """A need with its days and the moments they were entered; closed_at None: not closed, or it is not known when."""

    pk: int
    opened_on: date
    closed_on: date | None
    opened_at: datetime
    closed_at: datetime | None


def open_on(needs: Iterable[Needed], day: date, known_at: datetime) -> list[int]:
    """Ids of the needs that were open on `day` as known then: opened by then, and not closed by then."""
    return [
        need.pk
        for need in needs
        if need.opened_at <= known_at
        and need.opened_on <= day
        and (
            need.closed_on is None or need.closed_on > day or (need.closed_at is not None and need.closed_at > known_at)
        )
    ]
