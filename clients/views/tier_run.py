"""Doors of runs over all clients with one rule: try it, watch it, read what changes, fetch the list, do it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import keyset_page, next_url
from clients.actions.tier_run import request_run
from clients.forms.tier_rule import TURNS, ChangesFilter, RecomputeForm, RunFilter
from clients.models import TierChange, TierRule, TierRun
from clients.permissions.tier_rule import MANAGE
from clients.queries.tier import ladder_of
from clients.queries.tier_rule import trial_of_this
from clients.queries.tier_run import (
    CHANGE_ORDER,
    FIRST,
    Group,
    Wanted,
    changes,
    finished_runs,
    groups_of,
    is_stale,
    labels_of,
    newest_asked,
    picture_of,
    regions_in,
)
from clients.queries.tier_run_file import csv_lines
from clients.views.tier_rule import page_context

VIEW_CLIENT = "clients.view_client"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def tier_run(request: PortalRequest, pk: int) -> HttpResponse:
    """What a run found: the newest, or the one the address names; the button asks for a dry run."""
    rule = get_object_or_404(TierRule, pk=pk)
    if request.method == "POST":
        return _try(request, rule)
    asked, runs = newest_asked(rule), finished_runs(rule)
    shown = _shown(request, runs)
    context: dict[str, Any] = {
        **page_context(rule, "runs"),
        "asked": asked if asked is not None and asked.finished_at is None else None,
        "runs": runs,
        "shown": shown,
        "is_stale": shown is not None and is_stale(shown, rule),
    }
    if shown is not None:
        context |= _found(request, shown)
    return page_or_part(request, "clients/tier_run.html", "clients/tier_run_result.html", context)


def _shown(request: PortalRequest, runs: list[TierRun]) -> TierRun | None:
    named = row_number(request.GET.get("run", ""))
    return next((run for run in runs if run.pk == named), runs[0] if runs else None)


def _try(request: PortalRequest, rule: TierRule) -> HttpResponse:
    try:
        request_run(rule_id=rule.pk, is_dry=True, by=request.user, scope=request.scope)
    except WrongState as refused:
        return render(request, "errors/domain_error.html", {"error": refused}, status=refused.http_status)
    messages.success(request, _("Uji dampak dimulai. Kemajuannya tampil di halaman ini."))
    return redirect("clients:tier_run", pk=rule.pk)


def _found(request: PortalRequest, run: TierRun) -> dict[str, Any]:
    groups = groups_of(request.scope, run)
    form, wanted = _wanted(request, groups, run)
    rows = changes(request.scope, run, wanted).select_related("guidance__office")
    page = keyset_page(rows, order=CHANGE_ORDER, cursor=request.GET.get("after", ""))
    labels = labels_of(ladder_of(run.rule))
    return {
        "form": form,
        "wanted": wanted,
        "picture": picture_of(run, groups, wanted),
        "picked": (labels.get(wanted.before.replace(FIRST, ""), ""), labels.get(wanted.after, "")),
        "rows": [
            (row, labels.get(row.before, row.before), labels[row.after], _may_open(request, row)) for row in page.rows
        ],
        "next_url": next_url(request.GET, page),
        "first_url": "" if page.is_first else _address(request, {}),
        "tabs": [(label, _address(request, {"turn": turn}), turn == wanted.turn) for turn, label in TURNS],
        "download_query": _address(request, {"run": str(run.pk)}),
    }


def _may_open(request: PortalRequest, row: TierChange) -> bool:
    """May this reader open the client? The administrator of rules may not."""
    guidance = row.guidance
    return request.full_scope.covers(
        VIEW_CLIENT, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


def _wanted(request: PortalRequest, groups: list[Group], run: TierRun) -> tuple[RunFilter, Wanted]:
    """The filter as asked; what makes no sense in the address is left out."""
    query = request.GET.copy()
    query["run"] = str(run.pk)
    form, listed = RunFilter(query, regions=regions_in(groups)), ChangesFilter(request.GET)
    form.is_valid()
    listed.is_valid()
    said = listed.cleaned_data
    wanted = Wanted(
        region=row_number(form.cleaned_data.get("kanwil", "")),
        before=said.get("before", ""),
        after=said.get("now", ""),
        turn=said.get("turn", ""),
    )
    return form, wanted


def _address(request: PortalRequest, changed: dict[str, str]) -> str:
    """This page's query from its first row; `changed` turns (with the cells of the matrix let go) another way."""
    query = request.GET.copy()
    for name in ("after", *(("turn", "before", "now") if "turn" in changed else ())):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_safe
@requires(MANAGE)
def tier_run_progress(request: PortalRequest, pk: int) -> HttpResponse:
    """How far the newest run is, whoever asked for it; asked again every two seconds."""
    rule = get_object_or_404(TierRule, pk=pk)
    run = newest_asked(rule)
    if run is None:
        raise Http404
    context = {"rule": rule, "run": run}
    return page_or_part(request, "clients/tier_run_progress.html", "clients/tier_run_job.html", context)


@require_safe
@requires(MANAGE)
def tier_run_download(request: PortalRequest, pk: int) -> StreamingHttpResponse:
    """The list of changes as CSV, under the filter of the page; fetching it leaves a trail."""
    rule = get_object_or_404(TierRule, pk=pk)
    run = _shown(request, finished_runs(rule))
    if run is None:
        raise Http404
    _form, wanted = _wanted(request, groups_of(request.scope, run), run)
    record_read(subject=run, by=request.user, office_id=request.scope.office_id, rule=rule.pk)
    lines: Iterator[str] = csv_lines(changes(request.scope, run, wanted))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="intensitas-{slugify(rule.version)}-{run.pk}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def tier_recompute_all(request: PortalRequest, pk: int) -> HttpResponse:
    """All clients worked out with the rule in force, after a dry run whose figures stand beside the question."""
    rule = get_object_or_404(TierRule, pk=pk)
    context = page_context(rule, "runs")
    trial = trial_of_this(rule)
    form, status = RecomputeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if trial is None:
            form.add_error(None, _("Uji dampaknya dulu: tombolnya ada di halaman ini."))
        elif form.is_valid():
            try:
                request_run(rule_id=pk, is_dry=False, by=request.user, scope=request.scope, **form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
                status = 422 if error.http_status < 409 else error.http_status
            else:
                messages.success(request, _("Semua klien sedang dihitung ulang. Kemajuannya tampil di halaman ini."))
                return redirect("clients:tier_run", pk=pk)
    picture = picture_of(trial, groups_of(request.scope, trial), Wanted()) if trial else None
    context |= {"form": form, "trial": trial, "picture": picture}
    return render(request, "clients/tier_recompute_all.html", context, status=status)
