"""When a plan is to be looked at again: every few months, or sooner when something has happened. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bapas_portal.core.dates import add_months
from programs.choices import ReviewCause

TRIGGERS = tuple(cause for cause in ReviewCause if cause not in (ReviewCause.PERIOD, ReviewCause.EARLY))


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The day of the approval in force, of the last review, and of each trigger (by ReviewCause) since the later."""

    approved_on: date
    reviewed_on: date | None = None
    happened: Mapping[str, date] = field(default_factory=dict)

    @property
    def since(self) -> date:
        return max(self.approved_on, self.reviewed_on or self.approved_on)


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """cause: the most pressing; since: the day it is reckoned from; due_on: the last day to review."""

    cause: ReviewCause
    since: date
    due_on: date
    is_open: bool

    def days_left(self, today: date) -> int:
        """Days until the last day; negative once it is past."""
        return (self.due_on - today).days


def review_due(facts: ReviewFacts, today: date, *, months: int, soon_days: int) -> ReviewDue:
    """What is due on `today`: a trigger from its own day on, the period `soon_days` before its end."""
    period_on = add_months(facts.since, months)
    found = [cause for cause in TRIGGERS if cause in facts.happened]
    if found:
        day = facts.happened[found[0]]
        return ReviewDue(found[0], day, min(day, period_on), is_open=True)
    is_soon = period_on - timedelta(days=soon_days) <= today
    return ReviewDue(ReviewCause.PERIOD, facts.since, period_on, is_open=is_soon)
