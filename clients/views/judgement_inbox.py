"""The door of the inbox: overrides and reviews that wait for the reader, and those the reader asked for."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import next_url
from clients.forms.judgement_inbox import InboxFilter
from clients.permissions.judgement import DECIDE
from clients.queries.judgement_inbox import WAITING, Box, Wanted, boxes_of, inbox_page, waiting_in


@require_safe
@requires("clients.view_client")
def judgement_inbox(request: PortalRequest) -> HttpResponse:
    """Three permissions open it, any is enough: to decide, to review, or to assess."""
    boxes = boxes_of(request.full_scope)
    if not boxes:
        raise PermissionDenied(DECIDE)
    counted = [(box, waiting_in(request.full_scope, box)) for box in boxes]
    chosen = _chosen(request.GET.get("show", ""), counted)
    form = InboxFilter({"show": chosen.code, "state": chosen.usual_state} | _given(request))
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value and name != "show"}
    wanted = Wanted(**({"state": chosen.usual_state} | asked))
    rows, page = inbox_page(request.full_scope, chosen, wanted, cursor=request.GET.get("after", ""))
    context = {
        "form": form,
        "box": chosen,
        "counts": [{"box": box, "number": number, "is_chosen": box is chosen} for box, number in counted],
        "state": wanted.state,
        "shows_state": not (chosen.is_duty and wanted.state == WAITING),
        "rows": rows,
        "next_url": next_url(request.GET, page),
        "is_first": page.is_first,
        "is_narrowed": bool(wanted.cohort or wanted.instrument) or wanted.state != chosen.usual_state,
    }
    return page_or_part(request, "clients/judgement_inbox.html", "clients/judgement_rows.html", context)


def _chosen(code: str, counted: list[tuple[Box, int]]) -> Box:
    """The list asked for; else the first in which something waits, else the first."""
    by_code = {box.code: box for box, _number in counted}
    waits = [box for box, number in counted if number and box.is_duty]
    return by_code.get(code) or (waits or [box for box, _number in counted])[0]


def _given(request: PortalRequest) -> dict[str, Any]:
    return {name: value for name, value in request.GET.dict().items() if value and name != "show"}
