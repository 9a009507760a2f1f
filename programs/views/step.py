"""Steps of a plan's line: the form, taking one out, ticking one off."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.wordings import both_wordings
from programs.actions import step as actions
from programs.choices_plan import StepState
from programs.forms.step import StepForm, StepMoveForm
from programs.models import PlanLine, PlanStep
from programs.queries.plan import approved_step_ids
from programs.queries.plan_referral import is_done_by_partner, referral_of
from programs.rules.moves import step_moves
from programs.views.line import visible_line

methods = require_http_methods(["GET", "POST"])


def _visible_step(request: PortalRequest, pk: int) -> PlanStep:
    related = ("line__plan__guidance__client", "line__plan__guidance__office")
    return get_object_or_404(PlanStep.objects.visible_to(request.scope).current().select_related(*related), pk=pk)


def _back(line: PlanLine) -> HttpResponseRedirect:
    return redirect(reverse("programs:plan_detail", args=[line.plan.guidance_id]) + f"#baris-{line.pk}")


@methods
@requires("programs.write_plan")
def step_add(request: PortalRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    form = StepForm(request.POST or None, initial=StepForm.initial_for(line))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            step = actions.add_step(line_id=pk, form_key=key, by=request.user, scope=request.scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, step, _("Langkah tersimpan."))
            return _back(line)
    return _step_page(request, form, line)


@methods
@requires("programs.write_plan")
def step_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a step. One saved elsewhere meanwhile comes back with both wordings, nothing written over."""
    step = _visible_step(request, pk)
    form = StepForm(request.POST or None, initial=StepForm.initial_of(step))
    conflict: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["lock_version"] or 0
        try:
            actions.change_step(step_id=pk, lock_version=seen, by=request.user, scope=request.scope, **form.values())
        except StaleEdit:
            # Read again: the other window may have saved between our reading and the action's lock.
            step = _visible_step(request, pk)
            conflict = both_wordings(form, StepForm.initial_of(step))
            form.data = {**request.POST.dict(), "lock_version": str(step.lock_version)}
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan langkah tersimpan."))
            return _back(step.line)
    return _step_page(request, form, step.line, step=step, conflict=conflict)


@methods
@requires("programs.write_plan")
def step_remove(request: PortalRequest, pk: int) -> HttpResponse:
    step = _visible_step(request, pk)
    if request.method == "POST":
        seen = row_number(request.POST.get("lock_version", ""))
        seen = -1 if seen is None else seen
        try:
            actions.remove_step(step_id=pk, lock_version=seen, by=request.user, scope=request.scope)
        except WrongState as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Langkah dikeluarkan dari baris."))
        return _back(step.line)
    cancel_url = reverse("programs:plan_detail", args=[step.line.plan.guidance_id])
    return render(request, "programs/step_remove.html", {"step": step, "cancel_url": cancel_url})


@methods
@requires("programs.write_plan")
def step_move(request: PortalRequest, pk: int) -> HttpResponse:
    """Tick a step off, or say why it was not done."""
    step = _visible_step(request, pk)
    guidance = step.line.plan.guidance
    is_approved = pk in approved_step_ids(step.line.plan)
    moves = step_moves(step.state) if is_approved else []
    referred = referral_of(step, request.full_scope)
    first = {"on": today_in(guidance.office.zone), "form_key": uuid.uuid4()}
    is_proposed = is_done_by_partner(step, referred)
    if is_proposed and referred is not None:
        first |= {"to": StepState.DONE, "on": referred.referral.ended_on or first["on"]}
    form = StepMoveForm(request.POST or None, moves=moves if request.method != "POST" else _all_moves(), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_step(step_id=pk, by=request.user, scope=request.scope, **form.cleaned_data)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, moved, _("Status langkah tersimpan."))
            return _back(step.line)
    context = {"form": form, "step": step, "guidance": guidance, "moves": moves, "is_approved": is_approved}
    context |= {"referred": referred, "is_proposed": is_proposed}
    return render(request, "programs/step_move.html", context, status=_status(form))


def _step_page(
    request: PortalRequest,
    form: StepForm,
    line: PlanLine,
    step: PlanStep | None = None,
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:
    context = {"form": form, "line": line, "guidance": line.plan.guidance, "step": step, "conflict": conflict or []}
    return render(request, "programs/step_form.html", context, status=409 if conflict else _status(form))


def _all_moves() -> list[Any]:
    """A second send arrives after the move: the action must see it to say so."""
    return list(StepState)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
