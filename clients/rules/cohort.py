"""Anak or dewasa: decided by the age on the day of the act, never by today's age (UU 11/2012 art. 1; domain.md 2.2)."""

from datetime import date

from bapas_portal.core.dates import add_months
from clients.choices import ADULT_ONLY, CHILD_ONLY, GuidanceStatus

ADULT_AT_YEARS = 18


def age_on(birth_on: date, day: date) -> int:
    """Full years of age on `day`; somebody born on 29 February has the birthday on 28 February in a common year."""
    years = day.year - birth_on.year
    return years if add_months(birth_on, years * 12) <= day else years - 1


def is_child_at(birth_on: date, offence_on: date) -> bool:
    """Was the person under 18 on the day of the act? The same sum as the database's guidance_fill_dimensions."""
    return offence_on < add_months(birth_on, ADULT_AT_YEARS * 12)


def allowed_statuses(is_child: bool) -> list[GuidanceStatus]:
    """The legal grounds that may stand for a child (UU 11/2012 art. 71 and 82) or for an adult (KUHP art. 75 to 85)."""
    refused = ADULT_ONLY if is_child else CHILD_ONLY
    return [status for status in GuidanceStatus if status.value not in refused]
