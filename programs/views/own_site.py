"""Pages of a partner's worker: sessions of kerja sosial at the partner's own sites, and who came."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from partners.choices_referral import Source
from programs.actions.seat_word import Heard, say_of_seats
from programs.forms.own_site import OwnSeatForm
from programs.models import ServiceSession
from programs.queries import own_site as queries
from programs.queries.own_site import OwnSeat


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A client with the form that says who came; `form` is None once the supervisor has counted it."""

    row: OwnSeat
    form: OwnSeatForm | None


@require_safe
@requires(queries.ATTEND)
def own_sessions(request: PortalRequest) -> HttpResponse:
    return render(request, "programs/own_sessions.html", {"days": queries.own_days(request.scope)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(queries.ATTEND)
def own_session(request: PortalRequest, pk: int) -> HttpResponse:
    """Who is expected and who came; sent, all rows are saved at once or none."""
    session = get_object_or_404(queries.own_sessions(request.scope), pk=pk)
    rows = queries.own_list(session, request.scope)
    if request.method != "POST":
        record_read(subject=session, by=request.user, part="partner")
        return _page(request, session, rows, {})
    forms = {
        row.seat.pk: OwnSeatForm(request.POST, prefix=str(row.seat.pk))
        for row in rows
        if f"{row.seat.pk}-known" in request.POST
    }
    if not all(form.is_valid() for form in forms.values()):
        return _page(request, session, rows, forms, status=422)
    sent = {seat_id: said for seat_id, form in forms.items() if (said := form.sent()) is not None}
    try:
        heard = say_of_seats(session_id=pk, rows=sent, source=Source.PORTAL, by=request.user, scope=request.scope)
    except Invalid as error:
        for name, text in error.fields.items():
            seat_id, _dash, field = name.partition("-")
            forms[int(seat_id)].add_error(field, str(text))
        return _page(request, session, rows, forms, status=422, said=str(error.message))
    except WrongState as error:
        return _page(request, session, rows, forms, status=error.http_status, said=str(error.message))
    tell_heard(request, heard)
    return redirect("programs:own_session", pk)


def tell_heard(request: PortalRequest, heard: Heard) -> None:
    """How many rows were kept, and which were left and why."""
    if heard.saved:
        count = len(heard.saved)
        text = ngettext(
            "%(n)s baris tersimpan. Pengawas dari Bapas memeriksa sebelum jamnya dihitung.",
            "%(n)s baris tersimpan. Pengawas dari Bapas memeriksa sebelum jamnya dihitung.",
            count,
        )
        messages.success(request, text % {"n": count})
    elif heard.same:
        messages.info(request, _("Isian ini sudah tersimpan sebelumnya; dihitung satu kali."))
    if heard.changed:
        count = len(heard.changed)
        text = ngettext(
            "%(n)s baris tidak tersimpan: orang lain mengisinya setelah Anda membuka halaman ini. Periksa lagi.",
            "%(n)s baris tidak tersimpan: orang lain mengisinya setelah Anda membuka halaman ini. Periksa lagi.",
            count,
        )
        messages.warning(request, text % {"n": count})
    if heard.counted:
        count = len(heard.counted)
        text = ngettext(
            "%(n)s baris tidak tersimpan: pengawas sudah mencatatnya. Hubungi Bapas bila keliru.",
            "%(n)s baris tidak tersimpan: pengawas sudah mencatatnya. Hubungi Bapas bila keliru.",
            count,
        )
        messages.warning(request, text % {"n": count})
    if not (heard.saved or heard.same or heard.changed or heard.counted):
        messages.info(request, _("Belum ada yang ditandai. Pilih hadir atau tidak hadir pada tiap klien."))


def _page(
    request: PortalRequest,
    session: ServiceSession,
    rows: list[OwnSeat],
    forms: dict[int, OwnSeatForm],
    *,
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    lines = []
    for row in rows:
        first = OwnSeatForm.first_values(row.word, session.starts_at, session.ends_at)
        form = forms.get(row.seat.pk) or OwnSeatForm(prefix=str(row.seat.pk), initial=first)
        lines.append(OwnRow(row, None if row.counted else form))
    context = {
        "session": session,
        "rows": lines,
        "open_rows": [line for line in lines if line.form is not None],
        "counted": [line.row for line in lines if line.row.counted],
        "is_open": session.held_on <= today_in(session.office.zone),
        "said": said,
    }
    return render(request, "programs/own_session.html", context, status=status)
