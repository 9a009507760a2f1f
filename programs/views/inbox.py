"""What waits: plans to decide on, and one's own that are not approved yet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.paging import keyset_page, next_url
from programs.queries import plan as queries
from programs.queries.plan_answer import answers_of_waiting
from programs.queries.plan_late import waiting_of


@require_safe
@requires("programs.view_plan")
def plan_inbox(request: PortalRequest) -> HttpResponse:
    """Approvers see what was handed in where they may approve, the oldest first; writers their own work."""
    scope = request.full_scope
    approves, writes = scope.holds("programs.approve_plan"), scope.holds("programs.write_plan")
    waiting = queries.inbox(scope.narrowed("programs.approve_plan"))
    mine = scope.narrowed("programs.write_plan")
    page = keyset_page(waiting, order=("submitted_at", "pk"), cursor=request.GET.get("after", ""))
    said = answers_of_waiting(request.scope, page.rows)
    for plan in page.rows:
        plan.said = said.get(plan.pk)
    return render(
        request,
        "programs/plan_inbox.html",
        {
            "approves": approves,
            "writes": writes,
            "page": page,
            "next_url": next_url(request.GET, page),
            "own_plans": queries.own_work(mine)[: queries.OWN_ROWS] if writes else [],
            "late": waiting_of(request.scope, is_mine=writes),
            "unplanned": queries.without_plan(mine)[: queries.OWN_ROWS] if writes else [],
        },
    )
