"""Day lists on paper at the office: found by the code or its QR, typed back, with the sheet that came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.scope import Scope
from programs.actions.paper import Typed, keep_scan, type_seats, type_visits
from programs.forms.own_site import OwnSeatForm
from programs.forms.paper import CodeForm, PrintForm, ScanForm, VisitForm
from programs.models import PaperRow, PaperScan
from programs.queries import paper as queries
from programs.queries.paper import Line
from programs.rules.paper import shown_code


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A row of the paper with the form to copy it; `form` is None where something is on record already."""

    line: Line
    form: forms.Form | None


def print_choices(scope: Scope, service_url: str, session_url: str) -> dict[str, Any]:
    """What may be printed, each with a form of its own and where it goes."""
    first = PrintForm.first_values
    today = today_in("WIB")
    return {
        "services": [
            (row, PrintForm(initial=first(today), auto_id=f"layanan-{row.pk}-%s"), reverse(service_url, args=[row.pk]))
            for row in queries.services_to_print(scope)
        ],
        "sessions": [
            (row, PrintForm(initial=first(None), auto_id=f"sesi-{row.pk}-%s"), reverse(session_url, args=[row.pk]))
            for row in queries.sessions_to_print(scope)
        ],
    }


@require_safe
@requires(queries.TYPE)
def paper_find(request: PortalRequest) -> HttpResponse:
    """Opens a list by the code on the paper (`kode`), and offers what can be printed."""
    form, status = CodeForm(request.GET or None), 200
    if form.is_bound and form.is_valid():
        rows = queries.rows_of_code(form.cleaned_data["kode"], request.scope)
        if rows:
            return redirect("programs:paper", rows[0].paper.code)
        form.add_error("kode", _("Tidak ada daftar dengan kode ini. Periksa lagi huruf dan angkanya."))
        status = 404
    context = {"form": form} | print_choices(
        request.scope, "programs:paper_service_print", "programs:paper_session_print"
    )
    return render(request, "programs/paper_find.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(queries.TYPE)
def paper_page(request: PortalRequest, paper_code: str) -> HttpResponse:
    """The rows as printed, to be copied; sent, all rows are saved at once or none."""
    rows = _rows(request, paper_code)
    if request.method != "POST":
        paper = rows[0].paper
        record_read(subject=paper, by=request.user, office_id=paper.organisation.office_id)
        return _page(request, rows, {})
    kind = VisitForm if rows[0].paper.offering_id else OwnSeatForm
    bound = {row.pk: kind(request.POST, prefix=str(row.pk)) for row in rows if _is_sent(request, row)}
    if not all(form.is_valid() for form in bound.values()):
        return _page(request, rows, bound, status=422)
    try:
        typed = _type(request, rows, bound)
    except Invalid as error:
        for name, text in error.fields.items():
            row_id, _dash, field = name.partition("-")
            bound[int(row_id)].add_error(field, str(text))
        return _page(request, rows, bound, status=422, said=str(error.message))
    except DomainError as error:
        return _page(request, rows, bound, status=error.http_status, said=str(error.message))
    _tell(request, typed)
    return redirect("programs:paper", rows[0].paper.code)


def _rows(request: PortalRequest, code: str) -> list[PaperRow]:
    rows = queries.rows_of_code(code, request.full_scope.narrowed(queries.TYPE))
    if not rows:
        raise Http404
    return rows


def _is_sent(request: PortalRequest, row: PaperRow) -> bool:
    return any(name.startswith(f"{row.pk}-") for name in request.POST)


def _type(request: PortalRequest, rows: list[PaperRow], bound: Mapping[int, Any]) -> Typed:
    said = {pk: value for pk, form in bound.items() if (value := form.sent()) is not None}
    who = {"code": rows[0].paper.code, "by": request.user, "scope": request.full_scope}
    if rows[0].paper.offering_id:
        return type_visits(rows=said, **who)
    return type_seats(rows={pk: sent for pk, (_known, sent) in said.items()}, **who)


def _tell(request: PortalRequest, typed: Typed) -> None:
    if typed.saved:
        count = len(typed.saved)
        text = ngettext("%(n)s baris tersimpan.", "%(n)s baris tersimpan.", count)
        messages.success(request, text % {"n": count})
    if typed.before:
        count = len(typed.before)
        text = ngettext(
            "%(n)s baris sudah tercatat sebelumnya dan tidak disimpan lagi.",
            "%(n)s baris sudah tercatat sebelumnya dan tidak disimpan lagi.",
            count,
        )
        messages.warning(request, text % {"n": count})
    if not typed.saved and not typed.before:
        messages.info(request, _("Belum ada baris yang diisi. Tandai kehadiran seperti pada kertas."))


def _page(
    request: PortalRequest, rows: list[PaperRow], bound: Mapping[int, forms.Form], *, status: int = 200, said: str = ""
) -> HttpResponse:
    paper = rows[0].paper
    lines = queries.lines_of(paper, rows)
    context = {
        "paper": paper,
        "title": queries.title_of(paper),
        "code": shown_code(paper.code),
        "said": said,
        "is_visits": paper.offering_id is not None,
        "open_rows": [TypedLine(line, bound.get(line.row.pk) or _form(line)) for line in lines if line.known is None],
        "known": [line for line in lines if line.known is not None],
        "was_typed": any(line.known.is_from_paper for line in lines if line.known),
        "scans": queries.scans_of(paper, request.scope),
        "scan_form": ScanForm(),
    }
    return render(request, "programs/paper.html", context, status=status)


def _form(line: Line) -> forms.Form:
    prefix, session = str(line.row.pk), line.row.paper.session
    if session is None:
        return VisitForm(prefix=prefix)
    first = OwnSeatForm.first_values(None, session.starts_at, session.ends_at)
    return OwnSeatForm(prefix=prefix, initial=first)


@require_POST
@requires(queries.TYPE)
def paper_scan_add(request: PortalRequest, paper_code: str) -> HttpResponse:
    rows = _rows(request, paper_code)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            scan = keep_scan(
                code=rows[0].paper.code, data=upload.read(), name=upload.name, by=request.user, scope=request.full_scope
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            tell_saved(request, scan, _("Pindaian tersimpan."))
            return redirect("programs:paper", rows[0].paper.code)
    messages.warning(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("programs:paper", rows[0].paper.code)


@require_safe
@requires(queries.TYPE)
def paper_scan(request: PortalRequest, pk: int) -> FileResponse:
    """The sheet as a download, for who sees a row of its list."""
    found = PaperScan.objects.visible_to(request.scope).select_related("paper__organisation").distinct()
    scan = get_object_or_404(found, pk=pk)
    paper = scan.paper
    record_read(subject=paper, by=request.user, office_id=paper.organisation.office_id, part="scan")
    answer = FileResponse(scan.file.open("rb"), content_type=scan.content_type, as_attachment=True, filename=scan.name)
    answer["Cache-Control"] = "private, no-store"
    return answer
