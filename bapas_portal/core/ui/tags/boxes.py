"""Tags of boxes, words and signs: cards, notices, figures, badges, icons, files."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bapas_portal.core.ui import icons, tones
from bapas_portal.core.ui.tags.library import register


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """``{% icon "user" %}``; with ``label`` it speaks, without it is decoration."""
    return icons.icon(name, label=str(label), size=size)


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


@register.simple_tag
def badge(label: str, tone: str = "", state: str = "", icon_name: str = "") -> SafeString:
    """``{% badge plan.get_state_display state=plan.state %}`` or with a ``tone`` of your own."""
    chosen = tone or tones.state_tone(state)
    return _pill(label, chosen, icon_name or tones.TONE_ICONS.get(chosen, "flag"))


@register.simple_tag
def risk_badge(category: str | None) -> SafeString:
    """Badge of LOW, MEDIUM, HIGH or VERY_HIGH; anything else reads "Belum dinilai"."""
    look = tones.risk_look(category)
    return _pill(look.label, look.tone, look.icon)


def _pill(label: object, tone: str, icon_name: str) -> SafeString:
    """Made here and not by a template, as a list has several in every row."""
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, icons.icon(icon_name, size=16), label)


@register.filter
def risk_label(category: str | None) -> str:
    """The Indonesian word of a risk category."""
    return str(tones.risk_look(category).label)


@register.inclusion_tag("components/file_link.html")
def file_link(url: str, name: str, size: int | None = None, note: str = "") -> dict[str, Any]:
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
