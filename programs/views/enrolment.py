"""Participants of a programme: picking them, the waiting list, and how it ended for each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors, row_number
from programs.actions import enrolment as actions
from programs.choices import EnrolmentState
from programs.forms.guiding import EndEnrolmentForm
from programs.models import Enrolment
from programs.queries import guiding as queries
from programs.views.programme import visible_programme

LONGEST_SEARCH = 150
SHOWN = 50
"""Rows of the picking list; the page says how many there are and asks to narrow the search."""


def search_of(request: PortalRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def picked(request: PortalRequest) -> list[int]:
    numbers = map(row_number, request.POST.getlist("guidance"))
    return [number for number in numbers if number is not None]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def programme_enrol(request: PortalRequest, pk: int) -> HttpResponse:
    """Search among the clients the reader sees, tick, enrol; who finds no place waits."""
    programme = visible_programme(request, pk)
    if request.method == "POST":
        try:
            rows = actions.enrol(
                programme_id=pk, guidance_ids=picked(request), by=request.user, scope=request.full_scope
            )
        except (Invalid, WrongState) as error:
            messages.error(request, str(error.message))
        else:
            _tell(request, rows)
            return redirect("programs:programme_detail", pk)
    search = search_of(request)
    found = queries.pickable(programme, request.full_scope, search)
    context: dict[str, Any] = {
        "title": _("Daftarkan peserta"),
        "subtitle": programme.name,
        "back_url": reverse("programs:programme_detail", args=[programme.pk]),
        "back_label": programme.name,
        "search": search,
        "rows": found[:SHOWN],
        "total": found.count(),
        "note": _("Yang tidak kebagian tempat masuk daftar tunggu, berurutan."),
    }
    return render(request, "programs/guiding_pick.html", context)


def _tell(request: PortalRequest, rows: list[Enrolment]) -> None:
    waiting = sum(row.state == EnrolmentState.WAITING for row in rows)
    placed = len(rows) - waiting
    if placed:
        said = ngettext("%(n)s klien terdaftar.", "%(n)s klien terdaftar.", placed) % {"n": placed}
        messages.success(request, said)
    if waiting:
        said = ngettext(
            "Tempat penuh: %(n)s klien masuk daftar tunggu.", "Tempat penuh: %(n)s klien masuk daftar tunggu.", waiting
        )
        messages.warning(request, said % {"n": waiting})
    if not rows:
        messages.info(request, _("Tidak ada yang baru didaftarkan."))


@require_POST
@requires("programs.write_programme")
def enrolment_admit(request: PortalRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    try:
        actions.admit(enrolment_id=pk, by=request.user, scope=request.full_scope)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Peserta naik dari daftar tunggu."))
    return redirect("programs:programme_detail", row.programme_id)


def _visible(request: PortalRequest, pk: int) -> Enrolment:
    """An enrolment of a programme in the request's scope; else 404."""
    return get_object_or_404(queries.enrolments(request.scope), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def enrolment_end(request: PortalRequest, pk: int) -> HttpResponse:
    """Completed with a result, left early or put there by mistake with the reason."""
    row, status = _visible(request, pk), 200
    form = EndEnrolmentForm(request.POST or None, row=row)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.end_enrolment(enrolment_id=pk, by=request.user, scope=request.full_scope, **form.cleaned_data)
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Hasil peserta tersimpan."))
                return redirect("programs:programme_detail", row.programme_id)
    context = {
        "title": _("Hasil peserta"),
        "subtitle": f"{queries.named(row.guidance, request.full_scope).name} · {row.programme.name}",
        "form": form,
        "back_url": reverse("programs:programme_detail", args=[row.programme_id]),
        "back_label": row.programme.name,
    }
    return render(request, "programs/guiding_act.html", context, status=status)
