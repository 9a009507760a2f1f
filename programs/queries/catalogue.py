"""Reads of the catalogue of interventions: by need, the dosage expected at a risk, and how an entry came about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.core.scope import Scope
from clients.choices import RiskCategory
from clients.models import Guidance
from clients.queries.caseload import latest_risks
from partners.choices import SERVED_LABELS
from programs.choices_plan import CHILD_FACTORS
from programs.models import Intervention, InterventionDosage, PlanLine, Programme

SERVED = SERVED_LABELS | CHILD_FACTORS


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """An empty value does not narrow."""

    search: str = ""
    kind: str = ""
    serves: str = ""
    with_retired: bool = False


def catalogue(wanted: CatalogueFilter) -> QuerySet[Intervention]:
    """Entries that fit, by need, with their dosages."""
    rows = Intervention.objects.prefetch_related(Prefetch("dosages", _said_dosages(), to_attr="said"))
    if not wanted.with_retired:
        rows = rows.filter(is_active=True)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.serves:
        rows = rows.filter(serves=wanted.serves)
    for word in wanted.search.split():
        rows = rows.filter(name__icontains=word)
    return rows


def _said_dosages() -> QuerySet[InterventionDosage]:
    return InterventionDosage.objects.filter(amount__isnull=False).order_by("pk")


def served_label(code: str) -> str:
    return str(SERVED.get(code, code))


def is_used(row: Intervention) -> bool:
    """Does a plan or a programme hold it?"""
    rows = Intervention.objects.filter(pk=row.pk)
    return rows.filter(
        Exists(PlanLine.objects.filter(intervention=OuterRef("pk")))
        | Exists(Programme.objects.filter(intervention=OuterRef("pk")))
    ).exists()


def dosages_by_risk(row: Intervention) -> list[tuple[str, str, str]]:
    """Category, its word, and the dosage in words ("" where nothing is said), from low to very high."""
    known = {each.category: each.words for each in row.dosages.all()}
    return [(code, str(label), known.get(code, "")) for code, label in RiskCategory.choices]


def expected(scope: Scope, guidance: Guidance) -> dict[str, str]:
    """Code -> what is expected at the client's latest risk category; codes without a dosage are left out."""
    risk = latest_risks(scope, [guidance.pk]).get(guidance.pk, "")
    if not risk:
        return {}
    rows = _said_dosages().filter(category=risk)
    return {row.intervention_id: row.words for row in rows}


@dataclass(frozen=True, slots=True)
class CatalogueEvent:
    """A saved state of an entry or of one of its dosages."""

    at: datetime
    who: str
    text: str


def history(row: Intervention) -> list[CatalogueEvent]:
    """All saved states, the newest first."""
    events = [*_events("InterventionEvent", row.pk), *_events("InterventionDosageEvent", row.pk)]
    people = dict(User.objects.filter(pk__in={user for _at, user, _text in events if user}).values_list("pk", "name"))
    events.sort(key=lambda event: event[0], reverse=True)
    return [CatalogueEvent(at, people.get(user, ""), text) for at, user, text in events]


def _events(model: str, code: str) -> list[tuple[datetime, Any, str]]:
    key = "pgh_obj_id" if model == "InterventionEvent" else "intervention_id"
    rows = apps.get_model("programs", model).objects.filter(**{key: code}).select_related("pgh_context")
    found: list[tuple[datetime, Any, str]] = []
    said: dict[Any, str] = {}
    for row in rows.order_by("pgh_id"):
        text = _event_text(row)
        # Saving a dosage counts up the entry's lock, which is no news of the entry itself.
        if said.get(row.pgh_obj_id) != text:
            found.append((row.pgh_created_at, row.pgh_context.metadata.get("user") if row.pgh_context else None, text))
        said[row.pgh_obj_id] = text
    return found


def _event_text(row: Any) -> str:
    if hasattr(row, "category"):
        said = InterventionDosage(amount=row.amount, unit=row.unit).words
        return f"{RiskCategory(row.category).label}: {said or '–'}"
    text = f"{row.name} ({row.get_kind_display()}, {served_label(row.serves)})"
    return text if row.is_active else f"{text}: {_('Dihentikan')}"
