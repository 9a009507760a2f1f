"""Doors of the workload: an office's PKs, the offices of a Kanwil or the nation, and reductions for a while."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.paging import keyset_page, next_url
from clients.actions.workload import end_reduction, record_reduction
from clients.forms.workload import ReductionForm
from clients.permissions.guidance import ASSIGN
from clients.queries.workload import (
    SET,
    VIEW,
    Load,
    added,
    kept_reductions,
    ladder_in_force,
    nation_loads,
    office_loads,
    offices_of,
    reducible,
    share_used,
    span_of,
)
from clients.rules.tiers import TierLadder
from clients.rules.workload import Weight
from clients.views.answers import REFUSED

FORM = require_http_methods(["GET", "HEAD", "POST"])
# A chart of more columns than this cannot be read; the table holds all.
CHARTED = 30


@require_safe
@requires(VIEW)
def workload(request: PortalRequest) -> HttpResponse:
    """One's own office, or the offices in reach as rows."""
    offices = offices_of(request.scope)
    ladder = ladder_in_force()
    if ladder is None or not offices:
        return render(request, "clients/workload_none.html", {"has_rule": ladder is not None})
    if len(offices) == 1:
        return _office(request, offices[0], ladder, parent_url="")
    rows = nation_loads(request.scope, ladder)
    clients, points = sum(row.held.clients for row in rows), sum(row.held.points for row in rows)
    capacity = sum(row.capacity for row in rows)
    context = {
        "rows": rows,
        "clients": clients,
        "used": share_used(points, capacity),
        "over": sum(row.over for row in rows),
        "officers": sum(row.officers for row in rows),
        "unassigned": sum(row.unassigned for row in rows),
        "ladder": ladder,
        "chart": _chart([(row.office.name, row.held.points, row.capacity) for row in rows], _("Kantor")),
    }
    return render(request, "clients/workload_offices.html", context)


@require_safe
@requires(VIEW)
def workload_office(request: PortalRequest, pk: int) -> HttpResponse:
    """One office of several in reach."""
    office = next((each for each in offices_of(request.scope) if each.pk == pk), None)
    if office is None:
        raise Http404
    ladder = ladder_in_force()
    if ladder is None:
        return render(request, "clients/workload_none.html", {"has_rule": False})
    return _office(request, office, ladder, parent_url=reverse("clients:workload"))


def _office(request: PortalRequest, office: Office, ladder: TierLadder, parent_url: str) -> HttpResponse:
    rows = office_loads(request.scope, office, ladder)
    here = [row for row in rows if row.is_here]
    full = request.full_scope
    is_own = all(reach.own_only for reach in request.scope.reaches)
    whole = added(row.held for row in rows)
    capacity = sum(row.capacity for row in here)
    context = {
        "office": office,
        "parent_url": parent_url,
        "rows": rows,
        "is_own": is_own,
        "ladder": ladder,
        "whole": whole,
        "capacity": capacity,
        "used": share_used(sum(row.held.points for row in here), capacity),
        "over": sum(row.weight == Weight.OVER for row in here),
        "near": sum(row.weight == Weight.NEAR for row in here),
        "late": sum(row.late for row in rows),
        "unassigned": sum(row.held.clients for row in rows if row.officer is None),
        # The list filters by officer only for who appoints them; a Kanwil's and the nation's staff open no client.
        "may_list": full.holds(ASSIGN) and full.narrowed(ASSIGN).covers(ASSIGN, office_id=office.pk),
        "may_set": full.covers(SET, office_id=office.pk),
        "chart": None if is_own else _chart([_column(row) for row in here], _("PK")),
    }
    return render(request, "clients/workload_office.html", context)


def _column(row: Load) -> tuple[str, int, int]:
    return row.officer.name if row.officer else "", row.held.points, row.capacity


def _chart(columns: list[tuple[str, int, int]], label: str) -> dict[str, Any] | None:
    """Bars of points beside bars of capacity; None where there is nothing to compare."""
    if not columns or len(columns) > CHARTED:
        return None
    return {
        "category_label": label,
        "categories": [name for name, _points, _capacity in columns],
        "series": [
            {"name": _("Beban (poin)"), "data": [points for _name, points, _capacity in columns]},
            {"name": _("Kapasitas (poin)"), "data": [capacity for _name, _points, capacity in columns]},
        ],
    }


@require_safe
@requires(SET)
def reduction_list(request: PortalRequest) -> HttpResponse:
    page = keyset_page(kept_reductions(request.scope), order=("-from_on", "-pk"), cursor=request.GET.get("after", ""))
    for row in page.rows:
        today, span = today_in(row.office.zone), span_of(row)
        row.holds = span.holds_on(today)
        row.may_end = row.ended_at is None and row.to_on >= today and row.officer_id != request.user.pk
    context = {"rows": page.rows, "is_first": page.is_first, "next_url": next_url(request.GET, page)}
    return render(request, "clients/workload_reductions.html", context)


@FORM
@requires(SET)
def reduction_new(request: PortalRequest) -> HttpResponse:
    officers = [user for user, _office in reducible(request.scope) if user.pk != request.user.pk]
    asked = row_number(request.GET.get("pk", ""))
    form = ReductionForm(request.POST or None, officers=officers, initial={"officer": asked, "from_on": today_in()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            kept = record_reduction(
                officer_id=values["officer"],
                percent=values["percent"],
                from_on=values["from_on"],
                to_on=values["to_on"],
                reason=values["reason"],
                by=request.user,
                scope=request.scope,
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            done = (
                _("Pengurangan dicatat.")
                if kept.is_new
                else _("Pengurangan ini sudah tercatat; tidak dicatat dua kali.")
            )
            messages.success(request, done)
            return redirect("clients:reduction_list")
    status = REFUSED if request.method == "POST" else 200
    return render(request, "clients/workload_reduction_new.html", {"form": form}, status=status)


@FORM
@requires(SET)
def reduction_end(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(kept_reductions(request.scope), pk=pk)
    if request.method == "POST":
        end_reduction(reduction_id=pk, by=request.user, scope=request.scope)
        messages.success(request, _("Pengurangan diakhiri; kapasitas PK kembali penuh mulai hari ini."))
        return redirect("clients:reduction_list")
    context = {"row": row, "cancel_url": reverse("clients:reduction_list")}
    return render(request, "clients/workload_reduction_end.html", context)
