"""Doors of a trial: ask for one, watch it, read what would change, fetch the list."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import WrongState
from bapas_portal.core.forms import row_number
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import keyset_page, next_url
from clients.actions.trial import request_trial
from clients.choices import VersionState
from clients.forms.trial import TURNS, ChangesFilter, TrialFilter
from clients.models import InstrumentTrial, InstrumentVersion, TrialChange
from clients.queries.instruments import definition_of, digest_of
from clients.queries.trial import CHANGE_ORDER, Wanted, changes, newest_asked, newest_finished
from clients.queries.trial_file import csv_lines
from clients.queries.trial_picture import picture_of, regions_in

MANAGE = "clients.manage_instruments"
VIEW_CLIENT = "clients.view_client"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def instrument_trial(request: PortalRequest, pk: int) -> HttpResponse:
    """What the newest trial found; the button asks for another."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    if request.method == "POST":
        return _ask(request, version)
    asked, shown = newest_asked(version), newest_finished(version)
    context: dict[str, Any] = {
        "version": version,
        "is_draft": version.state == VersionState.DRAFT,
        "asked": asked if asked is not None and asked != shown else None,
        "shown": shown,
        "is_stale": shown is not None and shown.digest != digest_of(version),
    }
    if shown is not None:
        context |= _found(request, shown, version)
    return page_or_part(request, "clients/trial_detail.html", "clients/trial_result.html", context)


def _ask(request: PortalRequest, version: InstrumentVersion) -> HttpResponse:
    try:
        request_trial(version_id=version.pk, by=request.user, scope=request.scope)
    except WrongState as refused:
        return render(request, "errors/domain_error.html", {"error": refused}, status=refused.http_status)
    messages.success(request, _("Uji coba dimulai. Kemajuannya tampil di halaman ini."))
    return redirect("clients:instrument_trial", pk=version.pk)


def _found(request: PortalRequest, trial: InstrumentTrial, version: InstrumentVersion) -> dict[str, Any]:
    form, wanted = _wanted(request, trial)
    opens_clients = request.full_scope.holds(VIEW_CLIENT)
    joined = ("assessment__office", "assessment__guidance") if opens_clients else ("assessment__office",)
    rows = changes(request.scope, trial, wanted).select_related(*joined)
    page = keyset_page(rows, order=CHANGE_ORDER, cursor=request.GET.get("after", ""))
    return {
        "form": form,
        "wanted": wanted,
        "picture": picture_of(trial, definition_of(version), wanted),
        "rows": [(row, opens_clients and _may_open(request, row)) for row in page.rows],
        "next_url": next_url(request.GET, page),
        "first_url": "" if page.is_first else _address(request, {}),
        "tabs": [(label, _address(request, {"turn": turn}), turn == wanted.turn) for turn, label in TURNS],
        "download_query": _address(request, {"turn": wanted.turn}),
    }


def _wanted(request: PortalRequest, trial: InstrumentTrial) -> tuple[TrialFilter, Wanted]:
    """The filter as asked; what makes no sense in the address is left out."""
    form, listed = TrialFilter(request.GET, regions=regions_in(trial)), ChangesFilter(request.GET)
    form.is_valid()
    listed.is_valid()
    asked = {**form.cleaned_data, **listed.cleaned_data}
    region = row_number(asked.pop("kanwil", ""))
    return form, Wanted(region=region, **{name: value for name, value in asked.items() if value})


def _may_open(request: PortalRequest, row: TrialChange) -> bool:
    """May this reader open the assessment itself? The administrator of instruments may not."""
    guidance = row.assessment.guidance
    return request.full_scope.covers(
        VIEW_CLIENT, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


def _address(request: PortalRequest, changed: dict[str, str]) -> str:
    """This page's query from its first row; `changed` turns (with the cells of the matrix let go) another way."""
    query = request.GET.copy()
    for name in ("after", *(("turn", "before", "now") if "turn" in changed else ())):
        query.pop(name, None)
    query.update({name: value for name, value in changed.items() if value})
    return f"?{query.urlencode()}"


@require_safe
@requires(MANAGE)
def trial_progress(request: PortalRequest, pk: int) -> HttpResponse:
    """How far the newest trial is, whoever asked for it; asked again every two seconds."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    trial = newest_asked(version)
    if trial is None or trial.job is None:
        raise Http404
    context = {"version": version, "trial": trial}
    return page_or_part(request, "clients/trial_progress.html", "clients/trial_job.html", context)


@require_safe
@requires(MANAGE)
def trial_download(request: PortalRequest, pk: int) -> StreamingHttpResponse:
    """The list of changes as CSV, under the filter of the page; fetching it leaves a trail."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    trial = newest_finished(version)
    if trial is None:
        raise Http404
    _form, wanted = _wanted(request, trial)
    record_read(subject=trial, by=request.user, office_id=request.scope.office_id, version=version.pk)
    lines: Iterator[str] = csv_lines(changes(request.scope, trial, wanted))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="uji-coba-{version.instrument.lower()}-{trial.pk}.csv"'
    return answer
