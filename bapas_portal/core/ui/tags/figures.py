"""Tags of charts and maps."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from bapas_portal.core.ui import charts, needs
from bapas_portal.core.ui.tags.library import register
from bapas_portal.core.ui.tilemap import Tile, province_tiles


@register.inclusion_tag("components/chart.html")
def chart(kind: str, chart_id: str, data: Mapping[str, Any], title: str = "", note: str = "") -> dict[str, Any]:
    """A figure with its table twin; ``data`` as :func:`bapas_portal.core.ui.charts.chart_table` says."""
    return {
        "kind": kind,
        "chart_id": chart_id,
        "json_id": f"{chart_id}-data",
        "data_json": json.dumps(data, cls=DjangoJSONEncoder),
        "title": title,
        "note": note,
        "table": charts.chart_table(kind, data),
    }


@register.inclusion_tag("components/needs_bars.html")
def needs_bars(factors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The needs map as bars; each factor as :func:`bapas_portal.core.ui.needs.needs_bar` says."""
    return {"bars": [needs.needs_bar(factor) for factor in factors]}


@register.inclusion_tag("components/tile_map.html")
def tile_map(values: Mapping[str, float | None], label: str = "", unit: str = "") -> dict[str, Any]:
    """38 provinces as a grid of tiles, for phones and with scripts off; ``values`` by province code."""
    tiles: list[Tile] = province_tiles(values)
    return {"tiles": tiles, "label": label, "unit": unit}
