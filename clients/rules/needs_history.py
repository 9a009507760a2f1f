"""A need through time, told from its dated rows: plain values in, plain values out.

A row holds from `opened_on` up to, and without, `closed_on`. Rows of one key may overlap: a tick of the
assessment and a practical need noted by hand say the same need (`need_key`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

StepKind = Literal["OPENED", "REOPENED", "JOINED", "CHANGED", "MET", "DROPPED", "REASSESSED"]
DAY = timedelta(days=1)
REASSESSED = "REASSESSED"
# Of one day: what stood ends or changes before what is new begins.
ENDS, CHANGES, OPENS = range(3)


@dataclass(frozen=True, slots=True)
class Span:
    """One row of the needs map. `found` tells a factor, a tick and a need by hand of one key apart."""

    pk: int
    key: str
    found: tuple[str, str]
    opened_on: date
    closed_on: date | None = None
    closing: str = ""

    def holds_on(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a need on a day; `opens` and `closes` are the rows concerned."""

    on: date
    kind: StepKind
    opens: int | None = None
    closes: int | None = None


def steps_of(spans: Iterable[Span]) -> list[Step]:
    """The steps of one need's rows (one key), oldest first.

    A row that a new assessment closed and opened again the same day is one step, CHANGED. An opening is JOINED
    while another row of the need stands, REOPENED where one stood earlier. What a correction of the same day took
    back stood on no day and is no step.
    """
    lasting = (span for span in spans if span.closing != REASSESSED or span.closed_on != span.opened_on)
    rows = sorted(lasting, key=lambda span: (span.opened_on, span.pk))
    after = _successors(rows)
    followers = set(after.values())
    found: list[tuple[tuple[date, int, int, bool], Step]] = []
    for place, row in enumerate(rows):
        if row.pk not in followers:
            opening = Step(row.opened_on, _opening(row, rows[:place]), opens=row.pk)
            found.append(((row.opened_on, OPENS, row.pk, False), opening))
        if row.closed_on is not None:
            found.append(_closing(row, row.closed_on, after.get(row.pk)))
    return [step for _order, step in sorted(found, key=lambda each: each[0])]


def _successors(rows: Sequence[Span]) -> dict[int, int]:
    """Row -> the row that a new assessment put in its place on the day it closed; each follows one row only."""
    after: dict[int, int] = {}
    for row in rows:
        if row.closing != REASSESSED:
            continue
        for other in rows:
            is_next = other.found == row.found and other.opened_on == row.closed_on and other.pk > row.pk
            if is_next and other.pk not in after.values():
                after[row.pk] = other.pk
                break
    return after


def _opening(row: Span, earlier: Sequence[Span]) -> StepKind:
    if any(other.holds_on(row.opened_on) for other in earlier):
        return "JOINED"
    return "REOPENED" if earlier else "OPENED"


def _closing(row: Span, on: date, next_pk: int | None) -> tuple[tuple[date, int, int, bool], Step]:
    """The end of a row with its place among the steps: one that ends on its first day ends right after it began."""
    if next_pk is not None:
        return (on, CHANGES, row.pk, False), Step(on, "CHANGED", opens=next_pk, closes=row.pk)
    kinds: dict[str, StepKind] = {"MET": "MET", "DROPPED": "DROPPED"}
    phase = OPENS if row.opened_on == on else ENDS
    return (on, phase, row.pk, True), Step(on, kinds.get(row.closing, "REASSESSED"), closes=row.pk)


def replay(steps: Iterable[Step], day: date) -> frozenset[int]:
    """The rows that stand at the end of `day`, told by the steps alone."""
    standing: set[int] = set()
    for step in steps:
        if step.on <= day:
            standing -= {step.closes}
            standing |= {step.opens} if step.opens is not None else set()
    return frozenset(standing)


def days_open(spans: Iterable[Span], until: date) -> int:
    """Days on which any of the rows stood, through `until`; a day counts once."""
    days, covered = 0, date.min
    for span in sorted(spans, key=lambda span: span.opened_on):
        last = until if span.closed_on is None else min(until, span.closed_on - DAY)
        first = max(span.opened_on, covered)
        if first <= last:
            days += (last - first).days + 1
            covered = last + DAY
    return days


def keys_on(spans: Iterable[Span], day: date) -> frozenset[str]:
    """Keys of the needs that stood on `day`."""
    return frozenset(span.key for span in spans if span.holds_on(day))


@dataclass(frozen=True, slots=True)
class Since:
    """Keys of needs: new since an assessment, and no longer there."""

    new: frozenset[str]
    gone: frozenset[str]


def since(spans: Sequence[Span], assessed_on: date, day: date) -> Since:
    """The map of `day` held against the map as it stood on the eve of the assessment."""
    before, now = keys_on(spans, assessed_on - DAY), keys_on(spans, day)
    return Since(now - before, before - now)
