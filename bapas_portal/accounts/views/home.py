"""Signing in and out, and where each role begins its day."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bapas_portal.accounts.demo import demo_accounts
from bapas_portal.accounts.forms import SignInForm
from bapas_portal.accounts.models import Notice
from bapas_portal.core.access import PortalRequest, public, signed_in

# The first page whose permission the reader holds is where the day begins.
FIRST_PAGES = (
    ("clients.assess", "clients:caseload"),
    ("programs.approve_plan", "programs:plan_inbox"),
    ("clients.view_client", "clients:caseload"),
    ("reports.view_dashboard", "reports:dashboard"),
    ("accounts.manage_users", "accounts:user_list"),
    ("partners.serve_referral", "own:home"),
)


class SignIn(LoginView):
    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict:
        accounts = demo_accounts() if settings.DEMO_MODE else []
        return super().get_context_data(demo_accounts=accounts, **kwargs)


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view())


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
