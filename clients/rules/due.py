"""When a client must be assessed: the first time, again after a year, or sooner on new information.

Permenkumham 12/2013: a client is assessed every year, and earlier when new information may change the risk
(domain.md 4.1). Plain values only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bapas_portal.core.dates import add_months
from clients.choices import DueState, InstrumentCode


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things may wait: months an assessment stands, days for a first one, days one is told ahead.

    The year is the regulation's; both numbers of days are assumed (settings).
    """

    valid_months: int = 12
    first_days: int = 30
    soon_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a running guidance.

    latest_on: day of the newest standing assessment with the leading instrument. krim_due: did that one make
    Kebutuhan Kriminogenik due? krim_on: day of the newest standing kriminogenik. information_on: day of the
    oldest new information that no assessment answered.
    """

    start_on: date
    latest_on: date | None = None
    krim_due: bool = False
    krim_on: date | None = None
    information_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The state, the day it is reckoned from (`since`), and the last day to act (`due_on`).

    For new information the regulation names no number of days, so `due_on` is the day it was noted: now.
    """

    state: DueState
    since: date
    due_on: date

    def days_left(self, today: date) -> int:
        """Days until the last day; negative once it is past."""
        return (self.due_on - today).days

    @property
    def is_open(self) -> bool:
        """Is there something to do?"""
        return self.state != DueState.OK


def lead_instrument(is_child: bool) -> InstrumentCode:
    """The instrument whose year counts: RRI for adults, the child instrument for children (domain.md 4.1, 4.7)."""
    return InstrumentCode.ANAK if is_child else InstrumentCode.RRI


def due_of(facts: Facts, today: date, terms: Terms | None = None) -> Due:
    """What is due for this guidance on `today`; of several reasons the first in the order of DueState."""
    terms = terms or Terms()
    if facts.latest_on is None:
        return Due(DueState.NEVER, facts.start_on, facts.start_on + timedelta(days=terms.first_days))
    again_on = add_months(facts.latest_on, terms.valid_months)
    if again_on < today:
        return Due(DueState.OVERDUE, facts.latest_on, again_on)
    if facts.information_on is not None:
        return Due(DueState.INFORMATION, facts.information_on, facts.information_on)
    if facts.krim_due and (facts.krim_on is None or facts.krim_on < facts.latest_on):
        return Due(DueState.KRIM_MISSING, facts.latest_on, facts.latest_on + timedelta(days=terms.first_days))
    is_soon = again_on - timedelta(days=terms.soon_days) <= today
    return Due(DueState.DUE_SOON if is_soon else DueState.OK, facts.latest_on, again_on)


@dataclass(frozen=True, slots=True)
class Answer:
    """A standing assessment as an answer to new information."""

    pk: int
    assessed_on: date
    recorded_at: datetime


def answer_to(noted_on: date, recorded_at: datetime, standing: Iterable[Answer]) -> Answer | None:
    """What took new information into account: the first assessment recorded after it, of its day or later."""
    later = [each for each in standing if each.recorded_at > recorded_at and each.assessed_on >= noted_on]
    return min(later, key=lambda each: (each.recorded_at, each.pk), default=None)
