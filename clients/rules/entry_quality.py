"""How a form was filled in, read from the events of its draft. Signs for a talk, never proof. Plain values only.

Only scored items count: a box left empty is no answer that was forgotten. Thresholds are assumed; the settings
ENTRY_STRAIGHT_LEAST_ITEMS and ENTRY_FAST_SECONDS carry them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from clients.rules.instrument import Instrument, Slot

ANSWER = "answer:"
LAST_SHARE = 10
LEAST_MOMENTS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One field set: "answer:A1", its value, and when. Events that were set aside (conflicts) are left out."""

    field: str
    value: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryQuality:
    """What the order and time of the answers show of one finished form.

    changed: slot -> how often its answer became another one; left: slots passed over and answered only in the last
    tenth; straight_parts: parts with the same place chosen throughout; seconds: per answer, None where not known;
    missing: slots with neither note nor source.
    """

    answered: tuple[str, ...]
    changed: Mapping[str, int] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    straight_parts: tuple[str, ...] = ()
    seconds: float | None = None
    is_fast: bool = False
    missing: frozenset[str] = frozenset()

    @property
    def is_suspect(self) -> bool:
        return bool(self.straight_parts) or self.is_fast


def entry_quality(
    instrument: Instrument,
    events: Iterable[Entry],
    evidenced: Iterable[str] = (),
    *,
    straight_least: int,
    fast_seconds: float,
) -> EntryQuality:
    """The quality of one entry. `events` in their order; `evidenced`: items with a note or a source at the end.

    straight_least: a part counts as uniform from this many answers on; fast_seconds: less a slot is very fast.
    """
    slot_of = {item.code: slot for slot in instrument.slots for item in slot.items}
    final: dict[str, tuple[str, Any]] = {}
    changed: dict[str, int] = {}
    moments: list[datetime] = []
    for event in events:
        code = event.field.removeprefix(ANSWER)
        if not event.field.startswith(ANSWER) or code not in slot_of or event.value is None:
            continue
        slot, chosen = slot_of[code].code, (code, event.value)
        if slot not in final:
            moments.append(event.at)
        elif final[slot] != chosen:
            changed[slot] = changed.get(slot, 0) + 1
        final[slot] = chosen
    seconds = _seconds(moments)
    held = set(evidenced)
    return EntryQuality(
        answered=tuple(final),
        changed=changed,
        left=_left(instrument, list(final)),
        straight_parts=_straight(instrument, final, straight_least),
        seconds=seconds,
        is_fast=seconds is not None and len(final) >= straight_least and seconds < fast_seconds,
        missing=frozenset(code for code, (item, _value) in final.items() if item not in held),
    )


def _seconds(moments: list[datetime]) -> float | None:
    """Seconds per answer by their first answers; None where a form was sent whole, as it is with scripts off."""
    if len(set(moments)) < LEAST_MOMENTS:
        return None
    return (max(moments) - min(moments)).total_seconds() / (len(moments) - 1)


def _left(instrument: Instrument, in_order: list[str]) -> frozenset[str]:
    """Of the last tenth answered, those that something further down the form was answered before.

    Without the second half the last items of every form would always be among them.
    """
    place = {slot.code: number for number, slot in enumerate(instrument.slots)}
    last = set(in_order[len(in_order) - ceil(len(in_order) / LAST_SHARE) :])
    furthest, left = -1, set()
    for code in in_order:
        if code in last and place[code] < furthest:
            left.add(code)
        furthest = max(furthest, place[code])
    return frozenset(left)


def _straight(instrument: Instrument, final: Mapping[str, tuple[str, Any]], least: int) -> tuple[str, ...]:
    places: dict[str, list[int]] = {}
    for slot in instrument.slots:
        if slot.code in final:
            places.setdefault(slot.part, []).append(_place(slot, *final[slot.code]))
    return tuple(part for part, chosen in places.items() if len(chosen) >= least and len(set(chosen)) == 1)


def _place(slot: Slot, code: str, value: Any) -> int:
    """Which option from the top was chosen; -1 for a value that is none of them."""
    item = next(item for item in slot.items if item.code == code)
    scores = [option.score for option in item.options]
    return scores.index(value) if value in scores else -1
