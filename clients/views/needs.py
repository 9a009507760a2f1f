"""Doors of the needs map, and of practical needs by hand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from clients.actions.needs import Chosen, close_need, open_practical_needs
from clients.choices import InstrumentCode
from clients.forms.needs import CloseNeedForm, NeedsDayForm, PracticalNeedsForm
from clients.models import Guidance, Need
from clients.permissions.assessment import check_running, may_assess
from clients.permissions.second_rating import check_not_rating
from clients.queries.assessment import previous_assessment, standing_assessments
from clients.queries.instruments import definition_of
from clients.queries.needs import factor_bars, factor_changes, named, radar_of
from clients.queries.needs_history import needs_on, standing_words


@require_safe
@requires("clients.view_client")
def needs_map(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_not_rating(guidance.pk, request.user)
    record_read(subject=guidance, by=request.user, page="needs_map")
    today = today_in(guidance.office.zone)
    form = NeedsDayForm(request.GET, today=today)
    day = (form.cleaned_data["tanggal"] if form.is_valid() else None) or today
    code = InstrumentCode.ANAK if guidance.is_child else InstrumentCode.KRIM
    drawn = _drawn(guidance, code, day)
    compared = drawn["latest"] if drawn["previous"] else None
    context = {
        "guidance": guidance,
        "code": code,
        "form": form,
        "day": day,
        "is_past": day < today,
        "map": needs_on(guidance, day, compared.assessed_on if compared else None),
        "may_assess": may_assess(request.full_scope, guidance) and day == today,
        "may_see_plan": request.full_scope.holds("programs.view_plan"),
        **drawn,
    }
    return render(request, "clients/needs_map.html", context)


def _drawn(guidance: Guidance, code: str, day: date) -> dict[str, Any]:
    """The latest assessment of `day` as bars and radar, compared with the one before."""
    standing = standing_assessments(guidance).filter(instrument=code, assessed_on__lte=day)
    latest = standing.select_related("version").first()
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
    """Several practical needs on one tick list."""
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_running(guidance)
    check_not_rating(guidance.pk, request.user)
    today = today_in(guidance.office.zone)
    form = PracticalNeedsForm(request.POST or None, today=today, standing=standing_words(guidance))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            chosen = [Chosen(code, on, note) for code, on, note in form.chosen()]
            try:
                opened = open_practical_needs(
                    guidance_id=guidance.pk, chosen=chosen, by=request.user, scope=request.scope
                )
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _told(len(opened)))
                return redirect("clients:needs_map", guidance_pk=guidance.pk)
    return render(request, "clients/needs_add.html", {"guidance": guidance, "form": form}, status=status)


def _told(opened: int) -> str:
    if not opened:
        return _("Sudah tersimpan sebelumnya; tidak ada yang dicatat dua kali.")
    said = ngettext("%(count)d kebutuhan ditambahkan ke peta.", "%(count)d kebutuhan ditambahkan ke peta.", opened)
    return said % {"count": opened}


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
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Kebutuhan ditutup."))
                return redirect("clients:needs_map", guidance_pk=need.guidance_id)
    context = {"need": named([need])[0], "guidance": need.guidance, "form": form}
    return render(request, "clients/needs_close.html", context, status=status)
