"""The supervisor's day: sessions of a day, the list of one session saved whole, and a correction."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import in_zone, today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors
from programs.actions.service_attendance import Taken, save_attendance
from programs.actions.service_correct import correct_attendance
from programs.choices import SessionState
from programs.forms.service_attendance import CorrectForm, SeatForm, seat_start, word_start
from programs.models import ServiceAttendance, ServiceSession
from programs.permissions import may_correct_attendance
from programs.queries import service_attendance as queries
from programs.queries.service_attendance import SeatRow
from programs.rules.service_attendance import Sent, proposed_end

methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class ListRow:
    """One client with the form that writes it; `form` is None once it is written."""

    row: SeatRow
    form: SeatForm | None


@require_safe
@requires("programs.supervise_service")
def service_day(request: PortalRequest) -> HttpResponse:
    """Sessions of a day, one's own first; without `tanggal` today."""
    today = queries.today_of(request.scope)
    day = _asked_day(request.GET.get("tanggal", "")) or today
    sessions = list(queries.sessions_on(request.scope, day))
    sessions.sort(key=lambda row: (row.supervisor_id != request.user.pk, row.starts_at, row.pk))
    counts = queries.counts_of(sessions)
    rows = [(session, *counts.get(session.pk, (0, 0))) for session in sessions]
    return render(request, "programs/service_day.html", {"day": day, "rows": rows, "is_today": day == today})


def _asked_day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@methods
@requires("programs.supervise_service")
def service_attendance_list(request: PortalRequest, pk: int) -> HttpResponse:
    """The list of a session; sent, all its rows are saved at once or none."""
    rows = ServiceSession.objects.visible_to(request.scope).select_related("site", "office", "supervisor")
    session = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        record_read(subject=session, by=request.user, part="attendance")
        return _list_page(request, session, {}, Taken())
    forms = _sent_forms(request, session)
    valid = [form.is_valid() for form in forms.values()]
    if not all(valid):
        return _list_page(request, session, forms, Taken(), status=400)
    sent = {seat_id: row for seat_id, form in forms.items() if (row := form.sent()) is not None}
    try:
        taken = save_attendance(session_id=pk, rows=sent, by=request.user, scope=request.scope)
    except Invalid as error:
        _put(forms, error)
        return _list_page(request, session, forms, Taken(), status=error.http_status, said=str(error.message))
    except WrongState as error:
        return _list_page(request, session, forms, Taken(), status=error.http_status, said=str(error.message))
    _tell(request, session, taken, asked=len(sent))
    _tell_moved(request, forms)
    if taken.differs:
        return _list_page(request, session, {}, taken, status=409)
    return redirect("programs:service_attendance", pk)


def _sent_forms(request: PortalRequest, session: ServiceSession) -> dict[int, SeatForm]:
    """Seat id -> its form, for the seats of the list that this form knew."""
    seats = queries.live_seats(session, request.scope).values_list("pk", flat=True)
    return {pk: SeatForm(request.POST, prefix=str(pk)) for pk in seats if f"{pk}-started_at" in request.POST}


def _tell_moved(request: PortalRequest, forms: dict[int, SeatForm]) -> None:
    """Marked rows of clients whose seat was given up after the page was opened: nothing of them is saved."""
    names = [name for name, value in request.POST.items() if name.endswith("-outcome") and value]
    gone = [name for name in names if name not in {f"{seat_id}-outcome" for seat_id in forms}]
    if gone:
        text = ngettext(
            "%(n)s baris tidak tersimpan: kliennya sudah dipindahkan dari sesi ini.",
            "%(n)s baris tidak tersimpan: kliennya sudah dipindahkan dari sesi ini.",
            len(gone),
        )
        messages.warning(request, text % {"n": len(gone)})


def _put(forms: dict[int, SeatForm], error: Invalid) -> None:
    """Each message at the field of its row."""
    for name, text in error.fields.items():
        seat_id, _dash, field = name.partition("-")
        forms[int(seat_id)].add_error(field, str(text))


def _tell(request: PortalRequest, session: ServiceSession, taken: Taken, *, asked: int) -> None:
    """How many rows were written; which were there already, by whom and when."""
    if taken.saved:
        count = len(taken.saved)
        text = ngettext("%(n)s baris tersimpan.", "%(n)s baris tersimpan.", count)
        messages.success(request, text % {"n": count})
    if taken.same:
        last = max(taken.same, key=lambda row: row.recorded_at)
        messages.info(
            request,
            ngettext(
                "%(n)s baris sudah tersimpan sebelumnya oleh %(name)s pukul %(at)s; dihitung satu kali.",
                "%(n)s baris sudah tersimpan sebelumnya oleh %(name)s pukul %(at)s; dihitung satu kali.",
                len(taken.same),
            )
            % {
                "n": len(taken.same),
                "name": last.by.name,
                "at": in_zone(last.recorded_at, session.office.zone).strftime("%H.%M"),
            },
        )
    if not asked:
        messages.info(request, _("Belum ada yang ditandai. Pilih hadir atau tidak hadir pada tiap klien."))


def _list_page(
    request: PortalRequest,
    session: ServiceSession,
    forms: dict[int, SeatForm],
    taken: Taken,
    *,
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    all_came = request.GET.get("semua", "") == "hadir"
    rows = []
    for row in queries.list_of(session, request.scope, request.full_scope):
        form = forms.get(row.seat.pk)
        if form is None and row.stands is None:
            end = proposed_end(session.starts_at, session.ends_at, row.facts)
            first = seat_start(session.starts_at, end, all_came=all_came) | word_start(row.word, is_named=row.is_named)
            form = SeatForm(prefix=str(row.seat.pk), initial=first)
        rows.append(ListRow(row, form if row.stands is None else None))
    is_open = session.state != SessionState.CANCELLED and session.held_on <= today_in(session.office.zone)
    context = {
        "session": session,
        "rows": rows,
        "open_rows": [row for row in rows if row.form is not None] if is_open else [],
        "written": [row for row in rows if row.row.stands is not None],
        "differs": _both(rows, taken),
        "said": said,
        "is_open": is_open,
        "has_words": any(row.form is not None and row.row.word is not None for row in rows),
        "all_came": all_came,
    }
    return render(request, "programs/service_attendance_list.html", context, status=status)


def _both(rows: list[ListRow], taken: Taken) -> list[dict[str, Any]]:
    """For each row that somebody else wrote differently: who it is, what stands, what was sent, and the field names."""
    by_seat = {row.row.seat.pk: row.row for row in rows}
    found = []
    for stands, sent, names in taken.differs:
        seat = by_seat[stands.seat_id]
        fields = [
            {
                "label": SeatForm.base_fields[name].label,
                "stands": _said(stands, name) if seat.is_named or name != "note" else _("(tidak ditampilkan)"),
                "sent": _said(sent, name),
            }
            for name in names
        ]
        found.append({"who": seat.who, "row": stands, "fields": fields})
    return found


def _said(row: ServiceAttendance | Sent, name: str) -> str:
    value = getattr(row, name)
    if name in ("started_at", "ended_at"):
        return value.strftime("%H.%M") if value else "–"
    choices = dict(getattr(SeatForm.base_fields[name], "choices", ()))
    return str(choices.get(value if name == "outcome" else str(value or ""), value) or "–")


@methods
@requires("programs.supervise_service")
def service_attendance_correct(request: PortalRequest, pk: int) -> HttpResponse:
    """A saved row, said anew; the old one and its hours stay on record."""
    rows = ServiceAttendance.objects.visible_to(request.scope)
    row = get_object_or_404(rows.select_related("seat__session__site", "seat__order__guidance__client", "by"), pk=pk)
    if row.by_id != request.user.pk and not may_correct_attendance(row, request.full_scope):
        raise PermissionDenied("programs.correct_hours")
    form = CorrectForm(request.POST or None, initial=CorrectForm.first_values(row))
    status = 200
    if request.method == "POST":
        status = 400
        sent = form.sent() if form.is_valid() else None
        if sent is not None:
            try:
                correct_attendance(
                    attendance_id=pk,
                    sent=sent,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    scope=request.full_scope,
                )
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Pembetulan tersimpan; baris lama tetap tercatat."))
                return redirect("programs:service_attendance", row.seat.session_id)
    _named, who = queries.named(row.seat, request.full_scope)
    context = {"row": row, "session": row.seat.session, "form": form, "who": who}
    return render(request, "programs/service_attendance_correct.html", context, status=status)
