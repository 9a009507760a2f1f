"""The cross-sector view: agreements, partners and places for service beside the orders."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.htmx import page_or_part
from reports.forms import SectorsForm
from reports.queries.figures import offices_in_reach, published_months
from reports.queries.sectors import sectors_of_office
from reports.queries.sectors_shapes import SectorsAsked

PAGE, PART = "reports/sectors.html", "reports/_sectors.html"


@require_safe
@requires("reports.view_sectors")
def sectors(request: PortalRequest) -> HttpResponse:
    """An office in reach and a month; the newest month and the reader's own office unless asked."""
    months = dict(published_months())
    offices = offices_in_reach(request.scope)
    given = request.GET.copy()
    if not given.get("month") and months:
        given["month"] = f"{max(months):%Y-%m}"
    if not given.get("office") and offices:
        own = [office for office in offices if office.pk == request.scope.office_id]
        given["office"] = str((own or offices)[0].pk)
    form = SectorsForm(given, months=list(months), offices=offices)
    if not form.is_valid():
        raise Http404("no such office or month in reach")
    context: dict[str, Any] = {"form": form, "page": None}
    if months:
        office = next(office for office in offices if office.pk == form.cleaned_data["office"])
        asked = SectorsAsked(office, form.cleaned_data["month"])
        context |= {
            "page": sectors_of_office(request.scope, asked),
            "asked": asked,
            "as_of": months[asked.month],
            "parent": next((other for other in offices if other.pk == office.parent_id), None),
            "query": urlencode({"month": f"{asked.month:%Y-%m}"}),
            "is_nation": office.kind == OfficeKind.DITJENPAS,
            "may_export": request.full_scope.covers("reports.export", office_id=office.pk),
        }
    return page_or_part(request, PAGE, PART, context)
