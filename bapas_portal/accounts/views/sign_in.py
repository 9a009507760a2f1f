"""Signing in, in one step or two, and out."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bapas_portal.accounts import second_step
from bapas_portal.accounts.actions.second_factor import pass_second_factor
from bapas_portal.accounts.demo import demo_accounts
from bapas_portal.accounts.forms import AppCodeForm, RecoveryCodeForm, SignInForm
from bapas_portal.accounts.models import User
from bapas_portal.accounts.permissions import must_have_second_factor, second_factor_due_on
from bapas_portal.accounts.queries import codes_left, second_factor_of
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.access import public
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors

FEW_CODES = 3


class SignIn(LoginView):
    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = cast(User, form.get_user())
        if second_factor_of(user) is not None:
            second_step.wait_for_code(self.request, user, self.get_success_url())
            return redirect("accounts:sign_in_code")
        answer = super().form_valid(form)
        if must_have_second_factor(user, scope_of(user)):
            self._tell_until_when(user)
        return answer

    def _tell_until_when(self, user: User) -> None:
        user.refresh_from_db(fields=["first_signed_in_at"])
        due_on = second_factor_due_on(user)
        if today_in() >= due_on:
            # The page that opens now says it.
            return
        text = _("Peran Anda mewajibkan verifikasi dua langkah. Pasang lewat menu nama di kanan atas sebelum %(day)s.")
        messages.warning(self.request, text % {"day": date_format(due_on, "j F Y")})

    def get_context_data(self, **kwargs: object) -> dict:
        accounts = demo_accounts() if settings.DEMO_MODE else []
        return super().get_context_data(demo_accounts=accounts, **kwargs)


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view())


@public
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code of an app, or one of the recovery codes kept for the day the phone is lost."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    user = second_step.who_waits(request)
    if user is None:
        messages.info(request, _("Langkah kedua menunggu paling lama lima menit. Masuk lagi dengan kata sandi Anda."))
        return redirect("accounts:sign_in")
    closed = second_step.locked_out(request, user)
    if closed is not None:
        return closed
    by_recovery = "pemulihan" in request.GET
    form = (RecoveryCodeForm if by_recovery else AppCodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factor_id, passed_by = pass_second_factor(code=form.cleaned_data["code"], by=user)
        except DomainError as error:
            second_step.note_failure(request, user)
            put_errors(form, error)
        else:
            going_to = second_step.let_in(request, user, factor_id, passed_by)
            _tell_few_codes(request, user)
            return redirect(going_to)
    context = {"form": form, "by_recovery": by_recovery}
    return render(request, "registration/sign_in_code.html", context, status=422 if form.errors else 200)


def _tell_few_codes(request: HttpRequest, user: User) -> None:
    factor = second_factor_of(user)
    left = codes_left(factor) if factor else FEW_CODES
    if left < FEW_CODES:
        text = _("Kode pemulihan Anda tinggal %(left)s. Buat yang baru lewat menu nama, Verifikasi dua langkah.")
        messages.warning(request, text % {"left": left})
