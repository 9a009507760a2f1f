"""Reading assessments of a guidance period. The guidance comes from `visible_to`, so its rows are in scope."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from bapas_portal.core.dates import add_months, today_in
from clients.choices import InstrumentCode
from clients.models import Assessment, Guidance
from clients.rules.conditions import Facts
from clients.rules.instrument import Instrument
from clients.rules.results import FactorResult, Result


def instruments_for(guidance: Guidance) -> tuple[InstrumentCode, ...]:
    """Adults: RRI and Kebutuhan Kriminogenik; children: the child instrument (domain.md 4.1, 4.7)."""
    if guidance.is_child:
        return (InstrumentCode.ANAK,)
    return (InstrumentCode.RRI, InstrumentCode.KRIM)


def standing_assessments(guidance: Guidance) -> QuerySet[Assessment]:
    """Assessments that no correction replaced, newest first."""
    return Assessment.objects.filter(guidance=guidance, replaced_by=None).order_by("-assessed_on", "-id")


def latest_assessment(guidance: Guidance, instrument: str) -> Assessment | None:
    """The newest assessment with this instrument; replaced ones do not count. One query."""
    return standing_assessments(guidance).filter(instrument=instrument).select_related("version").first()


def previous_assessment(assessment: Assessment) -> Assessment | None:
    """The one that stood before it, with the same instrument; never one it replaces. One query."""
    earlier = Q(assessed_on__lt=assessment.assessed_on) | Q(assessed_on=assessment.assessed_on, pk__lt=assessment.pk)
    rows = Assessment.objects.filter(
        earlier, guidance_id=assessment.guidance_id, instrument=assessment.instrument, replaced_by=None
    )
    return rows.order_by("-assessed_on", "-id").first()


def replacement_of(assessment: Assessment) -> Assessment | None:
    """The correction that stands in its place, if there is one. One query."""
    return Assessment.objects.filter(replaces=assessment).first()


def awaits_kriminogenik(assessment: Assessment) -> bool:
    """Did this RRI make Kebutuhan Kriminogenik due, and was it not taken since? At most one query."""
    if not assessment.is_kriminogenik_due:
        return False
    since = Assessment.objects.filter(
        guidance_id=assessment.guidance_id, instrument=InstrumentCode.KRIM, assessed_on__gte=assessment.assessed_on
    )
    return not since.exists()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: `change` is the difference of the total to the one before, None for the first."""

    assessment: Assessment
    change: int | None
    is_replaced: bool


def history(guidance: Guidance) -> list[Step]:
    """All assessments, newest first, each with its change against the standing one before. One query."""
    rows = list(
        Assessment.objects.filter(guidance=guidance)
        .select_related("assessor", "version")
        .defer("version__definition", "answers", "notes", "result")
        .order_by("assessed_on", "id")
    )
    replaced = {row.replaces_id for row in rows}
    before: dict[str, Assessment] = {}
    steps = []
    for row in rows:
        is_replaced = row.pk in replaced
        earlier = before.get(row.instrument)
        change = row.total - earlier.total if earlier is not None and not is_replaced else None
        steps.append(Step(row, change, is_replaced))
        if not is_replaced:
            before[row.instrument] = row
    return steps[::-1]


@dataclass(frozen=True, slots=True)
class InstrumentCard:
    """An instrument to choose: what stands, and whether it is time for a new one (Permenkumham 12/2013: yearly)."""

    code: InstrumentCode
    latest: Assessment | None
    due_on: date | None
    is_overdue: bool
    is_required: bool | None


def instrument_cards(guidance: Guidance, standing: list[Assessment]) -> list[InstrumentCard]:
    """One card per instrument of the cohort. `standing` is newest first; no query.

    `is_required`: for KRIM what the latest RRI decided, None before there is one; the others always.
    """
    newest: dict[str, Assessment] = {}
    for assessment in standing:
        newest.setdefault(assessment.instrument, assessment)
    rri = newest.get(InstrumentCode.RRI)
    today = today_in(guidance.office.zone)
    cards = []
    for code in instruments_for(guidance):
        latest = newest.get(code)
        due_on = add_months(latest.assessed_on, settings.ASSESSMENT_VALID_MONTHS) if latest else None
        required = True if code != InstrumentCode.KRIM else rri.is_kriminogenik_due if rri else None
        cards.append(InstrumentCard(code, latest, due_on, due_on is not None and due_on < today, required))
    return cards


def result_of(assessment: Assessment) -> Result:
    """The saved result as the values scoring gave."""
    saved = assessment.result
    return Result(
        total=saved["total"],
        category=saved["category"],
        factors={code: FactorResult(**standing) for code, standing in saved["factors"].items()},
        parts_due=tuple(saved["parts_due"]),
        kriminogenik_due=saved["kriminogenik_due"],
        ticks=frozenset(saved["ticks"]),
    )


def facts_of(instrument: Instrument, result: Result, context: dict) -> Facts:
    """What the branches looked at when the result was made."""
    ticked: dict[str, int] = {}
    for code in result.ticks:
        part = instrument.by_code[code].part
        ticked[part] = ticked.get(part, 0) + 1
    return Facts(result.total, result.total, context, ticked)
