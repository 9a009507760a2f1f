"""Lines of a plan: the form, taking one out, carrying one out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import tell_saved
from bapas_portal.core.wordings import both_wordings
from clients.models import Guidance, Need
from clients.queries.needs import NamedNeed, named, open_needs
from programs.actions import line as actions
from programs.forms.plan import LineForm, MoveForm
from programs.models import PlanLine
from programs.queries.catalogue import expected
from programs.queries.plan import approved_line_ids, moves_of
from programs.views.plan import visible_guidance

PLAN_MONTHS = 3
"""Proposed length of a line; the officer changes it."""


@require_http_methods(["GET", "POST"])
@requires("programs.write_plan")
def line_add(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = visible_guidance(request, guidance_pk)
    needs = open_needs(guidance)
    need = _chosen(needs, request.POST.get("need") or request.GET.get("need", ""))
    form = LineForm(
        request.POST or None,
        guidance=guidance,
        needs=needs,
        need=need,
        dosages=expected(request.scope, guidance),
        initial=_proposal(request, guidance, need),
    )
    if request.method == "POST" and form.is_valid():
        try:
            line = actions.add_line(
                guidance_id=guidance.pk,
                form_key=form.cleaned_data["form_key"],
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, line, _("Baris rencana tersimpan."))
            return redirect("programs:plan_detail", guidance.pk)
    return _line_page(request, form, guidance, needs)


def _chosen(needs: list[NamedNeed], wanted: str) -> Need | None:
    """The need asked for, else the most pressing."""
    found = [row.need for row in needs if str(row.need.pk) == wanted]
    return found[0] if found else needs[0].need if needs else None


def _proposal(request: PortalRequest, guidance: Guidance, need: Need | None) -> dict[str, Any]:
    today = today_in(guidance.office.zone)
    return {
        "form_key": LineForm.new_key(),
        "need": need.pk if need else None,
        "start_on": today,
        "due_on": add_months(today, PLAN_MONTHS),
        "responsible": guidance.officer_id or request.user.pk,
    }


@require_http_methods(["GET", "POST"])
@requires("programs.write_plan")
def line_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a line. A line saved elsewhere meanwhile comes back with both wordings, nothing written over."""
    line = visible_line(request, pk)
    guidance = line.plan.guidance
    needs = _needs_with(line, guidance)
    form = LineForm(
        request.POST or None,
        guidance=guidance,
        needs=needs,
        need=line.need,
        line=line,
        dosages=expected(request.scope, guidance),
        initial=LineForm.initial_of(line),
    )
    conflict: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_line(
                line_id=line.pk,
                lock_version=form.cleaned_data["lock_version"] or 0,
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except actions.StaleEdit:
            # Read again: the other window may have saved between our reading and the action's lock.
            line = visible_line(request, pk)
            conflict = both_wordings(form, LineForm.initial_of(line))
            form.data = {**request.POST.dict(), "lock_version": str(line.lock_version)}
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan baris tersimpan."))
            return redirect("programs:plan_detail", guidance.pk)
    return _line_page(request, form, guidance, needs, line=line, conflict=conflict)


def visible_line(request: PortalRequest, pk: int) -> PlanLine:
    rows = (
        PlanLine.objects.visible_to(request.scope)
        .current()
        .select_related("plan__guidance__client", "plan__guidance__office", "need__assessment", "intervention")
    )
    return get_object_or_404(rows, pk=pk)


def _needs_with(line: PlanLine, guidance: Guidance) -> list[NamedNeed]:
    """Open needs, and the line's own where it was closed since."""
    needs = open_needs(guidance)
    return needs if any(row.need.pk == line.need_id for row in needs) else [*named([line.need]), *needs]


@require_http_methods(["GET", "POST"])
@requires("programs.write_plan")
def line_remove(request: PortalRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    back = reverse("programs:plan_detail", args=[line.plan.guidance_id])
    if request.method == "POST":
        seen = row_number(request.POST.get("lock_version", ""))
        try:
            actions.remove_line(
                line_id=line.pk, lock_version=-1 if seen is None else seen, by=request.user, scope=request.scope
            )
        except WrongState as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Baris dikeluarkan dari rencana."))
        return redirect(back)
    return render(
        request, "programs/line_remove.html", {"line": line, "guidance": line.plan.guidance, "cancel_url": back}
    )


@require_http_methods(["GET", "POST"])
@requires("programs.write_plan")
def line_move(request: PortalRequest, pk: int) -> HttpResponse:
    """Start, finish or stop a line, from a day on."""
    line = visible_line(request, pk)
    guidance = line.plan.guidance
    moves = moves_of(line, approved_line_ids(line.plan))
    form = MoveForm(request.POST or None, moves=moves, initial={"on": today_in(guidance.office.zone)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.move_line(
                line_id=line.pk, to=data["to"], on=data["on"], note=data["note"], by=request.user, scope=request.scope
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Status baris tersimpan."))
            return redirect("programs:plan_detail", guidance.pk)
    return render(
        request,
        "programs/line_move.html",
        {"form": form, "line": line, "guidance": guidance, "moves": moves},
        status=_status(form),
    )


def _line_page(
    request: PortalRequest,
    form: LineForm,
    guidance: Guidance,
    needs: list[NamedNeed],
    line: PlanLine | None = None,
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:
    context = {"form": form, "guidance": guidance, "needs": needs, "line": line, "conflict": conflict or []}
    return render(request, "programs/line_form.html", context, status=409 if conflict else _status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
