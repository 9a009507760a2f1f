"""Doors of the assessment form: show, count, save; and the live panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.forms import row_number
from clients.actions.assessment import context_of, correctable, record_assessment, version_for
from clients.choices import InstrumentCode
from clients.forms.assessment import PURPOSES, AssessmentForm, first_values, values_of
from clients.forms.panel import panel_of
from clients.forms.sheet import Sheet, error_links, parts_of, read_sheet
from clients.models import Assessment, Guidance
from clients.permissions.assessment import check_running
from clients.queries.assessment import latest_assessment
from clients.queries.instruments import definition_of
from clients.rules.assessing import guardian_must_consent
from clients.rules.instrument import Instrument
from clients.rules.scoring import problems


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every answer of the form needs: whose it is, by which instrument, and what it corrects."""

    guidance: Guidance
    code: str
    instrument: Instrument
    replaces: Assessment | None
    context: dict[str, str | bool]

    @property
    def is_minor(self) -> bool:
        today = today_in(self.guidance.office.zone)
        return guardian_must_consent(self.guidance.client.birth_on, today)

    def form(self, *args: Any, **kwargs: Any) -> AssessmentForm:
        return AssessmentForm(*args, is_minor=self.is_minor, **kwargs)


def _desk(request: PortalRequest, guidance_pk: int, code: str, replaces_id: str) -> _Desk:
    if code not in InstrumentCode.values:
        raise Http404
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "case__offence_group", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_running(guidance)
    replaces = None
    if replaces_id:
        replaced = row_number(replaces_id)
        if replaced is None:
            raise Http404
        try:
            replaces = correctable(guidance, code, replaced)
        except Assessment.DoesNotExist as missing:
            raise Http404 from missing
    instrument = definition_of(version_for(guidance, code, replaces))
    return _Desk(guidance, code, instrument, replaces, context_of(guidance))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def assessment_new(request: PortalRequest, guidance_pk: int, instrument: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    desk = _desk(request, guidance_pk, instrument, sent.get("replaces_id", ""))
    if request.method != "POST":
        return _first_page(request, desk)
    sheet = read_sheet(desk.instrument, request.POST)
    if request.POST.get("step") == "count":
        return _page(request, desk, desk.form(initial=request.POST.dict()), sheet)
    return _save(request, desk, sheet)


@require_POST
@requires("clients.assess")
def assessment_score(request: PortalRequest, guidance_pk: int, instrument: str) -> HttpResponse:
    """The live panel of what is typed so far; saves nothing."""
    desk = _desk(request, guidance_pk, instrument, request.POST.get("replaces_id", ""))
    panel = panel_of(desk.instrument, read_sheet(desk.instrument, request.POST), desk.context)
    return render(request, "clients/assessment_panel.html", {"panel": panel, "is_live": True})


def _first_page(request: PortalRequest, desk: _Desk) -> HttpResponse:
    today = today_in(desk.guidance.office.zone)
    values, sheet = first_values(today=today, is_minor=desk.is_minor), Sheet()
    if desk.replaces is not None:
        values |= values_of(desk.replaces)
        sheet = Sheet(desk.replaces.answers, desk.replaces.notes)
    return _page(request, desk, desk.form(initial=values), sheet)


def _save(request: PortalRequest, desk: _Desk, sheet: Sheet) -> HttpResponse:
    form = desk.form(request.POST)
    if not form.is_valid():
        found = problems(desk.instrument, sheet.answers, desk.context)
        return _page(request, desk, form, sheet, {each.item: each.message for each in found}, status=400)
    try:
        assessment = record_assessment(
            guidance_id=desk.guidance.pk,
            instrument=desk.code,
            answers=sheet.answers,
            notes=sheet.notes,
            by=request.user,
            scope=request.scope,
            **form.cleaned_data,
        )
    except DomainError as error:
        return _refused(request, desk, form, sheet, error)
    messages.success(request, _("Asesmen tersimpan."))
    return redirect("clients:assessment_detail", pk=assessment.pk)


def _refused(
    request: PortalRequest, desk: _Desk, form: AssessmentForm, sheet: Sheet, error: DomainError
) -> HttpResponse:
    """The form again, everything typed kept, each fault beside what it is about."""
    fields = dict(error.fields) if isinstance(error, Invalid) else {}
    for name in [name for name in fields if name in form.fields]:
        form.add_error(name, str(fields.pop(name)))
    if not fields and not form.errors:
        form.add_error(None, str(error.message))
    return _page(request, desk, form, sheet, fields, status=error.http_status)


def _page(
    request: PortalRequest,
    desk: _Desk,
    form: AssessmentForm,
    sheet: Sheet,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    panel = panel_of(desk.instrument, sheet, desk.context)
    last_rri = latest_assessment(desk.guidance, InstrumentCode.RRI) if desk.code == InstrumentCode.KRIM else None
    context = {
        "guidance": desk.guidance,
        "code": desk.code,
        "instrument": desk.instrument,
        "replaces": desk.replaces,
        "form": form,
        "parts": list(zip(parts_of(desk.instrument, sheet, errors or {}), panel.parts, strict=True)),
        "panel": panel,
        "is_live": False,
        "item_errors": error_links(desk.instrument, errors or {}),
        "purposes": PURPOSES,
        "last_rri": last_rri,
    }
    return render(request, "clients/assessment_form.html", context, status=status)
