"""From an uploaded photo to the one we keep: checked, turned upright, made smaller, without EXIF."""

import hashlib
import struct
from io import BytesIO

from PIL import Image

from bapas_portal.core.kept_file import MAX_PIXELS

MAX_BYTES = 8 * 1024 * 1024
MAX_SIDE = 1600
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation (CIPA DC-008 4.6.5.1.6) -> how the picture is turned upright."""

BROKEN = (Image.DecompressionBombError, OSError, SyntaxError, ValueError, struct.error, EOFError)
"""What Pillow raises for a file that is no whole picture."""


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
            turn = TURNS.get(_orientation(image))
            upright = (image if turn is None else image.transpose(turn)).convert("RGB")
    except BadPicture:
        raise
    except BROKEN as error:
        raise BadPicture("format") from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _orientation(image: Image.Image) -> int:
    """1 to 8; 1 where the EXIF says nothing or is damaged, which spoils no photo."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*BROKEN, TypeError):
        return 1


def digest_of(data: bytes) -> str:
    """SHA-256, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
