"""Where each role begins its day."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bapas_portal.accounts.models import Notice
from bapas_portal.core.access import PortalRequest, signed_in

# The first page whose permission the reader holds is where the day begins.
FIRST_PAGES = (
    ("clients.assess", "clients:caseload"),
    ("programs.approve_plan", "programs:plan_inbox"),
    ("clients.view_client", "clients:caseload"),
    ("reports.view_dashboard", "reports:dashboard"),
    ("accounts.manage_users", "accounts:user_list"),
    ("partners.serve_referral", "own:home"),
)


@require_safe
@signed_in
def home(request: PortalRequest) -> HttpResponse:
    """Where the day begins: at what waits for this person, else at the first page of the role."""
    waits = Notice.objects.filter(user=request.user, done_at=None)
    if "lanjut" not in request.GET and waits.exists():
        return redirect("accounts:notice_page")
    for permission, url_name in FIRST_PAGES:
        if request.scope.holds(permission):
            return redirect(url_name)
    return render(request, "accounts/no_role.html")
