"""What the law allows of a service order, and when it will be finished. Plain values; minutes are whole.

Sources: KUHP (UU 1/2023) art. 85: 8 to 240 hours, at most 8 a day, within at most 6 months; UU 11/2012 art. 76:
children 7 to 120 hours, at most 3 a day, in daytime. See domain.md 2.4 and 2.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bapas_portal.core.dates import add_months

HOUR = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """Minutes in all and in one day, and months of the period (None: the law names none)."""

    least: int
    most: int
    per_day: int
    months: int | None
    article: str


ADULT = Limits(8 * HOUR, 240 * HOUR, 8 * HOUR, 6, "KUHP pasal 85")
CHILD = Limits(7 * HOUR, 120 * HOUR, 3 * HOUR, None, "UU 11/2012 pasal 76")
LIMITS = {"KERSOS": ADULT, "YANMAS": CHILD}


def latest_deadline(kind: str, start_on: date) -> date | None:
    """The last day the law leaves for an order that starts on `start_on`; None where it names none."""
    months = LIMITS[kind].months
    return add_months(start_on, months) if months else None


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes a day and days a week, as the verdict says."""

    per_day: int
    days_a_week: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """Seats booked from today on, at most as many as are needed: how many, what they count, the last one's day.

    full_on: the day on which they complete the order; None when they do not.
    """

    sessions: int = 0
    minutes: int = 0
    last_on: date | None = None
    full_on: date | None = None


NOTHING_AHEAD = Ahead()


@dataclass(frozen=True, slots=True)
class Forecast:
    """`finishes_on` with the seats booked, and for what they leave at the verdict's pace after them.

    `days_late` > 0 when that is after the deadline. `booked`: minutes that the seats count, 0 when all is pace.
    """

    finishes_on: date
    days_late: int
    sessions: int
    booked: int = 0

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def forecast(
    left: int,
    pace: Pace,
    deadline: date,
    since: date,
    pauses: Iterable[tuple[date, date]] = (),
    ahead: Ahead = NOTHING_AHEAD,
) -> Forecast:
    """When `left` minutes (> 0) are worked off: in the seats booked, then at the verdict's pace.

    The pace works the first `days_a_week` days of every week of 7 from `since`, or from the day after the last seat.
    Days inside a pause (first and last day included) are not worked. Raises ValueError for nothing left.
    """
    if left <= 0:
        raise ValueError("nothing left to work")
    if ahead.full_on is not None:
        return Forecast(ahead.full_on, max((ahead.full_on - deadline).days, 0), ahead.sessions, left)
    first = max(since, ahead.last_on + timedelta(days=1)) if ahead.last_on else since
    rest = -(-(left - ahead.minutes) // pace.per_day)
    day = _worked_off(rest, pace.days_a_week, first, tuple(pauses))
    return Forecast(day, max((day - deadline).days, 0), ahead.sessions + rest, ahead.minutes)


def _worked_off(sessions: int, days_a_week: int, since: date, closed: Sequence[tuple[date, date]]) -> date:
    """The day of the last of so many sessions (> 0)."""
    day, worked, offset = since, 0, 0
    while True:
        if offset % 7 < days_a_week and not any(first <= day <= last for first, last in closed):
            worked += 1
            if worked == sessions:
                return day
        day, offset = day + timedelta(days=1), offset + 1


def worked_span(started: int, ended: int, rest: int = 0) -> int:
    """Minutes between two minutes of one day, less the rest. Raises ValueError when nothing is left."""
    minutes = ended - started - rest
    if minutes <= 0:
        raise ValueError("nothing was worked")
    return minutes


def sums_by_kind(entries: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Minutes of each kind, in the order the kinds first appear. A reversal comes under the kind it takes back."""
    sums: dict[str, int] = {}
    for kind, minutes in entries:
        sums[kind] = sums.get(kind, 0) + minutes
    return sums


@dataclass(frozen=True, slots=True)
class Daytime:
    """The hours within which a child may serve; both ends count as daytime."""

    first: time
    last: time

    def holds(self, started: time, ended: time) -> bool:
        return self.first <= started and ended <= self.last


def daytime(text: str) -> Daytime:
    """`06:00-18:00` read. Raises ValueError for anything else, or an end before its start."""
    first, _dash, last = text.partition("-")
    read = Daytime(time.fromisoformat(first.strip()), time.fromisoformat(last.strip()))
    if read.first >= read.last:
        raise ValueError("the day ends before it starts")
    return read
