"""The ladder after missed sessions: what needs a step, taking it, deciding it, and its letter."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from programs.actions.service_step import decide_step, take_step
from programs.files.service_step import letter_pdf
from programs.forms.service_step import StepDecisionForm, StepForm
from programs.models import ServiceAttendance, ServiceStep
from programs.queries import service_step as queries
from programs.queries.service_sheet import printable_orders, sheet_of

methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50
ORDER = ("seat__session__held_on", "pk")


@require_safe
@requires("programs.view_service")
def service_misses(request: PortalRequest) -> HttpResponse:
    """Misses without a step, the oldest first; above them the steps that wait for the reader's decision."""
    page = keyset_page(queries.misses(request.scope), order=ORDER, cursor=request.GET.get("after", ""))
    steps = queries.proposals(page.rows)
    rows = [(row, steps[row.order_id], _may(request, "programs.write_service", row)) for row in page.rows]
    deciding = queries.waiting(request.full_scope.narrowed("programs.correct_hours"))
    context = {
        "rows": rows,
        "waiting": deciding.exclude(by=request.user)[:PAGE],
        "waiting_count": deciding.exclude(by=request.user).count(),
        "next_url": next_url(request.GET, page),
        "is_first": page.is_first,
    }
    return render(request, "programs/service_misses.html", context)


def _may(request: PortalRequest, permission: str, row: ServiceAttendance) -> bool:
    guidance = row.order.guidance
    return request.full_scope.covers(
        permission, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


@methods
@requires("programs.write_service")
def step_take(request: PortalRequest, pk: int) -> HttpResponse:
    """The next step for one miss, proposed; a person takes it."""
    rows = ServiceAttendance.objects.visible_to(request.scope).filter(outcome="MISSED")
    miss = get_object_or_404(rows.select_related("seat__session__site", "by", *queries.GUIDANCE), pk=pk)
    proposed = queries.proposals([miss])[miss.order_id]
    today = today_in(miss.order.guidance.office.zone)
    first = StepForm.first_values() | {"step": proposed, "taken_on": today}
    form = StepForm(request.POST or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                step = take_step(miss_id=pk, by=request.user, scope=request.scope, **form.values())
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, step, gettext_lazy("Langkah tercatat."))
                return redirect("programs:service_detail", miss.order.guidance_id)
    steps = queries.steps_of(miss.order_id)
    context = {"miss": miss, "guidance": miss.order.guidance, "proposed": proposed, "form": form, "steps": steps}
    return render(request, "programs/service_step_take.html", context, status=status)


@methods
@requires("programs.correct_hours")
def step_decide(request: PortalRequest, pk: int) -> HttpResponse:
    """The head of the Bapas or of the section decides a hearing or a report that somebody else asked for."""
    rows = ServiceStep.objects.visible_to(request.scope)
    step = get_object_or_404(rows.select_related("miss__seat__session", "by", *queries.GUIDANCE), pk=pk)
    form = StepDecisionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                act = decide_step(step_id=pk, by=request.user, scope=request.scope, **form.values())
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, act, gettext_lazy("Keputusan tersimpan."))
                return redirect("programs:service_misses")
    steps, line = queries.steps_of(step.order_id), queries.line_of(step)
    context = {"step": step, "guidance": step.order.guidance, "form": form, "line": line, "steps": steps}
    return render(request, "programs/service_step_decide.html", context, status=status)


@require_safe
@requires("programs.view_service")
def step_letter(request: PortalRequest, pk: int) -> HttpResponse:
    """The letter of a step that stands as PDF: warning, summons, or report to the prosecutor; else 409 says why."""
    step = get_object_or_404(
        ServiceStep.objects.visible_to(request.scope).select_related("miss__seat__session__site"), pk=pk
    )
    order = get_object_or_404(printable_orders(request.scope), pk=step.order_id)
    guidance = order.guidance
    sheet = sheet_of(order, scope=request.scope, today=today_in(guidance.office.zone))
    # A letter printed again says what it said: nothing of the misses that came after it.
    misses = [line.step.miss for line in queries.counted(queries.steps_of(order.pk)) if line.step.pk <= step.pk]
    file = letter_pdf(sheet, queries.line_of(step), misses, by=request.user.name, at=timezone.now())
    digest = hashlib.sha256(file).hexdigest()
    record_read(subject=step, by=request.user, office_id=guidance.office_id, act="printed", digest=digest)
    headers = {
        "Content-Disposition": f'inline; filename="surat-{step.pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
