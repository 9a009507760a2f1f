"""The page of a partner's programmes: a Griya Abhipraya's, or any other's."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from programs.queries import partner_programmes as queries


@require_safe
@requires("programs.view_programme")
def partner_programmes(request: PortalRequest, pk: int) -> HttpResponse:
    """Programmes of the reader's offices with this partner, how many came, and certificates; nobody is named."""
    organisation = get_object_or_404(queries.partner(request.scope, pk))
    rows = queries.programmes_of(organisation, request.scope)
    context = {"organisation": organisation, "rows": rows, "whole": queries.whole_of(rows)}
    return render(request, "programs/partner_programmes.html", context)
