"""The screen that reads the trail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.audit.forms import EventFilterForm
from bapas_portal.audit.queries import events, in_words
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.paging import keyset_page


@require_safe
@requires("audit.view_trail")
def event_list(request: PortalRequest) -> HttpResponse:
    """Newest first. No count of all rows: the trail only grows."""
    form = EventFilterForm(request.GET or None)
    page = keyset_page(events(request.scope, form.wanted()), order=("-pk",), cursor=request.GET.get("after", ""))
    query = request.GET.copy()
    query["after"] = page.next_cursor
    context = {
        "form": form,
        "lines": [in_words(event) for event in page.rows],
        "next_url": f"?{query.urlencode()}" if page.next_cursor else "",
    }
    return render(request, "audit/event_list.html", context)
