"""Doors of the needs map, and of practical needs by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid
from clients.actions.needs import add_practical_need, close_need
from clients.choices import InstrumentCode
from clients.forms.needs import CloseNeedForm, PracticalNeedForm
from clients.models import Guidance, Need
from clients.permissions.assessment import check_running, may_assess
from clients.permissions.second_rating import check_not_rating
from clients.queries.assessment import latest_assessment, previous_assessment
from clients.queries.instruments import definition_of
from clients.queries.needs import closed_needs, factor_bars, factor_changes, named, open_needs, radar_of


@require_safe
@requires("clients.view_client")
def needs_map(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_not_rating(guidance.pk, request.user)
    record_read(subject=guidance, by=request.user, page="needs_map")
    code = InstrumentCode.ANAK if guidance.is_child else InstrumentCode.KRIM
    context = {
        "guidance": guidance,
        "code": code,
        "needs": open_needs(guidance),
        "closed": closed_needs(guidance),
        "may_assess": may_assess(request.full_scope, guidance),
        "may_see_plan": request.full_scope.holds("programs.view_plan"),
        **_drawn(guidance, code),
    }
    return render(request, "clients/needs_map.html", context)


def _drawn(guidance: Guidance, code: str) -> dict:
    """The latest assessment as bars and radar, compared with the one before."""
    latest = latest_assessment(guidance, code)
    if latest is None:
        return {"latest": None, "previous": None, "bars": [], "radar": None, "changes": []}
    previous = previous_assessment(latest)
    instrument = definition_of(latest.version)
    return {
        "latest": latest,
        "previous": previous,
        "bars": factor_bars(instrument, latest.result["factors"]),
        "radar": radar_of(instrument, latest, previous),
        "changes": factor_changes(instrument, latest, previous) if previous else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def need_add(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_running(guidance)
    form = PracticalNeedForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                add_practical_need(guidance_id=guidance.pk, by=request.user, scope=request.scope, **form.cleaned_data)
            except DomainError as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Kebutuhan ditambahkan ke peta."))
                return redirect("clients:needs_map", guidance_pk=guidance.pk)
    return render(request, "clients/needs_add.html", {"guidance": guidance, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def need_close(request: PortalRequest, pk: int) -> HttpResponse:
    rows = Need.objects.visible_to(request.scope).select_related("guidance__client", "guidance__office", "assessment")
    need = get_object_or_404(rows, pk=pk)
    form = CloseNeedForm(request.POST or None, initial={"on": today_in(need.guidance.office.zone)})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                close_need(need_id=need.pk, by=request.user, scope=request.scope, **form.cleaned_data)
            except DomainError as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Kebutuhan ditutup."))
                return redirect("clients:needs_map", guidance_pk=need.guidance_id)
    context = {"need": named([need])[0], "guidance": need.guidance, "form": form}
    return render(request, "clients/needs_close.html", context, status=status)


def _put_on(form: PracticalNeedForm | CloseNeedForm, error: DomainError) -> int:
    """Put a refusal beside the field it is about. Returns the status of the answer."""
    fields = error.fields if isinstance(error, Invalid) else {}
    for name, text in fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not fields:
        form.add_error(None, str(error.message))
    return error.http_status
