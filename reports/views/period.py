"""Months to report on: the list, who is missing, publishing, restating, and what was published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import add_months, month_start, today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from reports import actions
from reports.actions.period import ChecksFailed
from reports.forms_period import OpenForm, ReasonForm
from reports.labels import COHORTS, SEXES, category_label, key_label
from reports.models import Figure, Period, Release
from reports.queries.dashboard import short_name
from reports.queries.figures import offices_in_reach
from reports.queries.period import Standing, by_kanwil, changed_since_signed, standings
from reports.queries.release import is_whole, newest_release, since_release

methods = require_http_methods(["GET", "HEAD", "POST"])
MONTHS_SHOWN, MONTHS_BACK, ROWS_SHOWN = 12, 12, 200


@require_safe
@requires("reports.view_submission")
def period_list(request: PortalRequest) -> HttpResponse:
    """Months, newest first, with how far the offices in reach are; one office's own state where it is one alone."""
    page = Paginator(Period.objects.all(), MONTHS_SHOWN).get_page(request.GET.get("page"))
    periods = list(page.object_list)
    lines = standings(request.scope, periods)
    rows = [(period, Standing(None, lines[period.pk])) for period in periods]
    context: dict[str, Any] = {"rows": rows, "page": page}
    context["is_one_office"] = all(standing.asked <= 1 for _period, standing in rows)
    context["may_open"] = request.full_scope.holds("reports.publish_period")
    return render(request, "reports/period_list.html", context)


@methods
@requires("reports.publish_period")
def period_open(request: PortalRequest) -> HttpResponse:
    """Open a month that the night did not."""
    known = set(Period.objects.values_list("month", flat=True))
    this_month = month_start(today_in())
    months = [add_months(this_month, -back) for back in range(1, MONTHS_BACK + 1)]
    form = OpenForm(request.POST or None, months=[month for month in months if month not in known])

    def act() -> str:
        period = actions.open_period(**form.cleaned_data, by=request.user, scope=request.scope)
        messages.success(request, _("Masa laporan dibuka."))
        return reverse("reports:period_detail", args=[period.pk])

    page = {"title": _("Buka bulan"), "back_url": reverse("reports:period_list"), "back_label": _("Laporan bulanan")}
    return _form_page(request, form, act, page)


@require_safe
@requires("reports.view_submission")
def period_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One month: its offices by Kanwil, its releases, and what differs since the newest one."""
    period = get_object_or_404(Period, pk=pk)
    lines = standings(request.scope, [period])[period.pk]
    kanwils = list(Office.objects.visible_to(request.scope).filter(kind=OfficeKind.KANWIL).order_by("path"))
    release = newest_release(period.month)
    figures = Figure.objects.visible_to(request.scope)
    context = {
        "period": period,
        "whole": Standing(None, lines),
        "groups": by_kanwil(lines, kanwils),
        "releases": list(period.releases.select_related("by").order_by("-number")),
        "since": _diff_rows(request, since_release(figures, release)) if release else [],
        "is_over": period.month < month_start(today_in()),
        "may_publish": request.full_scope.holds("reports.publish_period"),
    }
    return render(request, "reports/period_detail.html", context)


@methods
@requires("reports.publish_period")
def period_publish(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask once more, with who is missing and who signed other figures; then count, check, freeze."""
    period = get_object_or_404(Period, pk=pk)
    whole = Standing(None, standings(request.scope, [period])[pk])
    form = ReasonForm(request.POST or None, initial=ReasonForm.first_values())

    def act() -> str:
        release = actions.publish_period(period_id=pk, **form.values(), by=request.user, scope=request.scope)
        tell_saved(request, release, _("Angka bulan ini terbit dan dibekukan."))
        return reverse("reports:release_detail", args=[pk, release.number])

    page = _page_of(period, _("Terbitkan angka"))
    page |= {"whole": whole, "changed": changed_since_signed(period), "period": period}
    return _form_page(request, form, act, page, template="reports/period_publish.html")


@methods
@requires("reports.publish_period")
def period_restate(request: PortalRequest, pk: int) -> HttpResponse:
    """Publish the newest count beside the old one, with the reason everybody reads."""
    period = get_object_or_404(Period, pk=pk)
    release = newest_release(period.month)
    form = ReasonForm(request.POST or None, initial=ReasonForm.first_values())

    def act() -> str:
        made = actions.restate_period(period_id=pk, **form.values(), by=request.user, scope=request.scope)
        tell_saved(request, made, _("Perbaikan terbit; angka lama tetap dapat dibaca."))
        return reverse("reports:release_detail", args=[pk, made.number])

    since = since_release(Figure.objects.visible_to(request.scope), release) if release else []
    page = _page_of(period, _("Terbitkan perbaikan")) | {"since": _diff_rows(request, since), "period": period}
    return _form_page(request, form, act, page, template="reports/period_restate.html")


@require_safe
@requires("reports.view_submission")
def release_detail(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """What was published: by whom, why, its seal, and the difference to the release before, in the reader's reach."""
    releases = Release.objects.select_related("period", "by", "run")
    release = get_object_or_404(releases, period=pk, number=number)
    reach = {office.code for office in offices_in_reach(request.scope)}
    rows = [row for row in release.difference if row[0] in reach or request.scope.office_ids() is None]
    context = {
        "release": release,
        "period": release.period,
        "is_whole": is_whole(release),
        "difference": _diff_rows(request, rows),
    }
    return render(request, "reports/release_detail.html", context)


def _page_of(period: Period, title: str) -> dict[str, Any]:
    return {"title": title, "back_url": reverse("reports:period_detail", args=[period.pk])}


def _form_page(
    request: PortalRequest,
    form: Any,
    act: Callable[[], str],
    page: dict[str, Any],
    template: str = "reports/period_form.html",
) -> HttpResponse:
    """Show the form; sent and fitting, `act` does it and names where to go. A refusal keeps what was typed."""
    status = 200
    failed_run = None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect(act())
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
                failed_run = error.run_id if isinstance(error, ChecksFailed) else None
    return render(request, template, page | {"form": form, "failed_run": failed_run}, status=status)


def _diff_rows(request: PortalRequest, rows: list[list[Any]]) -> list[dict[str, Any]]:
    """The difference in words, cell by cell; the first ROWS_SHOWN."""
    names = {office.code: office.name for office in offices_in_reach(request.scope)} if rows else {}
    return [
        {
            "office": names.get(row[0], row[0]),
            "measure": short_name(row[1]),
            "cell": _cell_words(row[1], *row[2:6]),
            "old": row[6],
            "new": row[7],
            "change": row[7] - row[6],
        }
        for row in rows[:ROWS_SHOWN]
    ]


def _cell_words(measure: str, is_child: bool | None, sex: str, key: str, category: str) -> str:
    parts = [key_label(measure, key) if key else "", category_label(measure, category) if category else ""]
    parts += [COHORTS[is_child] if is_child is not None else "", SEXES[sex] if sex else ""]
    return " · ".join(str(part) for part in parts if part)
