"""What may be written on a supervisor's list. Plain values; minutes are whole.

The database holds the same limits (models/service_sql.py); here each broken one is named at its field, so that a list
of thirty tells every wrong row at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from programs.rules.service import HOUR, Daytime

ATTENDED, MISSED, EXCUSED = "ATTENDED", "MISSED", "EXCUSED"
SAID = ("outcome", "started_at", "ended_at", "rest", "travel", "quality", "conduct", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One row as the supervisor sends it: minutes of rest and travel, ratings 1 to 4 or None.

    A row of somebody who did not come says neither times nor ratings.
    """

    outcome: str
    started_at: time | None = None
    ended_at: time | None = None
    rest: int = 0
    travel: int = 0
    quality: int | None = None
    conduct: int | None = None
    note: str = ""

    @property
    def minutes(self) -> int:
        """Minutes worked; 0 or less where the times make no sense."""
        if self.outcome != ATTENDED or self.started_at is None or self.ended_at is None:
            return 0
        return minute_of(self.ended_at) - minute_of(self.started_at) - self.rest


def cleaned(sent: Sent) -> Sent:
    """The row without what its outcome leaves no room for."""
    note = sent.note.strip()
    return Sent(outcome=sent.outcome, note=note) if sent.outcome != ATTENDED else _noted(sent, note)


def _noted(sent: Sent, note: str) -> Sent:
    values = {name: getattr(sent, name) for name in SAID}
    return Sent(**{**values, "note": note})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How the order stands before the row: `that_day` and `done` are minutes of the ledger."""

    runs: bool
    is_child: bool
    start_on: date
    deadline_on: date
    is_paused: bool
    per_day: int
    ordered: int
    done: int
    that_day: int


def faults(sent: Sent, facts: Facts, on: date, day: Daytime) -> dict[str, str]:
    """Field -> code of what is wrong, at most one a field; empty when the row can be saved."""
    if sent.outcome == EXCUSED and not sent.note.strip():
        return {"note": "needs_reason"}
    if sent.outcome != ATTENDED:
        return {}
    if not facts.runs:
        return {"outcome": "ended"}
    if not facts.start_on <= on <= facts.deadline_on:
        return {"outcome": "outside_period"}
    if facts.is_paused:
        return {"outcome": "paused"}
    return _clock_faults(sent, day, is_child=facts.is_child) or _limit_faults(sent, facts)


def word_faults(sent: Sent, day: Daytime, *, is_child: bool) -> dict[str, str]:
    """As `faults`, for what a partner says: the order's limits are the office's to know, and asked when it counts."""
    if sent.outcome == EXCUSED and not sent.note.strip():
        return {"note": "needs_reason"}
    return _clock_faults(sent, day, is_child=is_child) if sent.outcome == ATTENDED else {}


def _clock_faults(sent: Sent, day: Daytime, *, is_child: bool) -> dict[str, str]:
    missing = {name: "needs_time" for name in ("started_at", "ended_at") if getattr(sent, name) is None}
    if missing or sent.started_at is None or sent.ended_at is None:
        return missing
    if sent.minutes <= 0:
        return {"ended_at": "nothing_worked"}
    if is_child and not day.holds(sent.started_at, sent.ended_at):
        return {"started_at" if sent.started_at < day.first else "ended_at": "not_daytime"}
    return {}


def _limit_faults(sent: Sent, facts: Facts) -> dict[str, str]:
    """Travel counts within the day (row 33), so it is named when the work alone would fit."""
    room = min(facts.per_day - facts.that_day, facts.ordered - facts.done)
    if sent.minutes + sent.travel <= room:
        return {}
    code = "beyond_order" if facts.ordered - facts.done < facts.per_day - facts.that_day else "beyond_day"
    return {"travel" if sent.minutes <= room else "ended_at": code}


def minute_of(moment: time) -> int:
    return moment.hour * HOUR + moment.minute


def proposed_end(started: time, ended: time, facts: Facts) -> time:
    """The session's end, or earlier where the day or the order has no room for all of it."""
    room = max(min(facts.per_day - facts.that_day, facts.ordered - facts.done), 0)
    last = min(minute_of(ended), minute_of(started) + room)
    return time(last // HOUR, last % HOUR)


def differing(stands: Mapping[str, object], sent: Sent) -> list[str]:
    """Names of what the two rows say differently."""
    return [name for name in SAID if stands[name] != getattr(sent, name)]
