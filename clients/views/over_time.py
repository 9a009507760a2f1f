"""Doors of a client over time: the line of assessments, two of them side by side, and the client at any date."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from clients.choices import InstrumentCode
from clients.forms.over_time import AtDateForm
from clients.models import Guidance
from clients.permissions.guidance import VIEW
from clients.permissions.second_rating import check_not_rating
from clients.queries.assessment import instruments_for
from clients.queries.at_date import end_of, snapshot
from clients.queries.over_time import (
    Point,
    comparison,
    dumbbell_chart,
    line_of,
    slope_chart,
    strips,
    total_chart,
)
from clients.rules.due import lead_instrument


def _guidance(request: PortalRequest, pk: int, page: str) -> Guidance:
    """The guidance in reach; reading it leaves a trail. Raises 404, or WrongState for who rates it blind."""
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office", "officer")
    guidance = get_object_or_404(rows, pk=pk)
    check_not_rating(guidance.pk, request.user)
    record_read(subject=guidance, by=request.user, page=page)
    return guidance


@require_safe
@requires(VIEW)
def over_time(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = _guidance(request, guidance_pk, "over_time")
    offered = instruments_for(guidance)
    asked = request.GET.get("instrumen", "")
    code = InstrumentCode(asked) if asked in offered else lead_instrument(guidance.is_child)
    line = line_of(request.scope, guidance, code)
    points = [point for point in line if not point.is_replaced]
    context = {
        "guidance": guidance,
        "code": code,
        "offered": offered,
        "line": line[::-1],
        "points": points,
        "strips": strips(points) if points else [],
        "chart": total_chart(points) if len(points) > 1 else None,
        "first": points[-2].assessment.pk if len(points) > 1 else None,
        "last": points[-1].assessment.pk if points else None,
    }
    return render(request, "clients/over_time_line.html", context)


@require_safe
@requires(VIEW)
def assessment_compare(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = _guidance(request, guidance_pk, "assessment_compare")
    before, after = _pair(request, guidance)
    found = comparison(before, after)
    context: dict[str, Any] = {
        "guidance": guidance,
        "before": before,
        "after": after,
        "found": found,
        "slope": slope_chart(found, before, after),
        "dumbbell": dumbbell_chart(found, before, after),
        "is_other_version": before.assessment.version_id != after.assessment.version_id,
    }
    return render(request, "clients/compare_page.html", context)


def _pair(request: PortalRequest, guidance: Guidance) -> tuple[Point, Point]:
    """The two asked for, the older first. Raises 404 where one is not this person's, or they are of two instruments."""
    asked = [request.GET.get("dari", ""), request.GET.get("ke", "")]
    for code in instruments_for(guidance):
        points = {str(point.assessment.pk): point for point in line_of(request.scope, guidance, code)}
        if all(each in points for each in asked) and asked[0] != asked[1]:
            before, after = (point for key, point in points.items() if key in asked)
            return before, after
    raise Http404


@require_safe
@requires(VIEW)
def guidance_at(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = _guidance(request, pk, "guidance_at")
    zone = guidance.office.zone
    today = today_in(zone)
    form = AtDateForm({"tanggal": today.isoformat()} | request.GET.dict(), today=today)
    sides = []
    if form.is_valid():
        day, known = form.cleaned_data["tanggal"], form.cleaned_data["diketahui"]
        sides = [(known, snapshot(guidance, day, end_of(known, zone)))] if known else []
        sides.append((None, snapshot(guidance, day, end_of(today, zone))))
    return render(request, "clients/at_date.html", {"guidance": guidance, "form": form, "sides": sides})
