"""Printed sheets as tagged PDF (PDF/UA-1), set by Typst in memory: nothing secret is laid down on a disk.

The data goes in as JSON, never as markup, so no text of a record can become a command.
"""

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

# A line's end, and the soft hyphen and spaces that Python does not call printable.
KEPT = "\n\u00ad\u200b\u00a0"
LOG = logging.getLogger(__name__)


def set_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a Typst template of ours, which reads `data` by `json(bytes(sys.inputs.data))`.

    A letter that none of the fonts holds breaks PDF/UA; the sheet is then printed all the same, tagged, with a box
    in the letter's place. Raises typst.TypstError if the template cannot be set.
    """
    text = json.dumps(_printable(data), ensure_ascii=False, default=str)
    compiler = typst.Compiler(
        str(template), root=str(settings.BASE_DIR), font_paths=_fonts(), sys_inputs={"data": text}
    )
    try:
        return _bytes(compiler.compile(format="pdf", pdf_standards="ua-1"))
    except typst.TypstError as error:
        LOG.warning("%s is printed without PDF/UA: %s", template.name, type(error).__name__)
        return _bytes(compiler.compile(format="pdf"))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The machine's fonts, looked up once a process."""
    return typst.Fonts()


def _bytes(made: Any) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(f"Typst made {type(made).__name__}, not one file")
    return made


def _printable(value: Any) -> Any:
    """The same values without control characters, which a font has no shape for; a line's end stays."""
    if isinstance(value, str):
        spaced = value.replace("\t", " ")
        return "".join(letter for letter in spaced if letter.isprintable() or letter in KEPT)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value
