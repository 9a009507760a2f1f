"""Published instruments, and assessments recorded through the action itself."""

from datetime import date
from typing import Any

from bapas_portal.accounts.scopes import scope_of
from clients.actions.assessment import record_assessment
from clients.choices import ConsentGiver
from clients.management.commands.load_clients_reference import publish_instruments
from clients.models import Assessment, Guidance, InstrumentVersion
from tests.clients.instruments import ANAK, KRIM, RRI, answers_for_total

DEFINITIONS = {"RRI": RRI, "KRIM": KRIM, "ANAK": ANAK}


def publish_shipped() -> dict[str, InstrumentVersion]:
    """The three shipped instruments, published; safe to call twice."""
    publish_instruments()
    return {version.instrument: version for version in InstrumentVersion.objects.filter(state="PUBLISHED")}


def make_assessment(guidance: Guidance, instrument: str = "RRI", total: int = 0, **fields: Any) -> Assessment:
    """An assessment with this main total, by the guidance's own officer; `ticks` and `answers` add to it."""
    publish_shipped()
    answers = {**answers_for_total(DEFINITIONS[instrument], total), **fields.pop("answers", {})}
    answers |= dict.fromkeys(fields.pop("ticks", ()), True)
    officer = fields.pop("by", guidance.officer)
    fields.setdefault("assessed_on", date(2025, 3, 1))
    fields.setdefault("consent_on", fields["assessed_on"])
    fields.setdefault("consent_by", ConsentGiver.GUARDIAN if guidance.is_child else ConsentGiver.CLIENT)
    fields.setdefault("guardian_name", "Wali Contoh" if guidance.is_child else "")
    return record_assessment(
        guidance_id=guidance.pk,
        instrument=instrument,
        answers=answers,
        by=officer,
        scope=scope_of(officer).narrowed("clients.assess"),
        **fields,
    )
