"""The quality of assessments, its CSV, and the overrides behind its numbers."""

import csv
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import month_end, today_in
from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import keyset_page, next_url
from clients.instruments import shipped
from clients.queries.instruments import definition_of, in_force
from clients.rules.instrument import parse
from reports.files.quality import quality_lines
from reports.forms import QualityForm, quality_periods
from reports.queries.figures import offices_in_reach, published_months
from reports.queries.quality import QualityAsked, quality_of_office
from reports.queries.quality_rows import BYS, ROW_ORDER, STATES, row_of_override, rows_of_overrides
from reports.queries.quality_shapes import Quality

PAGE, PART = "reports/quality.html", "reports/_quality.html"
BYTE_ORDER_MARK = "\ufeff"


@require_safe
@requires("reports.view_quality")
def quality(request: PortalRequest) -> HttpResponse:
    """Overrides, agreement, items and signs of haste, of an office in reach, an instrument and a year or quarter."""
    offices = offices_in_reach(request.scope)
    months = dict(published_months())
    form = _form(request, list(months), offices)
    context: dict[str, Any] = {"form": form, "page": None}
    if months:
        asked = _asked_of(form, offices)
        kept = {name: form.data[name] for name in form.fields}
        context |= {
            "page": _page(request, asked, offices),
            "asked": asked,
            "as_of": max(
                (at for month, at in months.items() if asked.first <= month <= asked.last and at), default=None
            ),
            "query": urlencode(kept),
            "may_open_rows": request.full_scope.holds("reports.view_case_rows") and not asked.hides,
        }
    return page_or_part(request, PAGE, PART, context)


@require_safe
@requires("reports.view_quality")
def quality_csv(request: PortalRequest) -> HttpResponse:
    """The numbers of the page as they are shown, hidden ones left empty; before the first rollup the page says so."""
    offices = offices_in_reach(request.scope)
    months = [month for month, _as_of in published_months()]
    form = _form(request, months, offices)
    if not months:
        return redirect("reports:quality")
    asked = _asked_of(form, offices)
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    name = f"mutu-asesmen-{asked.instrument.lower()}-{asked.office.code}-{form.cleaned_data['period']}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(answer).writerows(quality_lines(_page(request, asked, offices)))
    return answer


@require_safe
@requires("reports.view_case_rows")
def quality_rows(request: PortalRequest) -> HttpResponse:
    """The overrides behind one number; those of children only for a reader who sees every number of theirs."""
    if not request.full_scope.holds("reports.view_quality"):
        raise NotAllowed(_("Mutu asesmen dibaca kepala Bapas, supervisor, Kanwil, dan Ditjenpas."))
    offices = offices_in_reach(request.scope)
    months = dict(published_months())
    form = _form(request, list(months), offices)
    state, by, value = (request.GET.get(name, "") for name in ("state", "by", "value"))
    if not months or state not in STATES or (by and by not in BYS):
        raise Http404("no such number")
    asked = _asked_of(form, offices)
    if asked.hides:
        raise Http404("children are not listed above a Bapas")
    rows = rows_of_overrides(request.scope, asked, state, by, value)
    page = keyset_page(rows, order=ROW_ORDER, cursor=request.GET.get("after", ""))
    here = request.GET.copy()
    here.pop("after", None)
    context = {
        "title": TITLES[state](),
        "asked": asked,
        "rows": [row_of_override(row, scope=request.scope, full_scope=request.full_scope) for row in page.rows],
        "shown": len(page.rows),
        "now": rows.count(),
        "quality_url": f"{reverse('reports:quality')}?{urlencode({name: form.data[name] for name in form.fields})}",
        "next_url": next_url(request.GET, page),
        "first_url": "" if page.is_first else f"?{here.urlencode()}",
    }
    return page_or_part(request, "reports/quality_rows.html", "reports/_quality_rows.html", context)


TITLES = {
    "asked": lambda: _("Penyesuaian diminta"),
    "up": lambda: _("Penyesuaian naik yang disetujui"),
    "down": lambda: _("Penyesuaian turun yang disetujui"),
}


def _page(request: PortalRequest, asked: QualityAsked, offices: list[Office]) -> Quality:
    version = in_force(min(asked.last, today_in())).filter(instrument=asked.instrument).first()
    # Before the first publication there is nothing to count, and the shipped text names the items.
    definition = parse(shipped(asked.instrument)) if version is None else definition_of(version)
    return quality_of_office(request.scope, asked, offices, definition)


def _form(request: PortalRequest, months: list[date], offices: list[Office]) -> QualityForm:
    """The filters, whole: RRI, the newest year and the reader's own office where left out. Raises Http404."""
    hides = any(office.kind != OfficeKind.BAPAS for office in offices)
    given: QueryDict = request.GET.copy()
    if not given.get("office") and offices:
        own = [office for office in offices if office.pk == request.scope.office_id]
        given["office"] = str((own or offices)[0].pk)
    if not given.get("instrument"):
        given["instrument"] = "RRI"
    whole_years = hides and given["instrument"] == "ANAK"
    periods = [value for value, _label in quality_periods(months, whole_years=whole_years)]
    if not given.get("period") or (whole_years and given["period"] not in periods):
        given["period"] = periods[0] if periods else ""
    form = QualityForm(given, months=months, offices=offices, whole_years=whole_years)
    if months and not form.is_valid():
        raise Http404("no such office, instrument or period")
    return form


def _asked_of(form: QualityForm, offices: list[Office]) -> QualityAsked:
    chosen = form.cleaned_data
    year, _sign, quarter = chosen["period"].partition("-")
    begin, end = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    return QualityAsked(
        office=next(office for office in offices if office.pk == chosen["office"]),
        instrument=chosen["instrument"],
        first=date(int(year), begin, 1),
        last=month_end(date(int(year), end, 1)),
        hides_small=any(office.kind != OfficeKind.BAPAS for office in offices),
    )
