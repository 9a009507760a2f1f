"""A proposal before the day: handed to the head, approved or given back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors
from programs.actions import proposal as actions
from programs.forms.activity_part import ProposalDecisionForm
from programs.models import CareActivity
from programs.views.activity_page import activity_context, visible_activity


@require_POST
@requires("programs.write_activity")
def activity_propose(request: PortalRequest, pk: int) -> HttpResponse:
    get_object_or_404(CareActivity.objects.visible_to(request.scope), pk=pk)
    try:
        actions.propose_activity(activity_id=pk, by=request.user, scope=request.scope)
    except (Invalid, WrongState) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Usulan diajukan ke Kepala Bapas."))
    return redirect("programs:activity_detail", pk)


@require_POST
@requires("programs.approve_activity")
def proposal_decide(request: PortalRequest, pk: int) -> HttpResponse:
    get_object_or_404(CareActivity.objects.visible_to(request.scope), pk=pk)
    activity = visible_activity(request, pk)
    form = ProposalDecisionForm(request.POST)
    approve = request.POST.get("decision") == "approve"
    if not form.is_valid():
        return _again(request, activity, form)
    comment = form.cleaned_data["comment"]
    try:
        actions.decide_proposal(activity_id=pk, approve=approve, comment=comment, by=request.user, scope=request.scope)
    except Invalid as error:
        put_errors(form, error)
        return _again(request, activity, form)
    except (NotAllowed, WrongState) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Usulan disetujui.") if approve else _("Usulan dikembalikan ke penyusunnya."))
    return redirect("programs:activity_detail", pk)


def _again(request: PortalRequest, activity: CareActivity, form: ProposalDecisionForm) -> HttpResponse:
    context = activity_context(request, activity, proposal_form=form)
    return render(request, "programs/activity_detail.html", context, status=422)
