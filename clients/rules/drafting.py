"""What a draft becomes when several windows type into it: plain values in, plain values out.

A draft is the fold of its events. A field is "answer:A1", "note:A1", "source:A1" or "head:place"; an answer's value is
the score of the chosen option, "K6B:1" for another alternative of the same question, True for a tick, None for
nothing. Each change says which event its window had seen (`base`). A change that meets an unseen, different value of
another window is kept as an event beside it (`is_conflict`), never applied over it; a person settles it by a later one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Typed:
    """One value typed in one window; `base` is the last event the window had seen, `key` is the window's own."""

    field: str
    value: Any
    base: int
    key: UUID
    window: str = ""
    typed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An event: `before` is what stood in the field when it came."""

    seq: int
    field: str
    value: Any
    before: Any
    is_conflict: bool
    key: UUID
    window: str = ""
    typed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setter:
    """The window that set what stands in a field, and when by its own clock."""

    window: str
    typed_at: datetime | None


@dataclass(slots=True)
class State:
    """What stands: values and the event that set each, by field; `seq` is the last event. Changed in place."""

    values: dict[str, Any] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    setters: dict[str, Setter] = field(default_factory=dict)
    seq: int = 0


def is_same(one: Any, other: Any) -> bool:
    """Nothing, an empty text and a box not ticked are one value; 1 and True are two."""
    return _bare(one) == _bare(other) and type(_bare(one)) is type(_bare(other))


def _bare(value: Any) -> Any:
    return None if value == "" or value is False else value


def meets_another(state: State, change: Typed) -> bool:
    """Would this change cover a different value that its window had not seen?

    A window has seen its own: an earlier value of the same window is covered, a later one (the change came late) not.
    """
    standing = state.seqs.get(change.field, 0)
    if standing <= change.base or is_same(state.values.get(change.field), change.value):
        return False
    setter = state.setters.get(change.field)
    if setter is None or not change.window or setter.window != change.window:
        return True
    return setter.typed_at is not None and change.typed_at is not None and change.typed_at < setter.typed_at


def apply(state: State, event: Kept) -> None:
    """One step of the fold. A value equal to what stands moves nothing: whoever saw the one has seen the other."""
    state.seq = max(state.seq, event.seq)
    if event.is_conflict or is_same(state.values.get(event.field), event.value):
        return
    state.values[event.field] = event.value
    state.seqs[event.field] = event.seq
    state.setters[event.field] = Setter(event.window, event.typed_at)


def fold(initial: Mapping[str, Any], events: Iterable[Kept]) -> State:
    """The state after `events` (in the order of seq), from the values the form began with."""
    state = State(dict(initial))
    for event in events:
        apply(state, event)
    return state


def receive(state: State, changes: Iterable[Typed], known: set[tuple[UUID, str]]) -> list[Kept]:
    """Take in changes in the order given; `state` moves along. `known`: (key, field) of events kept before.

    A change sent twice is kept once. Every other one becomes exactly one event, applied or beside.
    """
    kept = []
    seen = set(known)
    for change in changes:
        if (change.key, change.field) in seen:
            continue
        seen.add((change.key, change.field))
        event = Kept(
            seq=state.seq + 1,
            field=change.field,
            value=change.value,
            before=state.values.get(change.field),
            is_conflict=meets_another(state, change),
            key=change.key,
            window=change.window,
            typed_at=change.typed_at,
        )
        apply(state, event)
        kept.append(event)
    return kept


def rewind(values: Mapping[str, Any], events: Iterable[Kept]) -> dict[str, Any]:
    """The values before `events`, which are the last ones and come newest first."""
    earlier = dict(values)
    for event in events:
        if not event.is_conflict:
            earlier[event.field] = event.before
    return earlier


def differing(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> list[str]:
    """Fields whose values differ, in the order of `later`, then of `earlier`."""
    names = dict.fromkeys((*later, *earlier))
    return [name for name in names if not is_same(earlier.get(name), later.get(name))]


def unsettled(events: Iterable[Kept]) -> list[Kept]:
    """Conflicts that nobody settled: the last one of each field after which nothing was set there."""
    waiting: dict[str, Kept] = {}
    for event in events:
        if event.is_conflict:
            waiting[event.field] = event
        else:
            waiting.pop(event.field, None)
    return sorted(waiting.values(), key=lambda event: event.seq)
