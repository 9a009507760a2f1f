"""The history of a plan: one list, the newest first, by kind."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from programs.forms.plan_history import HistoryFilter
from programs.models import ActionPlan
from programs.queries.plan_history import history_page
from programs.views.plan import visible_guidance


@require_safe
@requires("programs.view_plan")
def plan_history(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = visible_guidance(request, guidance_pk)
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.scope), guidance=guidance)
    record_read(subject=guidance, by=request.user, part="plan_history")
    form = HistoryFilter(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    page = history_page(plan, kind=kind, page=request.GET.get("page", ""))
    kept = urlencode({"kind": kind}) if kind else ""
    context = {"guidance": guidance, "form": form, "page": page, "kept": kept}
    return render(request, "programs/plan_history.html", context)
