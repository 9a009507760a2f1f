"""Sums and yes/no rules over plain values."""

from collections.abc import Iterable
from datetime import date

from bapas_portal.core.dates import months_between

MAX_MONTHS = 36
# (lowest age, name), oldest first. 12 and 14 are the limits of UU 11/2012 for children.
AGE_BANDS = (
    (65, "65+"),
    (55, "55–64"),
    (45, "45–54"),
    (35, "35–44"),
    (25, "25–34"),
    (18, "18–24"),
    (14, "14–17"),
    (12, "12–13"),
    (0, "0–11"),
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def missing_months(first: date, last: date, published: Iterable[date]) -> list[date]:
    """Months from `first` to `last` that have no published figures."""
    known = set(published)
    return [month for month in months_between(first, last) if month not in known]


def as_text(value: object) -> str:
    """Text that a spreadsheet will not take for a formula: a leading = + - @ or control sign gets an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
