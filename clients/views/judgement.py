"""Doors of a second person's word on an assessment: another category asked for and decided, a review likewise."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from bapas_portal.core.forms import put_errors
from clients.actions import judgement as actions
from clients.forms.judgement import DecideForm, OverrideForm, ReviewAskForm, ReviewForm
from clients.models import Assessment, AssessmentOverride, AssessmentReview
from clients.permissions.judgement import check_asker
from clients.permissions.second_rating import check_not_rating
from clients.queries.instruments import definition_of
from clients.queries.judgement_page import Judgement, is_asked_already, judgement_of, told
from clients.queries.needs import total_bar
from clients.rules.judging import categories_of
from clients.views.answers import REFUSED

JOINED = ("guidance__client", "guidance__office", "assessor", "version")
THROUGH = tuple(f"assessment__{name}" for name in JOINED)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def override_ask(request: PortalRequest, pk: int) -> HttpResponse:
    assessment = _own(request, pk)
    categories = categories_of(definition_of(assessment.version))
    form = OverrideForm(_typed(request), categories=categories, now=assessment.category)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_override(assessment_id=pk, by=request.user, scope=request.scope, **given)
        except DomainError as error:
            if is_asked_already(AssessmentOverride, assessment, request.user, **given):
                return _done(request, pk, _("Permintaan ini sudah terkirim, dan tidak dikirim dua kali."))
            return _ask_page(request, assessment, form, status=_refused(form, error))
        return _done(request, pk, _("Permintaan penyesuaian dikirim."))
    return _ask_page(request, assessment, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def review_ask(request: PortalRequest, pk: int) -> HttpResponse:
    assessment = _own(request, pk)
    form = ReviewAskForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_review(assessment_id=pk, by=request.user, scope=request.scope, **given)
        except DomainError as error:
            if is_asked_already(AssessmentReview, assessment, request.user, **given):
                return _done(request, pk, _("Permintaan ini sudah terkirim, dan tidak dikirim dua kali."))
            return _ask_page(request, assessment, form, status=_refused(form, error))
        return _done(request, pk, _("Tinjauan diminta."))
    return _ask_page(request, assessment, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.decide_override")
def override_decide(request: PortalRequest, pk: int, override_pk: int) -> HttpResponse:
    override = _asked_row(AssessmentOverride, "decided_by", request, pk, override_pk)
    form = DecideForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            actions.decide_override(
                override_id=override_pk,
                approve=form.is_approved,
                comment=comment,
                by=request.user,
                scope=request.scope,
            )
        except DomainError as error:
            return _answer_page(request, override, form, error)
        return _done(request, pk, _("Disetujui.") if form.is_approved else _("Ditolak."))
    return _answer_page(request, override, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.review_assessment")
def review_give(request: PortalRequest, pk: int, review_pk: int) -> HttpResponse:
    review = _asked_row(AssessmentReview, "reviewer", request, pk, review_pk)
    form = ReviewForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_review(review_id=review_pk, by=request.user, scope=request.scope, **form.cleaned_data)
        except DomainError as error:
            return _answer_page(request, review, form, error)
        return _done(request, pk, _("Tinjauan disimpan."))
    return _answer_page(request, review, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def override_withdraw(request: PortalRequest, pk: int, override_pk: int) -> HttpResponse:
    override = _asked_row(AssessmentOverride, "decided_by", request, pk, override_pk)
    check_asker(override, request.user)
    if already := told(override, request.user):
        return _done(request, pk, already, level=messages.WARNING)
    if request.method == "POST":
        try:
            actions.withdraw_override(override_id=override_pk, by=request.user, scope=request.scope)
        except WrongState:
            override.refresh_from_db()
            return _done(request, pk, told(override, request.user), level=messages.WARNING)
        return _done(request, pk, _("Permintaan ditarik."))
    context = {
        "override": override,
        "guidance": override.assessment.guidance,
        "cancel_url": reverse("clients:assessment_detail", args=[pk]),
    }
    return render(request, "clients/judgement_withdraw.html", context)


def _typed(request: PortalRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _own(request: PortalRequest, pk: int) -> Assessment:
    """The assessment for the permission of this view; closed to who scores it blind."""
    assessment = get_object_or_404(Assessment.objects.visible_to(request.scope).select_related(*JOINED), pk=pk)
    check_not_rating(assessment.guidance_id, request.user)
    return assessment


def _asked_row(model: Any, answered_by: str, request: PortalRequest, pk: int, asked_pk: int) -> Any:
    """The request of this assessment for the permission of this view; closed to who scores it blind."""
    rows = model.objects.visible_to(request.scope).select_related(*THROUGH, "asked_by", answered_by)
    asked = get_object_or_404(rows, pk=asked_pk, assessment=pk)
    check_not_rating(asked.assessment.guidance_id, request.user)
    return asked


def _done(request: PortalRequest, pk: int, words: str, level: int = messages.SUCCESS) -> HttpResponse:
    messages.add_message(request, level, words)
    return redirect("clients:assessment_detail", pk)


def _refused(form: forms.Form, error: DomainError) -> int:
    """Put what was refused on the form; the status of the answer."""
    put_errors(form, error)
    return REFUSED if isinstance(error, Invalid) else error.http_status


def _ask_page(request: PortalRequest, assessment: Assessment, form: forms.Form, status: int = 0) -> HttpResponse:
    is_override = isinstance(form, OverrideForm)
    judgement = judgement_of(assessment, request)
    context = _about(request, judgement, form)
    context["closed"] = judgement.override_closed if is_override else judgement.review_closed
    template = "clients/judgement_override_ask.html" if is_override else "clients/judgement_review_ask.html"
    return render(request, template, context, status=status or (REFUSED if form.is_bound else 200))


def _answer_page(
    request: PortalRequest,
    asked: AssessmentOverride | AssessmentReview,
    form: forms.Form,
    error: DomainError | None = None,
) -> HttpResponse:
    """The request with its form; once answered, by whom and when, and what the reader typed for nothing."""
    status = REFUSED if form.is_bound else 200
    if error is not None:
        status = _refused(form, error)
        asked.refresh_from_db()
    already = told(asked, request.user)
    if already and form.is_bound:
        status = WrongState.http_status
    judgement = judgement_of(asked.assessment, request)
    context = _about(request, judgement, form, asked)
    context |= {
        "asked": asked,
        "already": already,
        "closed": judgement.closed,
        "is_own": asked.asked_by_id == request.user.pk,
        "typed": form.data.get("comment", "") if already else "",
    }
    is_override = isinstance(asked, AssessmentOverride)
    template = "clients/judgement_override_decide.html" if is_override else "clients/judgement_review_give.html"
    return render(request, template, context, status=status)


def _about(request: PortalRequest, judgement: Judgement, form: forms.Form, asked: Any = None) -> dict[str, Any]:
    """What each of these pages shows of the assessment, and its requests but `asked`; reading it leaves a trail."""
    assessment, guidance = judgement.assessment, judgement.assessment.guidance
    record_read(subject=assessment, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    return {
        "assessment": assessment,
        "guidance": guidance,
        "form": form,
        "overrides": [each for each in judgement.overrides if each != asked],
        "reviews": [each for each in judgement.reviews if each != asked],
        "total_bar": [total_bar(definition_of(assessment.version), assessment)],
    }
