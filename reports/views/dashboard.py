"""The dashboard and the rows behind its figures."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import keyset_page
from programs.queries.directive import unconfirmed
from reports.choices import Measure
from reports.forms import COHORT_VALUES, DashboardForm
from reports.labels import category_label, key_label
from reports.measures import MEASURES
from reports.queries.dashboard import dashboard as figures_of
from reports.queries.dashboard import short_name
from reports.queries.figures import offices_in_reach, published_months, shown_figures
from reports.queries.release import newest_release
from reports.queries.rows import ROW_ORDER, FigureRef, row_of, rows_behind

PAGE, PART = "reports/dashboard.html", "reports/_dashboard.html"


@require_safe
@requires("reports.view_dashboard")
def dashboard(request: PortalRequest) -> HttpResponse:
    """Figures of an office in reach for a month; the newest month and the reader's own office unless asked."""
    months = dict(published_months())
    offices = offices_in_reach(request.scope)
    form = DashboardForm(_asked(request, offices, list(months)), months=list(months), offices=offices)
    context: dict[str, Any] = {"form": form, "measures": list(MEASURES.values()), "page": None, "unconfirmed": 0}
    if not form.is_valid():
        raise Http404("no such office or month in reach")
    if months:
        office = next(office for office in offices if office.pk == form.cleaned_data["office"])
        month = form.cleaned_data["month"]
        cohort = form.cleaned_data["cohort"]
        page = figures_of(request.scope, office=office, month=month, is_child=COHORT_VALUES[cohort], offices=offices)
        parent = next((other for other in offices if other.pk == office.parent_id), None)
        context |= {"page": page, "office": office, "month": month, "cohort": cohort, "parent": parent}
        query = {"month": f"{month:%Y-%m}", "cohort": cohort}
        context |= {"as_of": months[month], "query": urlencode(query), "release": newest_release(month)}
        context["may_open_period"] = request.full_scope.holds("reports.view_submission")
        context["rows_query"] = urlencode({**query, "office": office.pk})
        context["may_open_rows"] = request.full_scope.holds("reports.view_case_rows")
    if request.full_scope.holds("programs.confirm_directive"):
        context["unconfirmed"] = len({version.pk for version, _office in unconfirmed(request.user)})
    return page_or_part(request, PAGE, PART, context)


def _asked(request: PortalRequest, offices: list[Office], months: list[date]) -> QueryDict:
    """The filters asked for, with what was left out filled in."""
    asked = request.GET.copy()
    if not asked.get("month") and months:
        asked["month"] = f"{months[0]:%Y-%m}"
    if not asked.get("office") and offices:
        own = [office for office in offices if office.pk == request.scope.office_id]
        asked["office"] = str((own or offices)[0].pk)
    return asked


@require_safe
@requires("reports.view_case_rows")
def figure_rows(request: PortalRequest) -> HttpResponse:
    """The rows behind one figure; an unknown measure, month or office is not found."""
    ref = _figure(request)
    rows = rows_behind(request.scope, ref)
    page = keyset_page(rows, order=ROW_ORDER[ref.measure], cursor=request.GET.get("after", ""))
    here = request.GET.copy()
    here.pop("after", None)
    context = {
        "ref": ref,
        "title": short_name(ref.measure),
        "parts": _parts(ref),
        "rows": [row_of(row, ref, scope=request.scope, full_scope=request.full_scope) for row in page.rows],
        "shown": len(page.rows),
        "now": rows.count(),
        "figure": _published_value(request, ref),
        "as_of": dict(published_months()).get(ref.month),
        "dashboard_url": reverse("reports:dashboard") + "?" + urlencode(_back(request, ref)),
        "next_url": f"?{here.urlencode()}&after={page.next_cursor}" if page.next_cursor else "",
        "first_url": "" if page.is_first else f"?{here.urlencode()}",
        "is_about_people": ref.measure != Measure.ACTIVITIES,
    }
    return page_or_part(request, "reports/figure_rows.html", "reports/_figure_rows.html", context)


def _figure(request: PortalRequest) -> FigureRef:
    asked = request.GET
    month = _month(asked.get("month", ""))
    cohort = asked.get("cohort", "")
    if asked.get("measure") not in Measure.values or month is None or cohort not in COHORT_VALUES:
        raise Http404("no such figure")
    try:
        office = get_object_or_404(Office.objects.visible_to(request.scope), pk=asked.get("office", ""))
    except (ValueError, ValidationError) as error:
        raise Http404("no such office") from error
    return FigureRef(
        measure=asked["measure"],
        month=month,
        office=office,
        is_child=COHORT_VALUES[cohort],
        sex=asked.get("sex", ""),
        key=asked.get("key", ""),
        category=asked.get("category", ""),
    )


def _month(text: str) -> date | None:
    try:
        return parse_date(f"{text}-01")
    except ValueError:
        return None


def _parts(ref: FigureRef) -> list[str]:
    """What narrows the figure, in words."""
    parts = []
    if ref.is_child is not None:
        parts.append(_("anak") if ref.is_child else _("dewasa"))
    if ref.key:
        parts.append(str(key_label(ref.measure, ref.key)))
    if ref.category:
        parts.append(str(category_label(ref.measure, ref.category)))
    return parts


def _published_value(request: PortalRequest, ref: FigureRef) -> int:
    """The published figure; 0 too where the month has none, which the page tells apart by its date."""
    figures = shown_figures(request.scope, office=ref.office, first=ref.month, last=ref.month, is_child=ref.is_child)
    chosen = {name: value for name in ("sex", "key", "category") if (value := getattr(ref, name))}
    return figures.filter(measure=ref.measure, **chosen).aggregate(total=Sum("value"))["total"] or 0


def _back(request: PortalRequest, ref: FigureRef) -> dict[str, Any]:
    return {"office": ref.office.pk, "month": f"{ref.month:%Y-%m}", "cohort": request.GET.get("cohort", "")}
