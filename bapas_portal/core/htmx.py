"""A page holds its own moving part: HTMX gets the part, everyone else the whole page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bapas_portal.core.access import PortalRequest


def page_or_part(
    request: PortalRequest, template: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render `template`, or only the template `part` ("clients/_rows.html") for an HTMX request that is not boosted."""
    wants_part = bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
    answer = (
        HttpResponse(render_to_string(part, context, request=request), status=status)
        if wants_part
        else render(request, template, context, status=status)
    )
    answer["Vary"] = "HX-Request"
    return answer
