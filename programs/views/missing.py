"""Which Bapas has no accepted activity in a month."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import month_start, today_in
from programs.forms.activity import MonthForm, month_of
from programs.queries import activity as queries


@require_safe
@requires("programs.view_activity")
def activity_missing(request: PortalRequest) -> HttpResponse:
    this = month_start(today_in())
    form = MonthForm(request.GET if "month" in request.GET else {"month": f"{this:%Y-%m}"})
    month = (month_of(form.cleaned_data["month"]) if form.is_valid() else None) or this
    rows = list(queries.missing(request.full_scope, month))
    total = queries.offices_in_reach(request.full_scope).filter(closed_on=None).count()
    return render(
        request,
        "programs/activity_missing.html",
        {"form": form, "month": month, "rows": rows, "missing": len(rows), "done": max(total - len(rows), 0)},
    )
