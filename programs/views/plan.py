"""The plan of a guidance period: reading it, handing it in, deciding on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from clients.models import Guidance
from partners.permissions import may_refer
from programs import permissions
from programs.actions.plan import decide_plan, submit_plan
from programs.choices import PlanState
from programs.forms.plan import DecisionForm
from programs.models import ActionPlan, PlanVersion
from programs.queries import plan as queries
from programs.queries.carry import has_offers
from programs.queries.catalogue import expected
from programs.queries.goals import VIEW
from programs.queries.line_guiding import put_guiding
from programs.queries.plan_answer import answers_of
from programs.queries.plan_referral import put_referrals
from programs.rules.content import step_words
from programs.rules.moves import EDITABLE_PLAN
from programs.views.plan_around import around


@require_safe
@requires("programs.view_plan")
def plan_detail(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """The plan beside the needs it answers; a trail is left of the reading."""
    guidance = visible_guidance(request, guidance_pk)
    record_read(subject=guidance, by=request.user, part="plan")
    return render(request, "programs/plan_detail.html", plan_context(request, guidance))


def visible_guidance(request: PortalRequest, pk: int) -> Guidance:
    """The guidance period in the request's scope, with its person and office; else 404."""
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "case", "office", "officer")
    return get_object_or_404(rows, pk=pk)


def plan_context(request: PortalRequest, guidance: Guidance, decision: DecisionForm | None = None) -> dict[str, Any]:
    plan = ActionPlan.objects.visible_to(request.scope).filter(guidance=guidance).first()
    lines = put_guiding(queries.lines_of(plan)) if plan else []
    put_referrals(lines, guidance, request.full_scope)
    dosages = expected(request.scope, guidance) if lines else {}
    for line in lines:
        vars(line)["expected"] = dosages.get(line.intervention_id, "")
    versions = queries.versions_of(plan) if plan else []
    approved = queries.approved_version(versions)
    waiting = next((version for version in versions if not version.decision), None)
    may_write = guidance.ended_on is None and permissions.may_write_plan(guidance, request.full_scope)
    may_edit = may_write and (plan is None or plan.state in EDITABLE_PLAN)
    may_approve = waiting is not None and permissions.may_approve_plan(guidance, request.full_scope)
    own = waiting is not None and permissions.is_own_submission(waiting, request.user)
    return {
        "guidance": guidance,
        "plan": plan,
        "groups": queries.needs_with_lines(guidance, lines),
        "line_count": len(lines),
        "versions": versions,
        "approved": approved,
        "waiting": waiting,
        "returned": versions[0] if versions and versions[0].decision == PlanState.RETURNED else None,
        "changes": _changes(plan, approved),
        "movable": queries.approved_line_ids(plan) if plan and may_write else frozenset(),
        "tickable": queries.approved_step_ids(plan) if plan and may_write else frozenset(),
        "today": today_in(guidance.office.zone),
        "may_edit": may_edit,
        "may_carry": may_edit and has_offers(request.full_scope.narrowed(VIEW), guidance),
        "may_submit": may_write and plan is not None and plan.state in (PlanState.DRAFT, PlanState.RETURNED),
        "may_move": may_write,
        "may_refer": may_write and may_refer(guidance, request.full_scope),
        "may_decide": may_approve and not own,
        "is_own_submission": may_approve and own,
        "decision_form": decision or DecisionForm(initial={"version": waiting.number if waiting else None}),
    } | around(request, guidance, versions, may_write)


def _changes(plan: ActionPlan | None, approved: PlanVersion | None) -> list[Any]:
    return queries.changes_since(approved, plan) if plan and plan.state != PlanState.APPROVED else []


@require_POST
@requires("programs.write_plan")
def plan_submit(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = visible_guidance(request, guidance_pk)
    try:
        submit_plan(
            guidance_id=guidance.pk,
            lock_version=row_number(request.POST.get("lock_version", "")),
            by=request.user,
            scope=request.scope,
        )
    except (Invalid, WrongState) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Rencana aksi diajukan kepada atasan untuk diperiksa."))
    return redirect("programs:plan_detail", guidance.pk)


@require_POST
@requires("programs.approve_plan")
def plan_decide(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """Approve or return. The buttons stand on the plan's page; a faulty form comes back there as it was typed."""
    guidance = visible_guidance(request, guidance_pk)
    form = DecisionForm(request.POST)
    get_object_or_404(ActionPlan.objects.visible_to(request.scope), guidance=guidance)
    if not form.is_valid():
        if "version" in form.errors:
            return redirect("programs:plan_detail", guidance.pk)
        return render(request, "programs/plan_detail.html", plan_context(request, guidance, form), status=422)
    approve = request.POST.get("decision") == "approve"
    try:
        decide_plan(
            guidance_id=guidance.pk,
            approve=approve,
            version_number=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
            by=request.user,
            scope=request.scope,
        )
    except Invalid as error:
        put_errors(form, error)
        return render(request, "programs/plan_detail.html", plan_context(request, guidance, form), status=422)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Rencana aksi disetujui.") if approve else _("Rencana aksi dikembalikan."))
    return redirect("programs:plan_detail", guidance.pk)


@require_safe
@requires("programs.view_plan")
def plan_version(request: PortalRequest, guidance_pk: int, number: int) -> HttpResponse:
    """One version as it was handed in, word for word."""
    guidance = visible_guidance(request, guidance_pk)
    rows = PlanVersion.objects.visible_to(request.scope).select_related("submitted_by", "decided_by")
    version = get_object_or_404(rows, plan__guidance=guidance, number=number)
    record_read(subject=guidance, by=request.user, part="plan_version", number=number)
    answers = answers_of(request.scope, [version]).get(version.pk, [])
    return render(
        request,
        "programs/plan_version.html",
        {"guidance": guidance, "version": version, "lines": dated_lines(version), "answers": answers},
    )


def dated_lines(version: PlanVersion) -> list[dict[str, Any]]:
    """The lines of a version's content, their days as dates and their steps in words."""
    return [_dated(line) for line in version.content["lines"]]


def _dated(line: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(line[name]) for name in ("start_on", "due_on")}
    return line | days | {"step_words": [step_words(step) for step in line.get("steps", ())]}
