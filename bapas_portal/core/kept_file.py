"""From an uploaded paper to the one we keep: what it is is read from its bytes, never from its name."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image

from bapas_portal.core.upright import BROKEN, upright

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
"""No phone makes more; a file that claims more is built to fill the memory."""

NAME_LENGTH = 150
TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"PDF": ".pdf", "JPEG": ".jpg", "PNG": ".png"}


class BadFile(ValueError):
    """The file is none that we keep. `reason` is "size", "empty", "pixels" or "format"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What is stored: PDF as it came, a picture with its pixels only. `name` ends as the bytes say."""

    data: bytes
    name: str
    content_type: str
    ending: str


def kept_file(data: bytes, name: str) -> KeptFile:
    """A PDF, JPEG or PNG of at most 10 MB. Raises BadFile."""
    if not data:
        raise BadFile("empty")
    if len(data) > MAX_BYTES:
        raise BadFile("size")
    kind, kept = ("PDF", data) if data.startswith(b"%PDF-") else _picture(data)
    return KeptFile(kept, _shown_name(name, ENDINGS[kind]), TYPES[kind], ENDINGS[kind])


def _picture(data: bytes) -> tuple[str, bytes]:
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as probe:
            if probe.width * probe.height > MAX_PIXELS:
                raise BadFile("pixels")
            kind = str(probe.format)
            probe.verify()
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            turned = upright(image)
    except BadFile:
        raise
    except BROKEN as error:
        raise BadFile("format") from error
    bare = Image.new("RGB", turned.size)
    bare.paste(turned)
    out = BytesIO()
    bare.save(out, kind, quality=90, optimize=True)
    return kind, out.getvalue()


def _shown_name(name: str, ending: str) -> str:
    """The name without folders and unseen signs, ending as the bytes say: "Petunjuk teknis.pdf"."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(sign for sign in PurePosixPath(last).stem if sign.isprintable()).strip(" .")
    return (stem[: NAME_LENGTH - len(ending)] or "berkas") + ending


def said_of(error: BadFile) -> str:
    """What is wrong with the file, and what to do."""
    return {
        "empty": _("Berkas ini kosong."),
        "size": _("Berkas lebih besar dari 10 MB. Perkecil dahulu, lalu unggah lagi."),
        "pixels": _("Ukuran gambar terlalu besar. Perkecil dahulu, lalu unggah lagi."),
        "format": _("Berkas ini bukan PDF, JPEG, atau PNG yang utuh."),
    }[error.reason]
