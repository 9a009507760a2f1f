"""Tags of the page frame: breadcrumbs, data-as-of line, avatars, tabs, steps."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bapas_portal.core.ui.tags.library import register

AVATAR_COLOURS = 6


@register.inclusion_tag("components/crumb.html")
def crumb(label: str, url: str = "") -> dict[str, Any]:
    """One breadcrumb; without ``url`` it is the page itself."""
    return {"label": label, "url": url}


@register.inclusion_tag("components/as_of.html")
def as_of(moment: datetime | None, note: str = "") -> dict[str, Any]:
    """``{% as_of run.finished_at %}``: "Data per <time>", or that there is none yet."""
    return {"moment": moment, "note": note}


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials of a person; ``size`` is "", "sm" or "lg". Decoration: the name stands beside it.

    Made here and not by a template, as a list has one in every row.
    """
    words = [word for word in re.split(r"\W+", str(name)) if word]
    initials = "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"
    colour = sum(map(ord, str(name))) % AVATAR_COLOURS + 1
    wide = f" initials-{size}" if size else ""
    return format_html('<span class="initials initials-{}{}" aria-hidden="true">{}</span>', colour, wide, initials)


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
