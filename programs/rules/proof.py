"""What proves the client's word: a signature drawn on the screen, or a scan of the signed paper."""

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from programs.rules.picture import MAX_BYTES, BadPicture, clean_jpeg, digest_of

DRAWN = "data:image/png;base64,"
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
# A reader takes a PDF whose first bytes come a little late, and whose end has some bytes after it.
SLACK = 1024


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it is kept: its bytes, type, ending with its dot, and SHA-256."""

    data: bytes
    content_type: str
    ending: str

    @property
    def digest(self) -> str:
        return digest_of(self.data)


def proof_of_drawing(text: str) -> Proof:
    """The drawing as JPEG, from "data:image/png;base64,...". Raises BadPicture ("format", "size", "empty")."""
    if len(text) > MAX_BYTES:
        raise BadPicture("size")
    if not text.startswith(DRAWN):
        raise BadPicture("format")
    try:
        data = base64.b64decode(text.removeprefix(DRAWN), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPicture("format") from error
    cleaned = clean_jpeg(data)
    if _is_blank(cleaned):
        raise BadPicture("empty")
    return Proof(cleaned, "image/jpeg", ".jpg")


def proof_of_file(data: bytes) -> Proof:
    """A PDF (told by its bytes) as it is, or a photo without its EXIF. Raises BadPicture ("format", "size", ...)."""
    if len(data) > MAX_BYTES:
        raise BadPicture("size")
    if is_pdf(data):
        return Proof(data, "application/pdf", ".pdf")
    return Proof(clean_jpeg(data), "image/jpeg", ".jpg")


def is_pdf(data: bytes) -> bool:
    return PDF_START in data[:SLACK] and PDF_END in data[-SLACK:]


def _is_blank(jpeg: bytes) -> bool:
    """Is there no line on it? Compression alone moves a white pixel by a few steps."""
    with Image.open(BytesIO(jpeg)) as image:
        shades = image.convert("L").getcolors(256) or []
    tones = [tone for _count, tone in shades if isinstance(tone, int)]
    return max(tones) - min(tones) < 64
