"""What was measured of a line: the latest reading, how far it is from baseline to target, and all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.core.scope import Scope
from programs.models import IndicatorReading, PlanLine, PlanVersion
from programs.rules.measure import percent_done


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest reading that stands, None before the first; percent: 0 to 100 to the target, None without numbers."""

    latest: IndicatorReading | None
    percent: int | None


def standing_of(line: PlanLine, readings: Iterable[IndicatorReading]) -> Standing:
    """`readings` stand and are in the order of their days. One in another unit says nothing about the target."""
    rows = list(readings)
    latest = rows[-1] if rows else None
    if latest is None or latest.value is None or latest.unit != line.unit:
        return Standing(latest, None)
    if line.baseline_value is None or line.target_value is None:
        return Standing(latest, None)
    return Standing(latest, percent_done(line.baseline_value, line.target_value, latest.value))


def readings_of(scope: Scope, line: PlanLine) -> list[IndicatorReading]:
    """All readings of a line by day, the replaced ones too, each with `is_replaced`. One query."""
    rows = list(visible_readings(scope).filter(line=line).order_by("measured_on", "pk"))
    for row in rows:
        vars(row)["is_replaced"] = is_replaced(row)
    return rows


def visible_readings(scope: Scope) -> QuerySet[IndicatorReading]:
    """Readings in scope with who wrote them and what replaced them."""
    return IndicatorReading.objects.visible_to(scope).select_related("by", "replaced_by", "line")


def is_replaced(reading: IndicatorReading) -> bool:
    """Was it put right by a later one?"""
    return hasattr(reading, "replaced_by")


def readings_chart(line: PlanLine, readings: Sequence[IndicatorReading]) -> dict[str, Any] | None:
    """Baseline, readings and target as a line; None before the first number in the line's unit."""
    points = [row for row in readings if row.value is not None and row.unit == line.unit and not is_replaced(row)]
    if not points or line.baseline_value is None or line.target_value is None:
        return None
    days = [date_format(row.measured_on, "j M Y") for row in points]
    measured = [float(line.baseline_value), *(float(row.value or 0) for row in points)]
    return {
        "category_label": _("Tanggal"),
        "categories": [_("Awal"), *days],
        "series": [
            {"name": _("Hasil ukur (%(unit)s)") % {"unit": line.unit}, "data": measured},
            {"name": _("Target"), "data": [float(line.target_value)] * len(measured)},
        ],
    }


def measured_lines(version: PlanVersion) -> dict[int, PlanLine]:
    """Line number -> the line as it stands, for lines of a version; each with its `measured` Standing. Two queries."""
    numbers = [line["line"] for line in version.content["lines"]]
    lines = PlanLine.objects.current().filter(plan=version.plan_id, pk__in=numbers)
    rows = {line.pk: line for line in lines}
    by_line: dict[int, list[IndicatorReading]] = {number: [] for number in rows}
    for reading in IndicatorReading.objects.filter(line__in=rows, replaced_by=None).order_by("measured_on", "pk"):
        by_line[reading.line_id].append(reading)
    for number, line in rows.items():
        vars(line)["measured"] = standing_of(line, by_line[number])
    return rows
