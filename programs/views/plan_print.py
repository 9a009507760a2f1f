"""The client's own copy of the plan, as PDF."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from programs.files.client_plan import client_plan_pdf
from programs.queries.client_plan import client_plan, printable_guidances


@require_safe
@requires("programs.view_plan")
def plan_print(request: PortalRequest, guidance_pk: int, number: int | None = None) -> HttpResponse:
    """The version in force, or the one of this number, named by the guidance's number and never by a person."""
    guidance = get_object_or_404(printable_guidances(request.scope), pk=guidance_pk)
    sheet = client_plan(guidance, scope=request.scope, number=number, today=today_in(guidance.office.zone))
    if sheet is None:
        raise Http404
    file = client_plan_pdf(sheet, by=request.user.name, at=timezone.now())
    record_read(
        subject=guidance,
        by=request.user,
        act="printed",
        part="plan",
        number=sheet.version.number,
        digest=hashlib.sha256(file).hexdigest(),
    )
    headers = {
        "Content-Disposition": f'inline; filename="rencana-{guidance.pk}-v{sheet.version.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
