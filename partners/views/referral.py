"""Pages that show referrals: the list, one of them, and those of a client."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.paging import keyset_page, next_url
from clients.models import Guidance
from partners.actions.referral import REROUTABLE
from partners.choices_referral import NEXT_STAGES, OPEN, Outcome, ReferralStage, ReportDecision
from partners.forms.referral import ReferralFilterForm
from partners.models import Referral
from partners.permissions import may_write_referral
from partners.queries import referral as queries
from partners.views.referral_steps import steps_of


def visible_referral(request: PortalRequest, pk: int) -> Referral:
    """The referral of a client in sight, else 404."""
    rows = Referral.objects.visible_to(request.full_scope.narrowed(queries.VIEW))
    return get_object_or_404(queries.with_names(rows), pk=pk)


@require_safe
@requires(queries.VIEW)
def referral_list(request: PortalRequest) -> HttpResponse:
    """Referrals of the clients in sight; those that wait for the PK can be picked out."""
    form = ReferralFilterForm(request.GET)
    found = queries.referrals(request.scope, form.wanted)
    page = keyset_page(found, order=("-since_on", "-pk"), cursor=request.GET.get("after", ""))
    context = {"form": form, "page": page, "total": found.count(), "next_url": next_url(request.GET, page)}
    return render(request, "partners/referral_list.html", context)


@require_safe
@requires(queries.VIEW)
def client_referrals(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """The tab of a client's file."""
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office", "officer")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    record_read(subject=guidance, by=request.user, part="referral")
    may_write = request.full_scope.covers(
        "partners.write_referral",
        office_id=guidance.office_id,
        officer_id=guidance.officer_id,
        is_child=guidance.is_child,
    )
    context = {
        "guidance": guidance,
        "rows": queries.referrals_of(guidance, request.scope),
        "may_write": may_write and guidance.ended_on is None,
    }
    return render(request, "partners/client_referrals.html", context)


@require_safe
@requires(queries.VIEW)
def referral_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One referral with its steps, sessions, reports and changes; a trail is left of the reading."""
    referral = visible_referral(request, pk)
    record_read(subject=referral.guidance, by=request.user, part="referral")
    return render(request, "partners/referral_detail.html", detail_context(request, referral))


def detail_context(request: PortalRequest, referral: Referral) -> dict[str, Any]:
    may_write = may_write_referral(referral, request.full_scope)
    reports = queries.reports_of(referral)
    needs = queries.needs_of(referral)
    words = {need.row.pk: need.label for need in needs}
    for report in reports:
        vars(report)["answers"] = [
            (words[each.need_id], Outcome(each.outcome).label, each.note) for each in report.outcomes.all()
        ]
    standing = [report for report in reports if report.decision != ReportDecision.RETURNED]
    is_over = referral.stage in (ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY)
    return {
        "referral": referral,
        "guidance": referral.guidance,
        "needs": needs,
        "told": queries.told(referral),
        "place": queries.place_in_queue(referral),
        "moves": referral.moves.select_related("by").order_by("-pk"),
        "changes": referral.changes.select_related("by"),
        "sessions": queries.sessions_of(referral),
        "reports": reports,
        "steps": steps_of(referral) if may_write else [],
        "may_write": may_write,
        "may_edit": may_write and referral.stage in OPEN,
        "may_send": may_write and ReferralStage.SENT in NEXT_STAGES[ReferralStage(referral.stage)],
        "may_reroute": may_write
        and referral.stage in REROUTABLE
        and referral.guidance.ended_on is None
        and not hasattr(referral, "rerouted_to"),
        "may_add_session": may_write and referral.started_on is not None,
        "may_report": may_write and is_over and not standing,
        "may_review": may_write and any(report.decision == ReportDecision.WAITING for report in standing),
        "rerouted_to": getattr(referral, "rerouted_to", None),
    }
