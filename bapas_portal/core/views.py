"""Pages that belong to no room: errors and a job's progress."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, signed_in
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.models import Job


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@require_safe
@signed_in
def job_progress(request: PortalRequest, job_id: str) -> HttpResponse:
    """The progress of one's own job; polled by HTMX, reloaded by hand with scripts off."""
    job = get_object_or_404(Job.objects.filter(owner_id=request.user.pk), pk=job_id)
    return page_or_part(request, "core/job.html", "core/_job.html", {"job": job})
