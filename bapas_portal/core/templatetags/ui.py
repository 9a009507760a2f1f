"""The page components as template tags; ``/_galeri/`` shows each in every state.

Block tags (``{% card %} … {% endcard %}``) take their body as first argument. Each template under
``templates/components/`` says at its top what it needs.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bapas_portal.core.ui import charts, icons, jobs, needs, tones
from bapas_portal.core.ui.tilemap import Tile, province_tiles

register = template.Library()

AVATAR_COLOURS = 6


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """``{% icon "user" %}``; with ``label`` it speaks, without it is decoration."""
    return icons.icon(name, label=str(label), size=size)


# --- page frame -------------------------------------------------------------------------------


@register.inclusion_tag("components/crumb.html")
def crumb(label: str, url: str = "") -> dict[str, Any]:
    """One breadcrumb; without ``url`` it is the page itself."""
    return {"label": label, "url": url}


@register.inclusion_tag("components/as_of.html")
def as_of(moment: datetime | None, note: str = "") -> dict[str, Any]:
    """``{% as_of run.finished_at %}``: "Data per <time>", or that there is none yet."""
    return {"moment": moment, "note": note}


@register.inclusion_tag("components/avatar.html")
def avatar(name: str, size: str = "") -> dict[str, Any]:
    """Initials of a person; ``size`` is "", "sm" or "lg"."""
    words = [word for word in re.split(r"\W+", str(name)) if word]
    initials = "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"
    return {
        "initials": initials,
        "colour": sum(map(ord, str(name))) % AVATAR_COLOURS + 1,
        "size": size,
    }


@register.simple_block_tag
def tabs(content: str, label: str = "") -> SafeString:
    """``{% tabs label=_("Bagian klien") %}{% tab … %}{% endtabs %}``: a row of links."""
    return render_to_string("components/tabs.html", {"body": content, "label": label})


@register.inclusion_tag("components/tab.html")
def tab(
    label: str,
    url: str,
    active: bool = False,
    count: int | None = None,
    icon_name: str = "",
) -> dict[str, Any]:
    """One tab inside ``{% tabs %}``."""
    return {
        "label": label,
        "url": url,
        "active": active,
        "count": count,
        "icon_name": icon_name,
    }


@register.inclusion_tag("components/steps.html")
def steps(labels: Iterable[str], current: int = 1) -> dict[str, Any]:
    """Step indicator; ``current`` counts from 1, and one past the last means all are done."""
    marked = [
        {
            "label": label,
            "number": number,
            "state": "done" if number < current else "now" if number == current else "",
        }
        for number, label in enumerate(labels, start=1)
    ]
    return {"steps": marked}


# --- boxes ------------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    icon_name: str = "",
    note: str = "",
    flush: bool = False,
) -> SafeString:
    """A card; ``flush`` drops the inner margin (tables, lists)."""
    context = {
        "body": content,
        "title": title,
        "icon_name": icon_name,
        "note": note,
        "flush": flush,
    }
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A boxed message: info, success, warning or danger."""
    context = {
        "body": content,
        "tone": tone,
        "title": title,
        "icon_name": tones.TONE_ICONS[tone],
    }
    return render_to_string("components/notice.html", context)


@register.inclusion_tag("components/no_right.html")
def no_right(text: str = "") -> dict[str, Any]:
    """Says that this part needs a right the reader does not hold."""
    return {"text": text}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str,
    text: str = "",
    icon_name: str = "inbox",
    url: str = "",
    action: str = "",
) -> dict[str, Any]:
    """An empty list: why it is empty and what to do next."""
    return {
        "title": title,
        "text": text,
        "icon_name": icon_name,
        "url": url,
        "action": action,
    }


@register.inclusion_tag("components/stat_card.html")
def stat_card(
    number: Any,
    label: str,
    delta: float | None = None,
    url: str = "",
    icon_name: str = "",
    hint: str = "",
) -> dict[str, Any]:
    """A figure; ``number=None`` reads "no data", ``delta`` is the change against the month before."""
    return {
        "number": number,
        "label": label,
        "delta": delta,
        "url": url,
        "icon_name": icon_name,
        "hint": hint,
    }


# --- words and signs --------------------------------------------------------------------------


@register.inclusion_tag("components/badge.html")
def badge(
    label: str, tone: str = "", state: str = "", icon_name: str = ""
) -> dict[str, Any]:
    """``{% badge plan.get_state_display state=plan.state %}`` or with a ``tone`` of your own."""
    chosen = tone or tones.state_tone(state)
    return {
        "label": label,
        "tone": chosen,
        "icon_name": icon_name or tones.TONE_ICONS.get(chosen, "flag"),
    }


@register.inclusion_tag("components/badge.html")
def risk_badge(category: str | None) -> dict[str, Any]:
    """Badge of LOW, MEDIUM, HIGH or VERY_HIGH; anything else reads "Belum dinilai"."""
    look = tones.risk_look(category)
    return {"label": look.label, "tone": look.tone, "icon_name": look.icon}


@register.filter
def risk_label(category: str | None) -> str:
    """The Indonesian word of a risk category."""
    return str(tones.risk_look(category).label)


@register.inclusion_tag("components/file_link.html")
def file_link(
    url: str, name: str, size: int | None = None, note: str = ""
) -> dict[str, Any]:
    """A file to download; ``size`` in bytes."""
    ending = name.rpartition(".")[2].lower()
    by_ending = {
        "pdf": "file-type-pdf",
        "csv": "file-type-csv",
        "xlsx": "file-spreadsheet",
        "jpg": "photo",
    }
    return {
        "url": url,
        "name": name,
        "size": size,
        "note": note,
        "icon_name": by_ending.get(ending, "file-text"),
    }


# --- lists ------------------------------------------------------------------------------------


@register.simple_block_tag
def table(content: str, caption: str = "", stack: bool = True) -> SafeString:
    """A table that becomes cards on phones; give each ``<td>`` a ``data-label``."""
    return render_to_string(
        "components/table.html", {"body": content, "caption": caption, "stack": stack}
    )


@register.inclusion_tag("components/pagination.html")
def pagination(
    next_url: str = "",
    previous_url: str = "",
    shown: int | None = None,
    total: int | None = None,
):
    """Keyset paging: links to the next and the previous page, no page numbers."""
    return {
        "next_url": next_url,
        "previous_url": previous_url,
        "shown": shown,
        "total": total,
    }


@register.simple_block_tag
def definitions(content: str, columns: int = 2) -> SafeString:
    """``<dl>`` around ``{% definition %}`` lines."""
    return format_html(
        '<dl class="definitions definitions-{}">{}</dl>', columns, content
    )


@register.inclusion_tag("components/definition.html")
def definition(label: str, value: Any = None, missing: str = "") -> dict[str, Any]:
    """One label and value; an empty value reads "Belum diisi" (0 and False are values)."""
    return {
        "label": label,
        "value": value,
        "is_missing": value is None or value == "",
        "missing": missing,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Newest first: ``{"when", "title", "text"?, "who"?, "icon"?, "tone"?, "url"?}`` each."""
    optional = {
        "text": "",
        "who": "",
        "icon": "circle-check",
        "tone": "neutral",
        "url": "",
    }
    return {"events": [{**optional, **event} for event in events]}


@register.inclusion_tag("components/progress.html")
def progress(
    job: Any, url: str, done_url: str = "", done_label: str = ""
) -> dict[str, Any]:
    """A job's progress; ``url`` answers with this component again and is asked every 2 s."""
    return {
        "job": jobs.job_progress(job),
        "url": url,
        "done_url": done_url,
        "done_label": done_label,
    }


# --- forms ------------------------------------------------------------------------------------


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """One field through crispy's Bootstrap 5 pack: label, help, and the error beside it."""
    return as_crispy_field(field)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong, on top of the form, each line a link to its field."""
    found = [
        {"id": form[name].id_for_label, "label": form[name].label, "text": text}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]
    return {"general": list(form.non_field_errors()), "found": found}


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(
    form: BaseForm, target: str = "", reset_url: str = "?", label: str = ""
) -> dict[str, Any]:
    """A GET form; with ``target`` (an element id) HTMX swaps only that part."""
    return {
        "fields": form.visible_fields(),
        "hidden": form.hidden_fields(),
        "target": target,
        "reset_url": reset_url,
        "label": label,
    }


# --- figures ----------------------------------------------------------------------------------


@register.inclusion_tag("components/chart.html")
def chart(
    kind: str, chart_id: str, data: Mapping[str, Any], title: str = "", note: str = ""
) -> dict[str, Any]:
    """A figure with its table twin; ``data`` as :func:`bapas_portal.core.ui.charts.chart_table` says."""
    return {
        "kind": kind,
        "chart_id": chart_id,
        "json_id": f"{chart_id}-data",
        "data": data,
        "title": title,
        "note": note,
        "table": charts.chart_table(kind, data),
    }


@register.inclusion_tag("components/needs_bars.html")
def needs_bars(factors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The needs map as bars; each factor as :func:`bapas_portal.core.ui.needs.needs_bar` says."""
    return {"bars": [needs.needs_bar(factor) for factor in factors]}


@register.inclusion_tag("components/tile_map.html")
def tile_map(
    values: Mapping[str, float | None], label: str = "", unit: str = ""
) -> dict[str, Any]:
    """38 provinces as a grid of tiles, for phones and with scripts off; ``values`` by province code."""
    tiles: list[Tile] = province_tiles(values)
    return {"tiles": tiles, "label": label, "unit": unit}
