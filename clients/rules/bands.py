"""Categories and the printed tables that give them (domain: rendah … sangat tinggi)."""

from dataclasses import dataclass
from typing import Literal

Category = Literal["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]
CATEGORIES: tuple[Category, ...] = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


@dataclass(frozen=True, slots=True)
class Band:
    """Scores `low` to `high`, both included, belong to this category."""

    category: Category
    label: str
    low: int
    high: int


def band_of(bands: tuple[Band, ...], score: int) -> Band | None:
    """The band that holds this score; None where the printed table has none."""
    for band in bands:
        if band.low <= score <= band.high:
            return band
    return None
