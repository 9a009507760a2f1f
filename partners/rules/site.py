"""Rules of work sites over plain values."""

from datetime import date, timedelta

from bapas_portal.core.dates import add_months
from partners.choices import CheckState

LONGEST_CHECK_MONTHS = 36


def check_state(is_safe: bool | None, valid_until: date | None, *, on: date, soon_days: int) -> CheckState:
    """How a site stands on a day by its last check; `is_safe` None: never checked. The last valid day still counts."""
    if is_safe is None or valid_until is None:
        return CheckState.NONE
    if not is_safe:
        return CheckState.UNSAFE
    if valid_until < on:
        return CheckState.OVER
    return CheckState.SOON if valid_until <= on + timedelta(days=soon_days) else CheckState.VALID


def longest_validity(checked_on: date) -> date:
    """The last day that a check of this day may be said to hold; further is a slip of the pen."""
    return add_months(checked_on, LONGEST_CHECK_MONTHS)
