"""Doors of assessments: the list of a guidance period, and one result."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from clients.choices import InstrumentCode
from clients.forms.sheet import Sheet, parts_of
from clients.models import Assessment, Guidance
from clients.permissions.assessment import may_assess
from clients.permissions.second_rating import check_not_rating
from clients.queries.assessment import (
    awaits_kriminogenik,
    history,
    instrument_cards,
    previous_assessment,
    replacement_of,
    result_of,
)
from clients.queries.branches import decisions
from clients.queries.information import information_of
from clients.queries.instruments import definition_of
from clients.queries.needs import factor_bars, factor_changes, total_bar
from clients.rules.instrument import Instrument


@require_safe
@requires("clients.view_client")
def assessment_list(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_not_rating(guidance.pk, request.user)
    steps = history(guidance)
    context = {
        "guidance": guidance,
        "steps": steps,
        "cards": instrument_cards(guidance, [step.assessment for step in steps if not step.is_replaced]),
        "may_assess": may_assess(request.full_scope, guidance),
        "information": information_of(guidance),
    }
    return render(request, "clients/assessment_list.html", context)


@require_safe
@requires("clients.view_client")
def assessment_detail(request: PortalRequest, pk: int) -> HttpResponse:
    rows = Assessment.objects.visible_to(request.scope)
    joined = rows.select_related(
        "guidance__client", "guidance__office", "guidance__offence_group", "assessor", "version"
    )
    assessment = get_object_or_404(joined, pk=pk)
    guidance = assessment.guidance
    check_not_rating(guidance.pk, request.user)
    record_read(subject=assessment, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    instrument = definition_of(assessment.version)
    context = {
        "assessment": assessment,
        "guidance": guidance,
        "instrument": instrument,
        "may_assess": may_assess(request.full_scope, guidance),
        "replaced_by": replacement_of(assessment),
        **_result_context(assessment, instrument),
    }
    return render(request, "clients/assessment_detail.html", context)


def _result_context(assessment: Assessment, instrument: Instrument) -> dict[str, Any]:
    result = result_of(assessment)
    previous = previous_assessment(assessment)
    sheet = Sheet(assessment.answers, assessment.notes)
    due = set(result.parts_due)
    return {
        "total_bar": [total_bar(instrument, assessment)],
        "bars": factor_bars(instrument, assessment.result["factors"]),
        "decisions": decisions(instrument, result, assessment.context),
        "parts": [part for part in parts_of(instrument, sheet, {}) if part.part.code in due],
        "previous": previous,
        "change": None if previous is None else assessment.total - previous.total,
        "changes": factor_changes(instrument, assessment, previous) if previous else [],
        "next_instrument": InstrumentCode.KRIM if awaits_kriminogenik(assessment) else "",
        "shows_needs": bool(instrument.factors) or assessment.is_kriminogenik_due,
    }
