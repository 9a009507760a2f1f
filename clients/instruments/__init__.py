"""The instrument definitions shipped with the portal: JSON files, see README.md.

They are the first published versions; later versions are made by an administrator and live in
the database. `shipped` reads a file, nothing more.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILES = {
    "RRI": "rri_02_2021.json",
    "KRIM": "krim_02_2021.json",
    "ANAK": "anak_kerja_01.json",
}


def shipped(code: str) -> dict[str, Any]:
    """The shipped definition of RRI, KRIM or ANAK as plain JSON values. Raises KeyError."""
    definition: dict[str, Any] = json.loads((FOLDER / FILES[code]).read_text(encoding="utf-8"))
    return definition


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a definition as plain JSON values."""
    found: dict[str, Any] = json.loads((FOLDER / "instrument.schema.json").read_text(encoding="utf-8"))
    return found
