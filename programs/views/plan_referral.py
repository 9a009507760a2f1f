"""From a step of the plan to a partner's service."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions.plan_referral import refer_step
from programs.forms.plan_referral import StepReferralForm
from programs.models import PlanStep
from programs.queries.plan_referral import first_service, is_referable, referral_of, service_choices


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_referral")
def step_refer(request: PortalRequest, pk: int) -> HttpResponse:
    """Draft a referral for a partner's step; what is shared, consent and sending follow on the referral's own page."""
    related = ("line__need", "line__partner", "line__plan__guidance__client", "line__plan__guidance__office")
    rows = PlanStep.objects.visible_to(request.scope).current().select_related(*related)
    step = get_object_or_404(rows, pk=pk)
    guidance = step.line.plan.guidance
    referred = referral_of(step, request.full_scope)
    services = service_choices(step.line, guidance)
    first = StepReferralForm.initial_for(step, first_service(services, step.line))
    form = StepReferralForm(request.POST or None, services=services, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            referral = refer_step(step_id=pk, by=request.user, scope=request.full_scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, referral, _("Draf rujukan tersimpan. Periksa apa yang dilihat mitra, lalu kirim."))
            return redirect("partners:referral_detail", referral.pk)
    context = {
        "form": form,
        "step": step,
        "guidance": guidance,
        "referred": referred,
        "may_begin": is_referable(step, referred) or form.is_bound,
        "has_services": len(services) > 1,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programs/step_refer.html", context, status=status)
