"""What an override may say. Plain values only."""

from clients.rules.bands import Category
from clients.rules.instrument import Instrument

LEAST_LETTERS = 20


def is_reasoned(text: str) -> bool:
    """Does the text give a reason? At least 20 letters or digits: "sesuai keadaan" says nothing."""
    return sum(letter.isalnum() for letter in text) >= LEAST_LETTERS


def categories_of(instrument: Instrument) -> tuple[Category, ...]:
    """The categories that the instrument's own table knows, lowest first (the child's has no VERY_HIGH)."""
    return tuple(band.category for band in sorted(instrument.total.bands, key=lambda band: band.low))
