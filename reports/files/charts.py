"""Charts for the PDF as SVG of our own: few shapes, no script, text that stays text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.formats import number_format

WIDTH, BAR, GAP, LABEL, LEGEND = 640, 20, 10, 190, 28
FONT = 'font-family="Liberation Sans, DejaVu Sans, Libertinus Serif" font-size="12" fill="#17303a"'
RISK_COLOURS = {"LOW": "#1d6b43", "MEDIUM": "#c79211", "HIGH": "#cf5310", "VERY_HIGH": "#991b33"}
COLOURS = ("#0e6073", "#d98324", "#4f9faa", "#7a4b12")


@dataclass(frozen=True)
class Series:
    """A name, its colour, and one count per category."""

    name: str
    colour: str
    values: Sequence[int]


def stacked_bars(categories: Sequence[str], series: Sequence[Series]) -> str:
    """Horizontal bars, one a category, the series side by side in it, the sum at its end."""
    sums = [sum(line.values[place] for line in series) for place in range(len(categories))]
    scale = (WIDTH - LABEL - 60) / max([1, *sums])
    shapes = [_legend(series)]
    for place, category in enumerate(categories):
        y, x = LEGEND + place * (BAR + GAP), float(LABEL)
        shapes.append(_text(LABEL - 8, y + 14, category if len(category) < 30 else f"{category[:28]}…", "end"))
        for line in series:
            width = line.values[place] * scale
            if width:
                shapes.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{line.colour}" '
                    'stroke="#ffffff" stroke-width="0.8"/>'
                )
            x += width
        shapes.append(_text(x + 6, y + 14, number_format(sums[place])))
    return _svg(shapes, LEGEND + len(categories) * (BAR + GAP))


def columns(categories: Sequence[str], series: Sequence[Series], height: int = 180) -> str:
    """Upright columns, the series beside each other, one group a category."""
    highest = max([1, *(value for line in series for value in line.values)])
    group = (WIDTH - 60) / max(1, len(categories))
    width = min(34.0, (group - 8) / max(1, len(series)))
    base = LEGEND + height
    shapes = [_legend(series), f'<line x1="50" y1="{base}" x2="{WIDTH}" y2="{base}" stroke="#82949c"/>']
    shapes.append(_text(44, LEGEND + 10, number_format(highest), "end"))
    shapes.append(_text(44, base, "0", "end"))
    for place, category in enumerate(categories):
        left = 54 + place * group + (group - width * len(series)) / 2
        for nth, line in enumerate(series):
            tall = line.values[place] * height / highest
            shapes.append(
                f'<rect x="{left + nth * width:.1f}" y="{base - tall:.1f}" width="{width - 1:.1f}" '
                f'height="{tall:.1f}" fill="{line.colour}"/>'
            )
        shapes.append(_text(54 + place * group + group / 2, base + 16, category, "middle"))
    return _svg(shapes, base + 24)


def _legend(series: Sequence[Series]) -> str:
    parts, x = [], 0.0
    for line in series:
        parts.append(f'<rect x="{x:.0f}" y="2" width="12" height="12" fill="{line.colour}"/>')
        parts.append(_text(x + 17, 13, line.name))
        x += 40 + 6.6 * len(line.name)
    return "".join(parts) if len(series) > 1 else ""


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {FONT}>{escape(str(text))}</text>'


def _svg(shapes: Sequence[str], height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}">{"".join(shapes)}</svg>'
    )
