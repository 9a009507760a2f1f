"""How partners do with the referrals they were sent."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import month_end, month_start
from bapas_portal.core.htmx import page_or_part
from reports.forms import COHORT_VALUES, PerformanceForm, quality_periods
from reports.queries.figures import offices_in_reach, published_months
from reports.queries.partner_performance import PerformanceAsked, performance_of_office

PAGE, PART = "reports/partner_performance.html", "reports/_partner_performance.html"


@require_safe
@requires("reports.view_dashboard")
def partner_performance(request: PortalRequest) -> HttpResponse:
    """An office in reach, a year or quarter, and a cohort; above a Bapas whole years and one cohort at a time."""
    months = dict(published_months())
    offices = offices_in_reach(request.scope)
    is_above = any(office.kind != OfficeKind.BAPAS for office in offices)
    periods = quality_periods(list(months), whole_years=is_above)
    given = request.GET.copy()
    if not given.get("office") and offices:
        own = [office for office in offices if office.pk == request.scope.office_id]
        given["office"] = str((own or offices)[0].pk)
    if not given.get("period") and periods:
        given["period"] = periods[0][0]
    if not given.get("cohort") and is_above:
        given["cohort"] = "adult"
    form = PerformanceForm(given, periods=periods, offices=offices, one_cohort=is_above)
    if months and not form.is_valid():
        raise Http404("no such office, period or cohort")
    context: dict[str, Any] = {"form": form, "page": None}
    if months:
        chosen = form.cleaned_data
        office = next(office for office in offices if office.pk == chosen["office"])
        first, last = _months(chosen["period"], list(months))
        asked = PerformanceAsked(office, first, last, COHORT_VALUES[chosen["cohort"]], chosen["sort"])
        page = performance_of_office(request.scope, asked)
        context |= {"page": page, "asked": asked, "as_of": months[last], "months": (first, last)}
    return page_or_part(request, PAGE, PART, context)


def _months(period: str, months: list[date]) -> tuple[date, date]:
    """The first and last month with figures of a year "2026" or a quarter "2026-4"."""
    year, _sign, quarter = period.partition("-")
    begin, end = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    low, high = date(int(year), begin, 1), month_start(month_end(date(int(year), end, 1)))
    within = [month for month in months if low <= month <= high]
    return min(within), max(within)
