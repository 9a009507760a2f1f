"""Doors of one client's tier: the page that explains it, and the button that works it out anew."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import WrongState
from clients.actions.tier import recompute_tier
from clients.models import Guidance
from clients.permissions.assessment import may_assess
from clients.queries.tier_file import tier_file


@require_safe
@requires("clients.view_client")
def tier_detail(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    record_read(subject=guidance, by=request.user, page="tier")
    context = {
        "guidance": guidance,
        "file": tier_file(guidance),
        "may_assess": may_assess(request.full_scope, guidance),
    }
    return render(request, "clients/tier_detail.html", context)


@require_POST
@requires("clients.assess")
def tier_recompute(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = get_object_or_404(Guidance.objects.visible_to(request.scope), pk=guidance_pk)
    try:
        tier = recompute_tier(guidance_id=guidance.pk, by=request.user, scope=request.scope)
    except WrongState as refused:
        messages.error(request, str(refused.message))
    else:
        done = _("Intensitas dihitung ulang.") if tier else _("Intensitas tetap: masukannya tidak berubah.")
        messages.success(request, done)
    return redirect("clients:tier_detail", guidance_pk=guidance.pk)
