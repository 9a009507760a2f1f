"""One colour, one word and one icon per category and state, the same on every page."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    """How a category or state is shown: never by colour alone."""

    label: str | Promise
    tone: str
    icon: str


# Kepdirjenpas on RRI and Kriminogenik 02/2021 names four categories.
RISK_LOOKS: dict[str, Look] = {
    "LOW": Look(_("Rendah"), "risk-low", "circle-check"),
    "MEDIUM": Look(_("Sedang"), "risk-medium", "circle-minus"),
    "HIGH": Look(_("Tinggi"), "risk-high", "alert-circle"),
    "VERY_HIGH": Look(_("Sangat tinggi"), "risk-very-high", "alert-triangle"),
}
RISK_UNKNOWN = Look(_("Belum dinilai"), "neutral", "circle-dashed")

TONES = ("neutral", "info", "success", "warning", "danger", "primary")

TONE_ICONS = {
    "neutral": "circle-minus",
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-circle",
    "danger": "alert-triangle",
    "primary": "flag",
}

_STATES_BY_TONE = {
    "neutral": "DRAFT CLOSED ENDED ARCHIVED INACTIVE CANCELLED EXPIRED PLANNED NONE WITHDRAWN",
    "info": "SUBMITTED PROPOSED QUEUED PENDING RUNNING STARTED IN_PROGRESS SENT REGISTERED DITANDATANGANI DIPERPANJANG",
    "success": "APPROVED ACCEPTED DONE ACTIVE OPEN PUBLISHED FINISHED SUCCEEDED COMPLETED VALID AKTIF",
    "warning": "RETURNED WAITING DUE_SOON SOON PAUSED PARTIAL STALE AKAN_BERAKHIR",
    "danger": "DECLINED ENDED_EARLY REJECTED FAILED REVOKED OVERDUE ERROR LOCKED BREACHED OVER UNSAFE BERAKHIR",
}
STATE_TONES = {state: tone for tone, states in _STATES_BY_TONE.items() for state in states.split()}


def risk_look(category: str | None) -> Look:
    """Look of a category code; an empty or unknown code reads "not assessed"."""
    return RISK_LOOKS.get((category or "").upper(), RISK_UNKNOWN)


def state_tone(state: str | None) -> str:
    """Tone of a state code; neutral where nobody gave it one."""
    return STATE_TONES.get((state or "").upper(), "neutral")
