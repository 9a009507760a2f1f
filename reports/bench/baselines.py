"""What pages are held against: the base template with nothing in it, and a form that writes one plain row."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.core.access import PortalRequest, signed_in
from bapas_portal.core.models import Job


@require_safe
@signed_in
def empty_page(request: PortalRequest) -> HttpResponse:
    return render(request, "base.html")


@require_POST
@signed_in
def one_row(request: PortalRequest) -> HttpResponse:
    """Middleware, session and scope as everywhere; one INSERT in a transaction; a redirect."""
    with transaction.atomic():
        Job.objects.create(task="bench.nothing", owner_id=request.user.pk, params={"note": request.POST["note"]})
    return redirect("bench_empty")
