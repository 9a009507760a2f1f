"""The daily report of thirteen blocks: the page with its text to copy, and the same as PDF and XLSX."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from reports.daily_blocks import CLOSING, CLOSING_TEXT, NOT_RECORDED
from reports.files.daily import daily_pdf_bytes, daily_xlsx_bytes
from reports.files.daily_text import daily_text
from reports.files.names import CONTENT_TYPES
from reports.forms import DailyForm
from reports.queries.daily import daily_report
from reports.queries.daily_shapes import Daily
from reports.queries.figures import offices_in_reach


@require_safe
@requires("reports.view_dashboard")
def daily(request: PortalRequest) -> HttpResponse:
    """The report of the reader's own office and today unless asked; a wrong date comes back with its reason."""
    offices = offices_in_reach(request.scope)
    form = _form(request, offices)
    context: dict[str, Any] = {"form": form, "report": None, "has_office": bool(offices)}
    if form.is_valid():
        report = _report(request, form, offices)
        with translation.override("id"):
            text = daily_text(report)
        context |= {
            "report": report,
            "text": text,
            "closing": f"{CLOSING[0]}. {CLOSING[1]}",
            "closing_text": CLOSING_TEXT,
            "not_recorded": NOT_RECORDED,
            "query": _query(form),
        }
    return render(request, "reports/daily.html", context, status=400 if form.errors and offices else 200)


@require_safe
@requires("reports.view_dashboard")
def daily_pdf(request: PortalRequest) -> HttpResponse:
    """What the page shows, printed; a wrong date leads back to the page, which says why."""
    return _file(request, "pdf")


@require_safe
@requires("reports.view_dashboard")
def daily_xlsx(request: PortalRequest) -> HttpResponse:
    """What the page shows, as a workbook; a wrong date leads back to the page, which says why."""
    return _file(request, "xlsx")


def _file(request: PortalRequest, kind: str) -> HttpResponse:
    offices = offices_in_reach(request.scope)
    form = _form(request, offices)
    if not form.is_valid():
        return redirect(f"{reverse('reports:daily')}?{_query(form)}")
    with translation.override("id"):
        report = _report(request, form, offices)
        if kind == "pdf":
            file = daily_pdf_bytes(report, by=request.user.name, at=timezone.now())
        else:
            file = daily_xlsx_bytes(report)
    name = f"laporan-harian-{report.office.code}-{report.day:%Y-%m-%d}.{kind}"
    shown = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(file, content_type=CONTENT_TYPES[kind], headers=headers)


def _report(request: PortalRequest, form: DailyForm, offices: list[Office]) -> Daily:
    office = form.offices[form.cleaned_data["office"]]
    return daily_report(request.scope, office=office, day=form.cleaned_data["day"], offices=offices)


def _form(request: PortalRequest, offices: list[Office]) -> DailyForm:
    """The filters, whole. Readers above a Bapas read tables of the offices below. Raises Http404 for other offices."""
    above = [office for office in offices if office.kind != OfficeKind.BAPAS]
    own = [office for office in above or offices if office.pk == request.scope.office_id]
    first = next(iter(own or above or offices), None)
    given = request.GET.copy()
    if not given.get("office") and first is not None:
        given["office"] = str(first.pk)
    if not given.get("day"):
        given["day"] = today_in(first.zone if first else "WIB").isoformat()
    form = DailyForm(given, offices=above or offices)
    if offices and "office" in form.errors:
        raise Http404("no such office in reach")
    return form


def _query(form: DailyForm) -> str:
    return urlencode({name: form.data.get(name, "") for name in form.fields})
