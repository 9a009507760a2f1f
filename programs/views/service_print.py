"""The letters of a service order as PDF: the certificate of completion, and the report to the prosecutor."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from programs.files.service import certificate_pdf, report_pdf
from programs.models import ServiceOrder
from programs.queries.service_sheet import ServiceSheet, check_certifiable, printable_orders, sheet_of


@require_safe
@requires("programs.view_service")
def service_certificate(request: PortalRequest, pk: int) -> HttpResponse:
    """That the client served every hour; only for an order that is done, else 409 says what is missing."""
    order = _visible_order(request, pk)
    check_certifiable(order)
    file = certificate_pdf(_sheet(request, order), by=request.user.name, at=timezone.now())
    return _printed(request, order, file, name="surat-keterangan")


@require_safe
@requires("programs.view_service")
def service_report(request: PortalRequest, pk: int) -> HttpResponse:
    """What the prosecutor is told of an order, running or ended, with the whole ledger."""
    order = _visible_order(request, pk)
    file = report_pdf(_sheet(request, order), by=request.user.name, at=timezone.now())
    return _printed(request, order, file, name="laporan-jaksa")


def _visible_order(request: PortalRequest, pk: int) -> ServiceOrder:
    return get_object_or_404(printable_orders(request.scope), pk=pk)


def _sheet(request: PortalRequest, order: ServiceOrder) -> ServiceSheet:
    return sheet_of(order, scope=request.scope, today=today_in(order.guidance.office.zone))


def _printed(request: PortalRequest, order: ServiceOrder, file: bytes, *, name: str) -> HttpResponse:
    """The file, named by the order's number and never by a person; printing leaves a trail."""
    record_read(
        subject=order,
        by=request.user,
        office_id=order.guidance.office_id,
        act="printed",
        part=name,
        guidance=order.guidance_id,
        digest=hashlib.sha256(file).hexdigest(),
    )
    headers = {
        "Content-Disposition": f'inline; filename="{name}-{order.pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
