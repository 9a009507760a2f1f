"""Months and days, without a time zone of their own."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


def today_in(zone: str = "WIB") -> date:
    """Today's date in an office's zone (WIB, WITA or WIT)."""
    return timezone.now().astimezone(ZoneInfo(ZONES[zone])).date()


def in_zone(at: datetime, zone: str) -> datetime:
    """A moment by the clock of an office's zone (WIB, WITA or WIT)."""
    return at.astimezone(ZoneInfo(ZONES[zone]))


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, count: int) -> date:
    """`day` moved by `count` months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of all months from `first`'s to `last`'s, both included."""
    current = month_start(first)
    while current <= last:
        yield current
        current = add_months(current, 1)


def age_on(birth_on: date, day: date) -> int:
    """Whole years of age on `day`."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
