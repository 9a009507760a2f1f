"""A QR code as inline SVG: drawn here, so that no secret leaves for a picture service."""

import segno
from django.utils.safestring import SafeString, mark_safe

# Four modules of white around it, as readers expect (ISO/IEC 18004).
BORDER, MODULE_PIXELS = 4, 4


def qr_svg(text: str, label: str) -> SafeString:
    """`text` as a black on white code, whatever the page's colours; `label` speaks for it."""
    code = segno.make(text, micro=False, error="m")
    return mark_safe(
        code.svg_inline(scale=MODULE_PIXELS, border=BORDER, dark="#000", light="#fff", svgclass="qr", title=label)
    )
