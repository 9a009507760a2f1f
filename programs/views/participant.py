"""Picking the clients who took part."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import row_number
from programs.actions import participant as actions
from programs.models import CareActivity
from programs.queries import activity as queries

LONGEST_SEARCH = 150
SHOWN = 50
"""Rows of the picking list; the page says how many there are and asks to narrow the search."""


@require_http_methods(["GET", "POST"])
@requires("programs.write_activity")
def activity_participants(request: PortalRequest, pk: int) -> HttpResponse:
    """Search by name or register number among the clients the reader sees, tick, add."""
    activity = get_object_or_404(CareActivity.objects.visible_to(request.scope).select_related("office"), pk=pk)
    if request.method == "POST":
        return _added(request, activity)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    found = queries.pickable(activity, request.full_scope, search)
    context: dict[str, Any] = {
        "activity": activity,
        "search": search,
        "rows": found[:SHOWN],
        "total": found.count(),
        "participants": queries.participants(activity, request.full_scope),
    }
    return render(request, "programs/activity_participants.html", context)


def _added(request: PortalRequest, activity: CareActivity) -> HttpResponse:
    numbers = map(row_number, request.POST.getlist("guidance"))
    chosen = [number for number in numbers if number is not None]
    try:
        rows = actions.add_participants(
            activity_id=activity.pk, guidance_ids=chosen, by=request.user, scope=request.full_scope
        )
    except (Invalid, WrongState) as error:
        messages.error(request, str(error.message))
    else:
        _tell(request, len(rows))
    return redirect("programs:activity_participants", activity.pk)


def _tell(request: PortalRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s peserta ditambahkan.", "%(count)s peserta ditambahkan.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Centang dahulu klien yang ikut."))


@require_POST
@requires("programs.write_activity")
def participant_remove(request: PortalRequest, pk: int, participation_pk: int) -> HttpResponse:
    activity = get_object_or_404(CareActivity.objects.visible_to(request.scope), pk=pk)
    get_object_or_404(activity.participations.filter(removed_at=None), pk=participation_pk)
    try:
        actions.remove_participant(
            activity_id=pk, participation_id=participation_pk, by=request.user, scope=request.full_scope
        )
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Peserta dikeluarkan dari daftar."))
    return redirect("programs:activity_participants", pk)
