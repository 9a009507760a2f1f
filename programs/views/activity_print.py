"""The report of an activity as PDF."""

import hashlib

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from programs.files.activity_report import activity_pdf
from programs.views.activity_page import visible_activity


@require_safe
@requires("programs.view_activity")
def activity_report(request: PortalRequest, pk: int) -> HttpResponse:
    """What the page tells without a name; printing leaves a trail."""
    activity = visible_activity(request, pk)
    file = activity_pdf(activity, by=request.user.name, at=timezone.now())
    digest = hashlib.sha256(file).hexdigest()
    record_read(subject=activity, by=request.user, office_id=activity.office_id, act="printed", digest=digest)
    headers = {
        "Content-Disposition": f'inline; filename="laporan-kegiatan-{activity.pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
