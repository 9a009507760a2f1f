"""The seals of one order's attendance: each holds what was saved and the seal before it, so a later change shows.

SHA-256 without a key, as for assessments (clients/rules/seal.py): the seal proves to whoever kept it (on paper, in
the trail) that the row is what was saved.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORM = 1


def canonical(content: Mapping[str, Any], previous: str) -> str:
    """Canonical JSON: sorted keys, no spaces; days, times and moments are text already."""
    said = {**content, "previous": previous, "form": FORM}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_of(content: Mapping[str, Any], previous: str) -> str:
    """64 hex digits. `previous` is "" for the first of an order."""
    return hashlib.sha256(canonical(content, previous).encode()).hexdigest()
