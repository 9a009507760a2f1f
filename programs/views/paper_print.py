"""Printing day lists for partners without internet, by the office."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import SentBefore
from programs.actions.paper import print_service_list, print_session_list
from programs.files.paper import paper_pdf
from programs.forms.paper import PrintForm
from programs.models import PaperList, PaperRow, ServiceSession
from programs.queries import paper as queries


@require_POST
@requires(queries.TYPE)
def service_print(request: PortalRequest, pk: int) -> HttpResponse:
    return print_and_answer(request, service_act(request, pk), back="programs:paper_find")


@require_POST
@requires(queries.TYPE)
def session_print(request: PortalRequest, pk: int) -> HttpResponse:
    return print_and_answer(request, session_act(request, pk), back="programs:paper_find")


@require_safe
@requires(queries.TYPE)
def paper_again(request: PortalRequest, paper_code: str) -> HttpResponse:
    """The same list once more, with the same code."""
    rows = queries.rows_of_code(paper_code, request.scope)
    if not rows:
        raise Http404
    return pdf_answer(request, rows)


def service_act(request: PortalRequest, pk: int) -> Callable[..., PaperList]:
    """Prints the list of a service; 404 where no client of it is in sight."""
    if not queries.coming(pk, request.scope):
        raise Http404

    def act(form_key: Any, day: Any) -> PaperList:
        chosen = day or today_in("WIB")
        return print_service_list(offering_id=pk, day=chosen, form_key=form_key, by=request.user, scope=request.scope)

    return act


def session_act(request: PortalRequest, pk: int) -> Callable[..., PaperList]:
    """Prints the list of a session; 404 where it is not in sight."""
    if not ServiceSession.objects.visible_to(request.scope).filter(pk=pk).exists():
        raise Http404

    def act(form_key: Any, day: Any) -> PaperList:
        return print_session_list(session_id=pk, form_key=form_key, by=request.user, scope=request.scope)

    return act


def print_and_answer(request: PortalRequest, act: Callable[..., PaperList], *, back: str) -> HttpResponse:
    """The PDF as the answer to the form; a refusal is told where the form stands."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect(back)
    try:
        paper = act(**form.cleaned_data)
    except (WrongState, SentBefore) as error:
        messages.warning(request, str(error.message))
        return redirect(back)
    return pdf_answer(request, queries.rows_of_code(paper.code, request.scope))


def pdf_answer(request: PortalRequest, rows: list[PaperRow]) -> HttpResponse:
    """The sheet, named by its code and never by a person; printing leaves a trail."""
    paper = rows[0].paper
    address = request.build_absolute_uri(reverse("programs:paper", args=[paper.code]))
    file = paper_pdf(paper, queries.lines_of(paper, rows), address=address, by=request.user.name, at=timezone.now())
    record_read(subject=paper, by=request.user, office_id=paper.organisation.office_id, act="printed")
    headers = {
        "Content-Disposition": f'inline; filename="daftar-{paper.code}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
