"""From an uploaded photo to the one we keep: checked, turned upright, made smaller, without EXIF."""

import hashlib
from io import BytesIO

from PIL import Image

from bapas_portal.core.kept_file import MAX_PIXELS
from bapas_portal.core.upright import BROKEN, upright

MAX_BYTES = 8 * 1024 * 1024
MAX_SIDE = 1600
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")


class BadPicture(ValueError):
    """The file is no photo we can read. `reason` is "size", "pixels" or "format"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_jpeg(data: bytes) -> bytes:
    """The photo as JPEG of at most 1600 px a side, pixels only: no EXIF, no place, no camera. Raises BadPicture."""
    if len(data) > MAX_BYTES:
        raise BadPicture("size")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as probe:
            if probe.width * probe.height > MAX_PIXELS:
                raise BadPicture("pixels")
            probe.verify()
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            turned = upright(image)
    except BadPicture:
        raise
    except BROKEN as error:
        raise BadPicture("format") from error
    turned.thumbnail((MAX_SIDE, MAX_SIDE))
    bare = Image.new("RGB", turned.size)
    bare.paste(turned)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def digest_of(data: bytes) -> str:
    """SHA-256, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
