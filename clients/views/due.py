"""Doors of what is due: the list, and new information that makes a reassessment due."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from bapas_portal.core.htmx import page_or_part
from clients.actions.information import note_information
from clients.choices import DueState
from clients.forms.due import DueFilter
from clients.forms.information import InformationForm
from clients.permissions.assessment import check_running
from clients.permissions.guidance import ASSIGN, VIEW
from clients.queries.caseload import MINE, OFFICE
from clients.queries.due import TO_DO, DueList, WantedDue, due_list
from clients.queries.people import choosable_officers
from clients.views.answers import REFUSED, guidance_in_reach


@require_safe
@requires(VIEW)
def assessment_due(request: PortalRequest) -> HttpResponse:
    is_officer = any(reach.own_only for reach in request.scope.reaches)
    leads = request.scope.holds(ASSIGN)
    defaults = {"whose": MINE if is_officer else OFFICE, "state": TO_DO}
    officers = choosable_officers(request.full_scope.narrowed(ASSIGN)) if leads else []
    form = DueFilter(defaults | request.GET.dict(), is_officer=is_officer, officers=officers)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    wanted = WantedDue(**(defaults | asked))
    found = due_list(request.scope, wanted, cursor=request.GET.get("cursor", ""), by_officer=leads)
    context = {
        "form": form,
        "found": found,
        "counts": _counts(request, found, wanted.state),
        "states": list(DueState),
        "next_url": _address(request, cursor=found.next_cursor) if found.next_cursor else "",
        "first_url": "" if found.is_first else _address(request),
        "is_narrowed": bool(set(request.GET) - {"cursor"}),
        "may_assess": request.scope.holds("clients.assess"),
        "user_id": request.scope.user_id,
    }
    return page_or_part(request, "clients/due_list.html", "clients/due_rows.html", context)


def _counts(request: PortalRequest, found: DueList, chosen: str) -> list[dict[str, Any]]:
    """One figure per state: how many, how many of them late, and the list of them."""
    return [
        {
            "state": state,
            "number": found.counts[state.value],
            "late": found.late[state.value],
            "url": _address(request, state=state.value),
            "is_chosen": chosen == state.value,
        }
        for state in DueState
    ]


def _address(request: PortalRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def information_add(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, guidance_pk)
    check_running(guidance)
    form = InformationForm(request.POST or None, initial={"noted_on": today_in(guidance.office.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            note_information(guidance_id=guidance.pk, by=request.user, scope=request.scope, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Keterangan baru dicatat; asesmen ulang kini jatuh tempo."))
            return redirect("clients:assessment_list", guidance.pk)
    context = {"guidance": guidance, "form": form}
    return render(request, "clients/information_form.html", context, status=REFUSED if form.is_bound else 200)
