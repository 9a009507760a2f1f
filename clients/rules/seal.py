"""The seal of an assessment: SHA-256 over what its assessor signed, so that a later change of it shows.

No key is involved: the seal proves that the row is what was signed to whoever kept the seal (on paper, in the trail),
not who made it. The trail's chain (bapas_portal.audit) holds it as well.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was signed. `version_digest` names the definition's content, `replaces_id` what it corrects."""

    guidance_id: int
    version_digest: str
    answers: Mapping[str, Any]
    notes: Mapping[str, str]
    sources: Mapping[str, str]
    context: Mapping[str, Any]
    assessor_id: int
    assessed_on: date
    consent_on: date
    consent_by: str
    place: str
    purpose: str
    replaces_id: int | None
    result: Mapping[str, Any]


def canonical(signed: Signed) -> str:
    """Canonical JSON: sorted keys, no spaces, days as 2026-11-24; the same on every machine."""
    said = {**asdict(signed), "form": FORM}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat)


def seal_of(signed: Signed) -> str:
    """64 hex digits."""
    return hashlib.sha256(canonical(signed).encode()).hexdigest()


def verify(signed: Signed, seal: str) -> bool:
    """Is this what was sealed? False for an empty seal: an assessment from before there were seals has none."""
    return bool(seal) and hmac.compare_digest(seal_of(signed), seal)
