"""One's own account: password and keys to the API."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bapas_portal.accounts.actions.token import add_token, revoke_token
from bapas_portal.accounts.forms import TokenForm
from bapas_portal.accounts.models import ApiToken, User
from bapas_portal.audit.trail import record
from bapas_portal.core.access import PortalRequest, signed_in
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.forms import put_errors

USUAL_LIFE = timedelta(days=90)


class PasswordChange(PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:home")

    @transaction.atomic
    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        answer = super().form_valid(form)
        record(verb="user.password_changed", subject=cast(User, self.request.user), by=self.request.user)
        messages.success(self.request, _("Kata sandi sudah diganti."))
        return answer

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


password_change = signed_in(PasswordChange.as_view())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def token_list(request: PortalRequest) -> HttpResponse:
    """One's own keys, and a form for a new one; the new key stands on the answer to the form and nowhere else."""
    form = TokenForm(request.POST or None, initial={"expires_on": today_in() + USUAL_LIFE})
    key = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, key = add_token(by=request.user, **form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
        else:
            form = TokenForm(initial={"expires_on": today_in() + USUAL_LIFE})
    tokens = ApiToken.objects.filter(user=request.user).order_by("-created_at")
    context = {"form": form, "key": key, "tokens": tokens, "today": today_in()}
    return render(request, "accounts/token_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def token_revoke(request: PortalRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.filter(user=request.user), pk=pk)
    if request.method == "POST":
        revoke_token(token_id=token.pk, by=request.user)
        messages.success(request, _("Kunci dicabut. Program yang memakainya tidak dapat masuk lagi."))
        return redirect("accounts:token_list")
    cancel_url = reverse_lazy("accounts:token_list")
    return render(request, "accounts/token_revoke.html", {"token": token, "cancel_url": cancel_url})
