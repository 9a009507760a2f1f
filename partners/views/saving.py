"""What the forms of a partner's parts do alike: save once, keep what was typed, show both wordings of a stale edit."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_again, put_errors
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.wordings import both_wordings


def saved(request: PortalRequest, form: forms.Form, act: Callable[[], Model], said: str | Promise) -> Model | None:
    """Do `act` with a valid form; what it refuses stands on the form, and the answer is None."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        row = act()
    except (Invalid, WrongState) as error:
        put_errors(form, error)
        return None
    tell_saved(request, row, said)
    return row


def changed(
    request: PortalRequest,
    form: forms.Form,
    act: Callable[[], Model],
    stored: Callable[[], dict[str, Any]],
    said: str | Promise,
) -> tuple[bool, list[dict[str, str]] | None]:
    """As `saved`, for a row that somebody else may have saved meanwhile: (done, both wordings or None).

    `stored`: what the row says now, by field of the form.
    """
    if request.method != "POST" or not form.is_valid():
        return False, None
    try:
        act()
    except StaleEdit:
        now = stored()
        conflict = both_wordings(form, now)
        put_again(form, lock_version=str(now["lock_version"]))
        return False, conflict
    except (Invalid, WrongState) as error:
        put_errors(form, error)
        return False, None
    messages.success(request, str(said))
    return True, None


def form_page(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form, again or for the first time; `context` has "form" and "conflict"."""
    form = context["form"]
    status = 409 if context.get("conflict") is not None else 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


def acted(request: PortalRequest, act: Callable[[], Model], said: str | Promise) -> bool:
    """An act without a form: a refusal of the state is told instead of done."""
    try:
        act()
    except WrongState as error:
        messages.info(request, str(error.message))
        return False
    messages.success(request, str(said))
    return True
