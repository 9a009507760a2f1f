"""Icons inlined as SVG, so that no page asks for an icon font or a sprite of 2 MB."""

import json
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICON_FILE = Path(__file__).with_name("icons.json")


class UnknownIcon(LookupError):
    """The name is not in ``icons.json``; add it to ICONS in ``vendor.mjs`` and run that script."""


@cache
def icon_markup() -> dict[str, str]:
    """Inner SVG markup by icon name, as ``vendor.mjs`` wrote it from @tabler/icons (MIT)."""
    markup: dict[str, str] = json.loads(ICON_FILE.read_text(encoding="utf-8"))
    return markup


@lru_cache(maxsize=1024)
def icon(name: str, *, label: str = "", size: int = 20) -> SafeString:
    """Return the icon ``name`` as ``<svg>`` of ``size`` CSS pixels (16, 18, 20, 24, 28); raises UnknownIcon.

    Without a label the icon is decoration and hidden from screen readers.
    """
    inner = icon_markup().get(name)
    if inner is None:
        raise UnknownIcon(name)
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon-s{}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        size,
        size,
        size,
        meaning,
        mark_safe(inner),  # from our own file, not from users
    )
