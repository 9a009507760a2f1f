"""The list of clients under guidance."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.htmx import page_or_part
from clients.forms.caseload import CaseloadFilter
from clients.permissions.guidance import ASSIGN, REGISTER, VIEW
from clients.queries.caseload import MINE, OFFICE, Wanted, caseload
from clients.queries.people import choosable_officers


@require_safe
@requires(VIEW)
def caseload_list(request: PortalRequest) -> HttpResponse:
    is_officer = any(reach.own_only for reach in request.scope.reaches)
    defaults = {"whose": MINE if is_officer else OFFICE, "state": "open"}
    officers = choosable_officers(request.full_scope.narrowed(ASSIGN)) if request.scope.holds(ASSIGN) else []
    form = CaseloadFilter(defaults | request.GET.dict(), is_officer=is_officer, officers=officers)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    found = caseload(request.scope, Wanted(**(defaults | asked)), cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "found": found,
        "rows": found.page.rows,
        "next_url": _address(request, found.page.next_cursor) if found.page.next_cursor else "",
        "first_url": "" if found.page.is_first else _address(request, ""),
        "is_narrowed": bool(set(request.GET) - {"cursor"}),
        "may_register": request.scope.holds(REGISTER),
    }
    return page_or_part(request, "clients/caseload.html", "clients/_caseload_rows.html", context)


def _address(request: PortalRequest, cursor: str) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    if cursor:
        query["cursor"] = cursor
    return f"?{query.urlencode()}"
