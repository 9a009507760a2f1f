"""The search for a service, by itself or for a client whose file the reader may open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import age_on, today_in
from bapas_portal.core.forms import row_number
from bapas_portal.core.maps import points_on_map
from bapas_portal.core.paging import keyset_page, next_url
from clients.models import Guidance
from clients.rules.identity import initials
from partners.forms.offering_search import OFFICE, OfferingSearchForm
from partners.permissions import may_refer
from partners.queries import offering_search as queries
from partners.queries.origin import Origin, origin_of_client, origin_of_office, origin_of_region

PAGE_SIZE = 25


def _client(request: PortalRequest) -> Guidance | None:
    """Whom the address names, None where it names nobody. Raises Http404 for one out of sight."""
    asked = request.GET.get("klien", "")
    if not asked:
        return None
    number = row_number(asked)
    if number is None:
        raise Http404
    rows = Guidance.objects.visible_to(request.full_scope.narrowed("clients.view_client"))
    return get_object_or_404(rows.select_related("client", "office"), pk=number)


def _form(request: HttpRequest, guidance: Guidance | None) -> OfferingSearchForm:
    if guidance is None:
        return OfferingSearchForm(request.GET)
    age = age_on(guidance.client.birth_on, today_in(guidance.office.zone))
    first = {"sex": guidance.sex, "age": str(age), "klien": str(guidance.pk)}
    return OfferingSearchForm(request.GET, is_for_client=True, first=first)


def _origin(request: PortalRequest, form: OfferingSearchForm, guidance: Guidance | None) -> Origin:
    if guidance is not None:
        return origin_of_client(guidance)
    if form.near_code == OFFICE:
        return origin_of_office(request.scope.office_id)
    return origin_of_region(form.near_code) if form.near_code else Origin(None)


def _who(request: PortalRequest, guidance: Guidance) -> str:
    is_named = request.full_scope.may_identify(
        office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )
    return guidance.client.name if is_named else initials(guidance.client.name)


@require_safe
@requires("partners.view_organisation")
def offering_list(request: PortalRequest) -> HttpResponse:
    """Services by distance; the address carries the client's number in the portal, never who or where it is."""
    guidance = _client(request)
    form = _form(request, guidance)
    origin = _origin(request, form, guidance)
    found = queries.offerings(request.scope, form.wanted(origin))
    order = ("metres", "name", "pk") if origin.point is None else ("metres", "pk")
    page = keyset_page(found, order=order, cursor=request.GET.get("after", ""), size=PAGE_SIZE)
    queries.mark_distance(page.rows)
    places = [(row.branch.latitude, row.branch.longitude) if row.branch else (None, None) for row in page.rows]
    context = {
        "form": form,
        "page": page,
        "total": found.count(),
        "next_url": next_url(request.GET, page),
        "origin": origin,
        "guidance": guidance,
        "who": _who(request, guidance) if guidance else "",
        "may_refer": guidance is not None and guidance.ended_on is None and may_refer(guidance, request.full_scope),
        "map": points_on_map(places),
    }
    return render(request, "partners/offering_list.html", context)
