"""Sessions of a group: planning one, its list, and marking who came in one save."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bapas_portal.accounts.models import Office
from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions import session as actions
from programs.actions.attendance import Outcome, save_marks
from programs.choices import AttendanceKind
from programs.forms.guiding import GroupSessionForm, sent_marks
from programs.models import Attendance, GuidanceSession, Programme
from programs.queries import guiding as queries
from programs.rules.attendance import SentMark
from programs.views.enrolment import SHOWN, picked, search_of
from programs.views.offices import offices_with
from programs.views.programme import visible_programme

methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
@requires("programs.write_programme")
def programme_session(request: PortalRequest, pk: int) -> HttpResponse:
    return _plan(request, visible_programme(request, pk))


@methods
@requires("programs.write_programme")
def group_new(request: PortalRequest) -> HttpResponse:
    """A session of a group picked for this once."""
    return _plan(request, None)


def _plan(request: PortalRequest, programme: Programme | None) -> HttpResponse:
    offices = None if programme else offices_with(request.full_scope, queries.WRITE)
    office = programme.office if programme else _own_office(request, offices)
    zone = office.zone if office else "WIB"
    first = GroupSessionForm.first_values() | {"held_on": today_in(zone), "office": office}
    first["facilitator"] = programme.facilitator if programme else request.user.name
    form, status = GroupSessionForm(request.POST or None, offices=offices, initial=first), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            where = programme.office_id if programme else form.cleaned_data["office"].pk
            try:
                made = actions.plan_group(
                    office_id=where,
                    programme_id=programme.pk if programme else None,
                    by=request.user,
                    scope=request.full_scope,
                    **form.values(),
                )
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, _("Pertemuan tersimpan."))
                return redirect("programs:session_sheet", made.pk)
    context = {
        "title": _("Pertemuan kelompok"),
        "subtitle": programme.name if programme else "",
        "form": form,
        "back_url": reverse("programs:programme_detail", args=[programme.pk])
        if programme
        else reverse("programs:session_today"),
        "back_label": programme.name if programme else _("Bimbingan hari ini"),
    }
    return render(request, "programs/guiding_act.html", context, status=status)


def _own_office(request: PortalRequest, offices: Any) -> Office | None:
    found: Office | None = offices.filter(pk=request.scope.office_id or 0).first() or offices.first()
    return found


def _visible(request: PortalRequest, pk: int) -> GuidanceSession:
    rows = GuidanceSession.groups.visible_to(request.scope).select_related("office", "programme", "cancelled_by")
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list as the page shows it: what was typed where that was not saved, else what stands."""

    line: queries.SheetRow
    mark: str
    note: str
    error: str = ""
    clash: Attendance | None = None

    @property
    def row(self) -> Attendance:
        return self.line.row


@methods
@requires("programs.view_programme")
def session_sheet(request: PortalRequest, pk: int) -> HttpResponse:
    """The list of a session; sent, all rows are saved at once but those another has changed meanwhile."""
    session = _visible(request, pk)
    may_write = request.full_scope.covers(queries.WRITE, office_id=session.office_id)
    sent: list[SentMark] = []
    errors: dict[str, Any] = {}
    outcome, status, message = Outcome(), 200, ""
    if request.method == "POST":
        if not may_write:
            raise NotAllowed(_("Hanya petugas kantor ini yang dapat mencatat kehadiran."))
        sent = sent_marks(request.POST)
        try:
            outcome = save_marks(session_id=pk, sent=sent, by=request.user, scope=request.full_scope)
        except (Invalid, WrongState) as error:
            errors = dict(error.fields) if isinstance(error, Invalid) else {}
            message, status = str(error.message), error.http_status
        else:
            _tell(request, outcome)
            if not outcome.clashes:
                return redirect("programs:session_sheet", pk)
            status = 409
    else:
        record_read(subject=session, by=request.user, office_id=session.office_id, part="sessions")
    rows = queries.sheet(session, request.full_scope)
    context = {
        "session": session,
        "rows": _shown(rows, sent if status != 200 else [], errors, outcome),
        "clashes": len(outcome.clashes),
        "message": message,
        "marks": AttendanceKind.choices,
        "may_write": may_write and session.cancelled_at is None,
        "is_due": session.held_on <= today_in(session.office.zone),
    }
    return render(request, "programs/session_sheet.html", context, status=status)


def _shown(
    rows: list[queries.SheetRow], sent: list[SentMark], errors: dict[str, Any], outcome: Outcome
) -> list[ShownRow]:
    typed = {each.attendance_id: each for each in sent}
    clashing = {row.pk for row in outcome.clashes}
    saved = {row.pk for row in outcome.saved}
    found = []
    for line in rows:
        row, mine = line.row, typed.get(line.row.pk)
        kept = mine is not None and row.pk not in saved and (errors or row.pk in clashing or not outcome.saved)
        stands = row.note if line.who.is_named else ""
        mark, note = (mine.mark, mine.note) if mine and kept else (row.mark, stands)
        found.append(ShownRow(line, mark, note, str(errors.get(str(row.pk), "")), row if row.pk in clashing else None))
    return found


def _tell(request: PortalRequest, outcome: Outcome) -> None:
    number = len(outcome.saved)
    if number:
        said = ngettext("Kehadiran %(n)s klien tersimpan.", "Kehadiran %(n)s klien tersimpan.", number)
        messages.success(request, said % {"n": number})
    elif not outcome.clashes:
        messages.info(request, _("Tidak ada yang berubah."))


@methods
@requires("programs.write_programme")
def session_list_more(request: PortalRequest, pk: int) -> HttpResponse:
    """Put clients on the list of a session of no programme."""
    session = _visible(request, pk)
    if request.method == "POST":
        try:
            actions.add_to_session(
                session_id=pk, guidance_ids=picked(request), by=request.user, scope=request.full_scope
            )
        except (Invalid, WrongState) as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Peserta ditambahkan."))
        return redirect("programs:session_sheet", pk)
    search = search_of(request)
    found = queries.pickable_on(session.office_id, session.held_on, request.full_scope, search)
    found = found.exclude(pk__in=session.attendances.values("guidance"))
    context: dict[str, Any] = {
        "title": _("Pilih peserta"),
        "subtitle": session.topic,
        "back_url": reverse("programs:session_sheet", args=[pk]),
        "back_label": session.topic,
        "search": search,
        "rows": found[:SHOWN],
        "total": found.count(),
        "note": _("Klien yang bimbingannya berjalan pada hari pertemuan."),
    }
    return render(request, "programs/guiding_pick.html", context)
