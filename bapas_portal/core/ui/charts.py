"""Charts: the data of a figure, given to the browser as JSON and to everybody as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KINDS = ("bar", "line", "stacked", "radar", "slope", "dumbbell", "map")


@dataclass(frozen=True)
class ChartTable:
    """The table twin of a chart: a header row and one row per category."""

    head: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)


def chart_table(kind: str, data: Mapping[str, Any]) -> ChartTable:
    """Build the table twin; raises ValueError for an unknown kind.

    ``data`` is ``{"category_label", "categories": [...], "series": [{"name", "data": [...]}]}``;
    for ``map`` it is ``{"category_label", "name", "regions": [{"code", "name", "value"}]}``.
    ``slope`` has two categories (then and now), a line for each series; its table has a row per series.
    ``dumbbell`` has two series (then and now), joined at each category. ``maximum`` ends the axis of these and of
    ``line``; ``bands`` of ``line`` and ``slope``, ``[{"label", "tone", "low", "high"}]``, are drawn behind.
    A missing value (None) stays empty in the table and a gap in the chart, never a zero.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown chart kind: {kind}")
    first = str(data.get("category_label", ""))
    if kind == "map":
        regions = data["regions"]
        return ChartTable(
            [first, str(data["name"])],
            [[region["name"], region["value"]] for region in regions],
        )
    series = data["series"]
    if kind == "slope":
        return ChartTable(
            ["", *(str(name) for name in data["categories"])], [[line["name"], *line["data"]] for line in series]
        )
    rows = [[category, *(line["data"][place] for line in series)] for place, category in enumerate(data["categories"])]
    return ChartTable([first, *(str(line["name"]) for line in series)], rows)
