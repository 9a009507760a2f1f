"""Sessions of a client: the file's tab, recording one, the day's list, and cancelling."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import tell_saved
from clients.models import Guidance
from programs.actions import session as actions
from programs.forms.guiding import ReasonForm, SingleSessionForm
from programs.models import GuidanceSession
from programs.queries import guiding as queries
from programs.views.plan import visible_guidance

PAGE_ROWS = 30


@require_safe
@requires("programs.view_session")
def guiding_detail(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """A client's sessions, newest first, with attendance in words. A trail is left of the reading."""
    guidance = visible_guidance(request, guidance_pk)
    record_read(subject=guidance, by=request.user, part="sessions")
    rows = queries.attended_by(guidance)
    page = Paginator(rows, PAGE_ROWS).get_page(row_number(request.GET.get("page", "")) or 1)
    context = {
        "guidance": guidance,
        "summary": queries.summary_of(guidance),
        "page": page,
        "enrolments": guidance.enrolments.select_related("programme", "plan_line").order_by("-pk"),
        "today": today_in(guidance.office.zone),
        "may_write": guidance.ended_on is None and _may_write(request, guidance),
        "may_open": request.full_scope.covers(queries.VIEW, office_id=guidance.office_id),
    }
    return render(request, "programs/guiding_detail.html", context)


def _may_write(request: PortalRequest, guidance: Guidance) -> bool:
    return request.full_scope.covers(
        actions.WRITE_SINGLE,
        office_id=guidance.office_id,
        officer_id=guidance.officer_id,
        is_child=guidance.is_child,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_session")
def session_new(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = visible_guidance(request, guidance_pk)
    first = SingleSessionForm.first_values() | {"held_on": today_in(guidance.office.zone), "mark": "PRESENT"}
    form = SingleSessionForm(request.POST or None, lines=queries.lines_to_serve(guidance), initial=first)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.record_single(
                    guidance_id=guidance.pk, by=request.user, scope=request.scope, **form.values()
                )
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, _("Pertemuan tercatat."))
                return redirect("programs:guiding_detail", guidance.pk)
    return render(request, "programs/session_form.html", {"guidance": guidance, "form": form}, status=status)


@require_safe
@requires("programs.view_programme")
def session_today(request: PortalRequest) -> HttpResponse:
    """Today's groups of the office, and one's clients whose next date is today or has gone by."""
    day = queries.today_of(request.scope)
    expected = queries.expected_by(request.full_scope, day)
    page = Paginator(expected, PAGE_ROWS).get_page(row_number(request.GET.get("page", "")) or 1)
    context: dict[str, Any] = {
        "day": day,
        "groups": list(queries.groups_on(request.full_scope, day)),
        "page": page,
        "may_write": request.full_scope.holds(queries.WRITE),
    }
    return render(request, "programs/session_today.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def session_cancel(request: PortalRequest, pk: int) -> HttpResponse:
    """Cancel a session recorded wrongly: a client's by who writes for that client, a group's by its office."""
    session, status = _cancellable(request, pk), 200
    form = ReasonForm(request.POST or None)
    if session.guidance_id:
        back = reverse("programs:guiding_detail", args=[session.guidance_id])
    else:
        back = reverse("programs:session_sheet", args=[pk])
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.cancel_session(session_id=pk, by=request.user, scope=request.full_scope, **form.cleaned_data)
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Pertemuan dibatalkan; catatannya tetap ada."))
                return redirect(back)
    context = {
        "title": _("Batalkan pertemuan"),
        "subtitle": session.topic,
        "form": form,
        "back_url": back,
        "back_label": session.topic,
    }
    return render(request, "programs/guiding_act.html", context, status=status)


def _cancellable(request: PortalRequest, pk: int) -> GuidanceSession:
    scope = request.full_scope
    single = GuidanceSession.objects.visible_to(scope.narrowed(actions.WRITE_SINGLE)).exclude(guidance=None)
    group = GuidanceSession.groups.visible_to(scope.narrowed(actions.WRITE_GROUP))
    found: GuidanceSession | None = single.filter(pk=pk).first() or group.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
