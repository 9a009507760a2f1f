"""Doors of assessments: the list of a guidance period, one result, and its printed sheet."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from clients.actions.assessment import context_of
from clients.choices import InstrumentCode
from clients.files.result import result_pdf
from clients.models import Assessment, Guidance
from clients.permissions.assessment import may_assess
from clients.permissions.second_rating import check_not_rating
from clients.queries.assessment import awaits_kriminogenik, history, instrument_cards
from clients.queries.draft_history import draft_cards
from clients.queries.information import information_of
from clients.queries.judgement_page import Judgement, judgement_of
from clients.queries.result_page import ResultPage, result_page


@require_safe
@requires("clients.view_client")
def assessment_list(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office", "case__offence_group")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_not_rating(guidance.pk, request.user)
    steps = history(guidance)
    context = {
        "guidance": guidance,
        "steps": steps,
        "cards": instrument_cards(guidance, [step.assessment for step in steps if not step.is_replaced]),
        "may_assess": may_assess(request.full_scope, guidance),
        "drafts": draft_cards(guidance, context_of(guidance)),
        "information": information_of(guidance),
    }
    return render(request, "clients/assessment_list.html", context)


@require_safe
@requires("clients.view_client")
def assessment_detail(request: PortalRequest, pk: int) -> HttpResponse:
    assessment = _opened(request, pk)
    guidance = assessment.guidance
    record_read(subject=assessment, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    page, judgement = _page(request, assessment)
    context = {
        "assessment": assessment,
        "guidance": guidance,
        "page": page,
        "judgement": judgement,
        "may_assess": may_assess(request.full_scope, guidance),
        **_next_context(assessment, page),
    }
    answer = render(request, "clients/assessment_detail.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@requires("clients.view_client")
def assessment_pdf(request: PortalRequest, pk: int) -> HttpResponse:
    """The sheet of a result. The file's name tells the assessment's number, never a person; printing leaves a trail."""
    assessment = _opened(request, pk)
    guidance = assessment.guidance
    page, _judgement = _page(request, assessment)
    file = result_pdf(page, by=request.user.name, at=timezone.now())
    record_read(
        subject=assessment,
        by=request.user,
        office_id=guidance.office_id,
        act="printed",
        guidance=guidance.pk,
        digest=hashlib.sha256(file).hexdigest(),
    )
    name = f"asesmen-{assessment.instrument.lower()}-{assessment.pk}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


def _opened(request: PortalRequest, pk: int) -> Assessment:
    """The assessment in reach. Raises 404, or WrongState for who rates its guidance blind."""
    rows = Assessment.objects.visible_to(request.scope).select_related(
        "guidance__client",
        "guidance__office__parent__parent",
        "guidance__offence_group",
        "assessor",
        "version",
        "draft",
    )
    assessment = get_object_or_404(rows, pk=pk)
    check_not_rating(assessment.guidance_id, request.user)
    return assessment


def _page(request: PortalRequest, assessment: Assessment) -> tuple[ResultPage, Judgement]:
    judgement = judgement_of(assessment, request)
    page = result_page(assessment, scope=request.scope, overrides=judgement.overrides, reviews=judgement.reviews)
    return page, judgement


def _next_context(assessment: Assessment, page: ResultPage) -> dict[str, Any]:
    return {
        "next_instrument": InstrumentCode.KRIM if awaits_kriminogenik(assessment) else "",
        "shows_needs": bool(page.instrument.factors) or assessment.is_kriminogenik_due,
    }
