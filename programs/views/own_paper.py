"""Printing the partner's own day lists, by its worker."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from programs.queries.own_site import ATTEND
from programs.views.paper import print_choices
from programs.views.paper_print import print_and_answer, service_act, session_act


@require_safe
@requires(ATTEND)
def own_papers(request: PortalRequest) -> HttpResponse:
    context = print_choices(request.scope, "programs:own_service_print", "programs:own_session_print")
    return render(request, "programs/own_papers.html", context)


@require_POST
@requires(ATTEND)
def own_service_print(request: PortalRequest, pk: int) -> HttpResponse:
    return print_and_answer(request, service_act(request, pk), back="programs:own_papers")


@require_POST
@requires(ATTEND)
def own_session_print(request: PortalRequest, pk: int) -> HttpResponse:
    return print_and_answer(request, session_act(request, pk), back="programs:own_papers")
