"""Tags of lists: tables, paging, definitions, timelines, job progress."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bapas_portal.core.ui import jobs
from bapas_portal.core.ui.tags.library import register


@register.simple_block_tag
def table(content: str, caption: str = "", stack: bool = True) -> SafeString:
    """A table that becomes cards on phones; give each ``<td>`` a ``data-label``."""
    return render_to_string("components/table.html", {"body": content, "caption": caption, "stack": stack})


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
    return format_html('<dl class="definitions definitions-{}">{}</dl>', columns, content)


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
def progress(job: Any, url: str, done_url: str = "", done_label: str = "") -> dict[str, Any]:
    """A job's progress; ``url`` answers with this component again and is asked every 2 s."""
    return {
        "job": jobs.job_progress(job),
        "url": url,
        "done_url": done_url,
        "done_label": done_label,
    }
