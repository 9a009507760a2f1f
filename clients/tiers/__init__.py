"""The tier rule shipped with the portal, and a proposal that looks at needs too: JSON files, see README.md.

The first is published once, by load_clients_reference; later versions are made by an administrator and live in the
database. `shipped` reads a file, nothing more.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
IN_FORCE, PROPOSAL = "intensitas_01.json", "intensitas_02_usulan.json"


def shipped(name: str = IN_FORCE) -> dict[str, Any]:
    """A shipped definition as plain JSON values."""
    definition: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return definition


@cache
def schema() -> dict[str, Any]:
    """The documented shape of a definition (JSON Schema 2020-12)."""
    found: dict[str, Any] = json.loads((FOLDER / "tier_rule.schema.json").read_text(encoding="utf-8"))
    return found
