"""Sums and yes/no rules over plain values."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt

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
SMALLEST_SHOWN = 5
Z_95 = 1.959963984540054
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def missing_months(first: date, last: date, published: Iterable[date]) -> list[date]:
    """Months from `first` to `last` that have no published figures."""
    known = set(published)
    return [month for month in months_between(first, last) if month not in known]


def as_text(value: object) -> str:
    """Text that a spreadsheet will not take for a formula: a leading = + - @ or control sign gets an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def hide_small(parts: Sequence[int]) -> list[int | None]:
    """Parts of a known whole, None where hidden: those of 1 to 4, and with them the next smallest part.

    What is hidden adds up to SMALLEST_SHOWN at least and is more than one part where the parts allow it, or the whole
    less what is shown would give it back. A zero is shown unless nothing else is left to hide with.
    """
    hidden = {place for place, part in enumerate(parts) if 0 < part < SMALLEST_SHOWN}
    rest = sorted((place for place in range(len(parts)) if place not in hidden), key=lambda place: _last(parts[place]))
    while hidden and rest and (len(hidden) < 2 or sum(parts[place] for place in hidden) < SMALLEST_SHOWN):
        hidden.add(rest.pop(0))
    return [None if place in hidden else part for place, part in enumerate(parts)]


def _last(part: int) -> tuple[bool, int]:
    """Sorts zeros behind all others."""
    return part == 0, part


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1 (Wilson 1927); of nothing, anything: 0 to 1."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z_95 * Z_95 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
