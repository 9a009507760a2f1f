"""What a line of an earlier plan says once it is taken over into a new one. Plain values."""

from dataclasses import replace
from datetime import date

from bapas_portal.core.dates import add_months
from programs.rules.measure import Amount, Measure

BASELINE_LENGTH = 100


def carried_days(due_on: date, *, start_on: date, today: date, months: int) -> tuple[date, date]:
    """Start and last day: from today (or the guidance's start) to the old last day, or `months` on where it passed."""
    start = max(start_on, today)
    return start, due_on if due_on > start else add_months(start, months)


def clamped(day: date, first: date, last: date) -> date:
    """The day, moved into the days of its line."""
    return max(first, min(day, last))


def carried_measure(measure: Measure, latest: Amount | None) -> Measure:
    """The last reading becomes the baseline; it stays as it was where the reading says nothing about the target.

    That is: nothing was measured, in another unit, in words where numbers are asked, or the target is reached.
    """
    if latest is None:
        return measure
    if measure.unit and latest.unit == measure.unit and latest.value != measure.target_value:
        return replace(measure, baseline_value=latest.value)
    if not measure.unit and measure.target and latest.words:
        return replace(measure, baseline=latest.words[:BASELINE_LENGTH])
    return measure
