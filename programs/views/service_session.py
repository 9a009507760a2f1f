"""Sessions at work sites: the office's weeks, one with who sits in it, opening, the supervisor, cancelling."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.once import tell_saved
from programs.actions.service_session import cancel_session, open_session
from programs.actions.service_supervisor import open_ahead, set_supervisor
from programs.choices import SeatState, SessionState
from programs.forms.service_session import CancelSessionForm, SessionFilterForm, SessionForm, SupervisorForm
from programs.models import ServiceSession
from programs.queries import service_session as queries
from programs.queries.guiding import today_of
from programs.views.acting import act_and_return
from programs.views.offices import offices_with

methods = require_http_methods(["GET", "HEAD", "POST"])
WEEK = timedelta(days=7)


@require_safe
@requires("programs.view_service_session")
def service_session_list(request: PortalRequest) -> HttpResponse:
    """The sessions of a week (`minggu`: any of its days; without it this week)."""
    offices = offices_with(request.full_scope, queries.VIEW)
    form = SessionFilterForm(request.GET or None, offices=offices, sites=queries.sites_of(request.scope))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    today = today_of(request.scope)
    monday = queries.monday_of(wanted.get("minggu") or today)
    sunday = min(monday, date.max - WEEK) + timedelta(days=6)
    rows = queries.sessions_between(request.scope, monday, sunday)
    for name in ("site", "state"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("office"):
        rows = rows.filter(office__path__startswith=wanted["office"].path)
    found = list(rows)
    live = [row for row in found if row.state != SessionState.CANCELLED]
    may_write = list(offices_with(request.full_scope, queries.WRITE))
    context = {
        "form": form,
        "days": queries.by_day(found, today),
        "monday": monday,
        "sunday": sunday,
        "before": _week_url(request, monday, -WEEK),
        "after": _week_url(request, monday, WEEK),
        "is_this_week": monday <= today <= sunday,
        "count": len(live),
        "taken": sum(getattr(row, "taken", 0) for row in live),
        "seats": sum(row.seats for row in live),
        "writing_offices": may_write,
        "may_supervise": request.full_scope.holds(queries.SUPERVISE),
    }
    return render(request, "programs/service_session_list.html", context)


def _week_url(request: PortalRequest, monday: date, step: timedelta) -> str:
    """The address of the week before or after with the filters kept; "" past the calendar's ends."""
    try:
        other = monday + step
    except OverflowError:
        return ""
    kept = request.GET.copy()
    kept["minggu"] = other.isoformat()
    return f"?{kept.urlencode()}"


def visible_session(request: PortalRequest, pk: int) -> ServiceSession:
    """The session in the request's scope, with `taken`; else 404."""
    rows = queries.with_taken(ServiceSession.objects.visible_to(request.scope))
    return get_object_or_404(rows.select_related("site__organisation", "office", "supervisor", "created_by"), pk=pk)


@require_safe
@requires("programs.view_service_session")
def service_session_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """A session and who sits in it. A trail is left of the reading."""
    session = visible_session(request, pk)
    record_read(subject=session, by=request.user, office_id=session.office_id, part="seats")
    lines = queries.seat_lines(session, request.scope, request.full_scope)
    may_write = request.full_scope.covers(queries.WRITE, office_id=session.office_id)
    is_planned = session.state == SessionState.PLANNED
    is_written = any(line.seat.state != SeatState.BOOKED for line in lines)
    context = {
        "session": session,
        "lines": lines,
        "is_past": session.held_on < today_in(session.office.zone),
        "is_due": session.held_on <= today_in(session.office.zone),
        "may_supervise": request.full_scope.covers(queries.SUPERVISE, office_id=session.office_id),
        "may_name": may_write and session.state != SessionState.CANCELLED,
        "may_cancel": may_write and is_planned and not is_written,
        "may_view_service": request.full_scope.holds("programs.view_service"),
    }
    return render(request, "programs/service_session_detail.html", context)


@methods
@requires("programs.write_service_session")
def service_session_new(request: PortalRequest) -> HttpResponse:
    offices = offices_with(request.full_scope, queries.WRITE)
    office = offices.filter(pk=request.scope.office_id or 0).first() or offices.first()
    first = SessionForm.first_values() | {"office": office, "starts_at": "08:00", "ends_at": "12:00", "seats": 5}
    form = SessionForm(request.POST or None, offices=offices, sites=queries.sites_for(offices), initial=first)

    def act(**values: Any) -> str:
        where = form.cleaned_data["office"].pk
        made = open_session(office_id=where, by=request.user, scope=request.full_scope, **values)
        tell_saved(request, made, _("Sesi dibuka."))
        return reverse("programs:service_session_detail", args=[made.pk])

    page = {
        "title": _("Buka sesi kerja sosial"),
        "subtitle": _("Di luar jadwal mingguan tempat kerja."),
        "back_url": reverse("programs:service_session_list"),
        "back_label": _("Sesi kerja sosial"),
    }
    return act_and_return(request, form, act, page=page)


@require_POST
@requires("programs.write_service_session")
def service_session_open(request: PortalRequest, pk: int) -> HttpResponse:
    """Open the sessions of an office's weekly times for the weeks ahead; sent again it adds nothing."""
    office = get_object_or_404(offices_with(request.full_scope, queries.WRITE), pk=pk)
    opened = open_ahead(office_id=office.pk, by=request.user, scope=request.full_scope)
    if opened:
        text = ngettext(
            "%(n)s sesi dibuka menurut jadwal mingguan.", "%(n)s sesi dibuka menurut jadwal mingguan.", opened
        )
        messages.success(request, text % {"n": opened})
    else:
        messages.info(request, _("Tidak ada sesi baru: semua sesi menurut jadwal mingguan sudah dibuka."))
    return redirect("programs:service_session_list")


@methods
@requires("programs.write_service_session")
def service_session_supervisor(request: PortalRequest, pk: int) -> HttpResponse:
    session = visible_session(request, pk)
    first = {"supervisor_id": session.supervisor_id, "lock_version": session.lock_version}
    form = SupervisorForm(
        request.POST or None,
        people=queries.supervisors_of(session.office),
        with_later=session.slot_id is not None,
        initial=first,
    )

    def act(**values: Any) -> None:
        number = set_supervisor(session_id=pk, by=request.user, scope=request.scope, **values)
        text = ngettext("Pengawas %(n)s sesi tersimpan.", "Pengawas %(n)s sesi tersimpan.", number)
        messages.success(request, text % {"n": number} if number else _("Tidak ada yang berubah."))

    return act_and_return(request, form, act, page=_page(session, _("Tunjuk pengawas")))


@methods
@requires("programs.write_service_session")
def service_session_cancel(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks first: it cannot be undone, and says how many clients lose their seat."""
    session = visible_session(request, pk)
    form = CancelSessionForm(request.POST or None, initial={"lock_version": session.lock_version})

    def act(**values: Any) -> None:
        number = cancel_session(session_id=pk, by=request.user, scope=request.scope, **values)
        text = ngettext(
            "Sesi dibatalkan; jadwal %(n)s klien disusun lagi.",
            "Sesi dibatalkan; jadwal %(n)s klien disusun lagi.",
            number,
        )
        nobody = _("Sesi dibatalkan. Tidak ada klien yang perlu dijadwalkan lagi.")
        messages.success(request, text % {"n": number} if number else nobody)

    page = _page(session, _("Batalkan sesi"))
    return act_and_return(request, form, act, page=page, template="programs/service_session_cancel.html")


def _page(session: ServiceSession, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "session": session,
        "subtitle": f"{session.site.name} · {date_format(session.held_on, 'l, j F Y')}",
        "back_url": reverse("programs:service_session_detail", args=[session.pk]),
        "back_label": session.site.name,
    }
