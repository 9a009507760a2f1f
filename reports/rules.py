"""Sums and yes/no rules over plain values."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bapas_portal.core.dates import months_between

MAX_MONTHS = 36
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Movement(NamedTuple):
    """Clients of one cell in one month."""

    at_start: int
    came_in: int
    went_out: int
    at_end: int

    @property
    def holds(self) -> bool:
        """start + in - out = end (domain.md 8.2)."""
        return self.at_start + self.came_in - self.went_out == self.at_end


def missing_months(first: date, last: date, published: Iterable[date]) -> list[date]:
    """Months from `first` to `last` that have no published figures."""
    known = set(published)
    return [month for month in months_between(first, last) if month not in known]


def as_text(value: object) -> str:
    """Text that a spreadsheet will not take for a formula: a leading = + - @ or control sign gets an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def age_band(age: int) -> str:
    """Age in bands, so that a row does not point at a person: 12-13, 14-17, 18-24, 25-34, ... 65+."""
    for low, high in ((0, 11), (12, 13), (14, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64)):
        if low <= age <= high:
            return f"{low}–{high}"
    return "65+"
