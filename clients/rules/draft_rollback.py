"""What has to be typed to take a draft back to an earlier moment: plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from typing import Any

from clients.rules.drafting import Kept, differing, unsettled


def values_back(now: Mapping[str, Any], then: Mapping[str, Any], met: Iterable[str] = ()) -> dict[str, Any]:
    """{field: value it had then}, for the fields to set: those that differ, and `met`, which are set as they are.

    None empties a field that had nothing then.
    """
    return {name: then.get(name) for name in dict.fromkeys((*differing(then, now), *met))}


def met_since(events: Iterable[Kept], seq: int) -> list[str]:
    """Fields whose unsettled conflict came after `seq`: going back leaves those values behind. `events` in order."""
    events = list(events)
    before = {event.field for event in unsettled(event for event in events if event.seq <= seq)}
    return [event.field for event in unsettled(events) if event.field not in before]
