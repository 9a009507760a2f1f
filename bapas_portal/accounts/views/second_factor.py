"""One's own second factor: what stands, setting it up, recovery codes, switching it off."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts import second_step, totp
from bapas_portal.accounts.actions.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    end_second_factor,
    make_recovery_codes,
)
from bapas_portal.accounts.forms import AnyCodeForm, AppCodeForm, PasswordAndCodeForm, PasswordForm
from bapas_portal.accounts.permissions import is_exempt, must_have_second_factor, second_factor_due_on
from bapas_portal.accounts.queries import begun_factor_of, codes_left, second_factor_of
from bapas_portal.core.access import PortalRequest, View, leads_in, signed_in
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.forms import put_errors
from bapas_portal.core.ui.qr import qr_svg

METHODS = ["GET", "HEAD", "POST"]
PAGE = "accounts:second_factor"


def _own_form(view: Callable[..., HttpResponse]) -> View:
    """A form of one's own secrets: kept by no cache and no error report, closed after too many wrong tries."""

    @sensitive_post_parameters("password", "code")
    @never_cache
    @require_http_methods(METHODS)
    @signed_in
    @wraps(view)
    def closed_after_tries(request: PortalRequest) -> HttpResponse:
        closed = second_step.locked_out(request, request.user) if request.method == "POST" else None
        return closed or view(request)

    return closed_after_tries


def _refused(request: PortalRequest, form: forms.Form, error: DomainError) -> None:
    """A wrong password or code counts as a try; a state that does not fit does not."""
    if isinstance(error, Invalid):
        second_step.note_failure(request, request.user)
    put_errors(form, error)


@never_cache
@require_safe
@leads_in
@signed_in
def second_factor(request: PortalRequest) -> HttpResponse:
    """What stands, and what can be done."""
    factor = second_factor_of(request.user)
    must = must_have_second_factor(request.user, request.scope)
    due_on = second_factor_due_on(request.user)
    context = {
        "factor": factor,
        "left": codes_left(factor) if factor else 0,
        "must": must,
        "due_on": due_on,
        "is_due": must and today_in() >= due_on,
        "is_exempt": is_exempt(request.user),
    }
    return render(request, "accounts/second_factor.html", context)


@leads_in
@_own_form
def second_factor_begin(request: PortalRequest) -> HttpResponse:
    """The password first (a code too, for another phone); then the page with the QR code."""
    is_on = second_factor_of(request.user) is not None
    form = (PasswordAndCodeForm if is_on else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"code": "", **form.cleaned_data}
        try:
            begin_second_factor(by=request.user, **given)
        except DomainError as error:
            _refused(request, form, error)
        else:
            return redirect("accounts:second_factor_confirm")
    return _page(request, "accounts/second_factor_begin.html", form, is_on=is_on)


@leads_in
@_own_form
def second_factor_confirm(request: PortalRequest) -> HttpResponse:
    """The QR code, and the first code of the app; the recovery codes stand on the answer and nowhere else."""
    begun = begun_factor_of(request.user)
    if begun is None:
        return redirect(PAGE)
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factor, codes = confirm_second_factor(code=form.cleaned_data["code"], by=request.user)
        except DomainError as error:
            _refused(request, form, error)
        else:
            second_step.mark_passed(request, factor.pk)
            return _codes_page(request, codes, is_new=True)
    secret = str(begun.secret)
    address = totp.address_of(secret, request.user.username)
    label = _("Kode QR untuk aplikasi autentikator")
    given = {"qr": qr_svg(address, label), "address": address, "secret": totp.in_fours(secret)}
    return _page(request, "accounts/second_factor_confirm.html", form, **given)


@_own_form
def recovery_codes(request: PortalRequest) -> HttpResponse:
    """Ten new recovery codes; they stand on the answer to the form and nowhere else."""
    form = AnyCodeForm(request.POST or None)
    if second_factor_of(request.user) is None:
        return redirect(PAGE)
    if request.method == "POST" and form.is_valid():
        try:
            codes = make_recovery_codes(code=form.cleaned_data["code"], by=request.user)
        except DomainError as error:
            _refused(request, form, error)
        else:
            return _codes_page(request, codes, is_new=False)
    return _page(request, "accounts/recovery_codes_ask.html", form)


@_own_form
def second_factor_off(request: PortalRequest) -> HttpResponse:
    """Switching off, where the policy lets."""
    form = PasswordAndCodeForm(request.POST or None)
    if second_factor_of(request.user) is None:
        return redirect(PAGE)
    if request.method == "POST" and form.is_valid():
        try:
            end_second_factor(by=request.user, **form.cleaned_data)
        except DomainError as error:
            _refused(request, form, error)
        else:
            second_step.mark_passed(request, None)
            messages.success(request, _("Verifikasi dua langkah dimatikan. Masuk cukup dengan kata sandi."))
            return redirect(PAGE)
    must = must_have_second_factor(request.user, request.scope)
    return _page(request, "accounts/second_factor_off.html", form, must=must)


def _page(request: PortalRequest, template: str, form: forms.Form, **given: Any) -> HttpResponse:
    return render(request, template, {"form": form, **given}, status=422 if form.errors else 200)


def _codes_page(request: PortalRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    lines = [_("Kode pemulihan Portal Bapas"), request.user.username, "", *codes]
    context = {
        "codes": codes,
        "is_new": is_new,
        "as_file": "data:text/plain;charset=utf-8," + quote("\r\n".join(lines)),
    }
    return render(request, "accounts/recovery_codes.html", context)
