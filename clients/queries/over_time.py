"""Assessments side by side: two of them, and the whole line. The guidance given here is in scope already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.core.scope import Scope
from clients.models import Assessment, Guidance
from clients.queries.instruments import definitions
from clients.queries.result import standing_categories
from clients.rules.instrument import Instrument
from clients.rules.needs import aspects
from clients.rules.over_time import Comparison, Sheet, compare


@dataclass(frozen=True, slots=True)
class Point:
    """One assessment of the line, with its version's definition and the category that stands (override or score)."""

    assessment: Assessment
    instrument: Instrument
    category: str
    is_replaced: bool

    @property
    def label(self) -> str:
        return date_format(self.assessment.assessed_on, "j M Y")


def line_of(scope: Scope, guidance: Guidance, instrument: str) -> list[Point]:
    """Every assessment of the person with this instrument in reach, oldest first. Three queries.

    Of all guidance periods in reach: a new period does not begin the line anew.
    """
    rows = Assessment.objects.visible_to(scope).filter(
        guidance__client=guidance.client_id, guidance__is_child=guidance.is_child, instrument=instrument
    )
    found = list(rows.select_related("assessor").order_by("assessed_on", "pk"))
    known = definitions(row.version_id for row in found)
    standing = standing_categories(row.pk for row in found)
    replaced = {row.replaces_id for row in found}
    return [Point(row, known[row.version_id], standing[row.pk], row.pk in replaced) for row in found]


def comparison(before: Point, after: Point) -> Comparison:
    """The two held against each other; categories are those that stand."""
    return compare(_sheet(before), _sheet(after))


def _sheet(point: Point) -> Sheet:
    row = point.assessment
    return Sheet(
        instrument=point.instrument,
        total=row.total,
        category=point.category,
        factors=row.result.get("factors", {}),
        answers=row.answers,
        notes=row.notes,
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of the strip table: one factor, or the total, through all assessments; None where it was not measured."""

    label: str
    cells: list[dict[str, Any] | None]


def strips(points: Sequence[Point]) -> list[Strip]:
    """The total, then each factor of the newest version and those only older ones have."""
    total = [
        {"score": point.assessment.total, "maximum": point.instrument.total.maximum, "category": point.category}
        for point in points
    ]
    found = [Strip(_("Skor total"), [*total])]
    labels: dict[str, str] = {}
    for point in reversed(points):
        for factor in aspects(point.instrument):
            labels.setdefault(factor.code, factor.label)
    for code, label in labels.items():
        found.append(Strip(label, [point.assessment.result.get("factors", {}).get(code) for point in points]))
    return found


def total_chart(points: Sequence[Point]) -> dict[str, Any]:
    """The total through time, with the newest version's bands behind it; a total on another scale is a gap."""
    newest = points[-1].instrument.total
    same = [point.assessment.total if point.instrument.total.maximum == newest.maximum else None for point in points]
    return {
        "category_label": _("Tanggal"),
        "categories": [point.label for point in points],
        "series": [{"name": _("Skor total"), "data": same}],
        "maximum": newest.maximum,
        "bands": [
            {"label": band.label, "tone": band.category, "low": band.low, "high": band.high} for band in newest.bands
        ],
    }


def slope_chart(found: Comparison, before: Point, after: Point) -> dict[str, Any] | None:
    """The total on both days; None where it cannot be compared."""
    if found.total is None:
        return None
    chart = total_chart([before, after])
    chart["series"] = [{"name": found.total.label, "data": [found.total.before, found.total.after]}]
    return chart


def dumbbell_chart(found: Comparison, before: Point, after: Point) -> dict[str, Any] | None:
    """Each factor on both days in per cent of its maximum, so that scales of 2 and of 10 lie beside each other."""
    if not found.factors:
        return None
    return {
        "category_label": _("Faktor (% dari skor tertinggi)"),
        "categories": [row.label for row in found.factors],
        "series": [
            {"name": before.label, "data": [round(100 * row.before / row.maximum) for row in found.factors]},
            {"name": after.label, "data": [round(100 * row.after / row.maximum) for row in found.factors]},
        ],
        "maximum": 100,
    }
