"""Who has not confirmed, and how far the targets are: for the directorate the nation, for a Kanwil its own."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import add_months, month_start, today_in
from bapas_portal.core.forms import row_number
from programs.forms.activity import month_of
from programs.forms.directive import ProgressFilterForm, WatchFilterForm
from programs.queries.directive import in_force, targets_of
from programs.queries.reading import watch
from programs.queries.target import progress_of
from programs.rules.targets import period_of, periods_between
from programs.views.directive import published

PAGE_ROWS = 50
MOST_MONTHS = 36


def _kanwils(request: PortalRequest) -> QuerySet[Office]:
    return Office.objects.visible_to(request.scope).filter(kind=OfficeKind.KANWIL).order_by("path")


@require_safe
@requires("programs.watch_directive")
def directive_watch(request: PortalRequest) -> HttpResponse:
    """Offices that have not confirmed (or have), overdue first; percent of all that were asked."""
    versions = list(in_force().order_by("-published_at", "-pk"))
    form = WatchFilterForm(request.GET or None, versions=versions, kanwils=_kanwils(request))
    wanted: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen = next((row for row in versions if row.directive_id == wanted.get("directive")), None)
    found = watch(request.scope, version=chosen, kanwil=wanted.get("office"), read=wanted.get("state") == "done")
    page = Paginator(found.lines, PAGE_ROWS).get_page(row_number(request.GET.get("page", "")) or 1)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"form": form, "found": found, "page": page, "chosen": chosen, "kept": kept.urlencode()}
    context["is_done"] = wanted.get("state") == "done"
    return render(request, "programs/directive_watch.html", context)


@require_safe
@requires("programs.view_directive")
def directive_progress(request: PortalRequest, pk: int) -> HttpResponse:
    """The targets in the periods that hold a month: the reader's office first, then the rows in reach, the nation."""
    version = published(pk)
    today = today_in()
    begin = min([period_of(row.period, version.applies_from)[0] for row in targets_of(version)] or [today])
    months = periods_between("BULAN", max(min(begin, today), add_months(month_start(today), -MOST_MONTHS)), today)
    form = ProgressFilterForm(request.GET or None, months=months, kanwils=_kanwils(request))
    wanted: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day = month_of(wanted.get("month") or "") or month_start(today)
    kanwil = wanted.get("office")
    found = progress_of(version, request.scope, day=day, kanwil=kanwil)
    context = {"version": version, "form": form, "progress": found, "day": day, "kanwil": kanwil}
    context["may_open_kanwil"] = "office" in form.fields and kanwil is None
    return render(request, "programs/directive_progress.html", context)
