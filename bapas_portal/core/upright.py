"""Turning an uploaded picture upright, whatever its EXIF is worth."""

import struct

from PIL import Image

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
"""What Pillow raises for a file that is no whole picture, or whose EXIF is damaged."""


def upright(image: Image.Image) -> Image.Image:
    """The picture in RGB as it is looked at. Only the orientation is read: damaged EXIF spoils no picture.

    Raises one of `BROKEN` where the pixels cannot be read.
    """
    turn = TURNS.get(_orientation(image))
    return (image if turn is None else image.transpose(turn)).convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*BROKEN, TypeError):
        return 1
