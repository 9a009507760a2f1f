"""Needs bars: one horizontal bar per factor, with the bands of its cut-offs drawn behind it.

Server-rendered SVG, so that the needs map is there with scripts off and on paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from bapas_portal.core.ui.tones import risk_look

WIDTH = 400.0
"""Width of a bar in SVG units; the page scales it."""


@dataclass(frozen=True)
class Band:
    """One cut-off band of a factor, in SVG units."""

    tone: str
    label: str | Promise
    x: float
    width: float
    range_text: str


@dataclass(frozen=True)
class NeedsBar:
    """One factor ready to draw."""

    code: str
    label: str
    score: float
    maximum: float
    category: str
    category_label: str | Promise
    tone: str
    width: float
    bands: tuple[Band, ...]


def _share(value: float, maximum: float) -> float:
    return round(WIDTH * max(0.0, min(float(value), maximum)) / maximum, 1) if maximum > 0 else 0.0


def _bands(bands: Iterable[Mapping[str, Any]], maximum: float) -> tuple[Band, ...]:
    """Bands touch: each ends half a point above its highest score, the last at the maximum."""
    drawn: list[Band] = []
    start = 0.0
    ordered = sorted(bands, key=lambda band: band["low"])
    for place, band in enumerate(ordered):
        is_last = place == len(ordered) - 1
        end = WIDTH if is_last else _share(band["high"] + 0.5, maximum)
        look = risk_look(band["category"])
        low, high = band["low"], band["high"]
        text = f"{low}" if low == high else f"{low}–{high}"
        drawn.append(Band(look.tone, look.label, start, round(end - start, 1), text))
        start = end
    return tuple(drawn)


def needs_bar(factor: Mapping[str, Any]) -> NeedsBar:
    """Lay out one factor.

    ``factor`` has code, label, score, maximum, category (LOW … VERY_HIGH) and bands, a list of
    ``{"category", "low", "high"}`` with both ends included. Raises KeyError on a missing key.
    """
    look = risk_look(factor["category"])
    maximum = float(factor["maximum"])
    return NeedsBar(
        code=str(factor["code"]),
        label=str(factor["label"]),
        score=factor["score"],
        maximum=factor["maximum"],
        category=str(factor["category"]),
        category_label=look.label,
        tone=look.tone,
        width=_share(factor["score"], maximum),
        bands=_bands(factor["bands"], maximum),
    )
