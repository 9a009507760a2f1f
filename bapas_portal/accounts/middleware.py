"""request.scope, worked out once a request; and no page without the second factor, where one is asked."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bapas_portal.accounts.permissions import must_have_second_factor, second_factor_due_on
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.accounts.second_step import PASSED
from bapas_portal.core.access import PortalRequest
from bapas_portal.core.dates import today_in
from bapas_portal.core.middleware import API_PREFIX, to_sign_in, whole_page_to
from bapas_portal.core.scope import NOBODY


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.scope = scope_of(request.user) if request.user.is_authenticated else NOBODY
        return self.get_response(request)


class SecondFactorMiddleware:
    """Two rules on every page of a session.

    A session that has not shown the factor its person has now is over: switched on elsewhere, replaced, or reset.
    Who must have one and has none is led to set it up before anything else opens. A key to the API is a program's and
    passes; a session at the API counts as nobody.
    """

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PortalRequest, view: Callable, *_: object) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        factor_id = request.user.factor_on_id
        is_public, is_api = getattr(view, "is_public", False), request.path.startswith(API_PREFIX)
        if request.session.get(PASSED) != factor_id:
            logout(request)
            request.scope = NOBODY
            return None if is_public or is_api else to_sign_in(request)
        if factor_id is not None or is_public or getattr(view, "leads_in", False) or not _is_due(request):
            return None
        if is_api:
            request.user, request.scope = AnonymousUser(), NOBODY
            return None
        page = reverse("accounts:second_factor")
        return whole_page_to(page) if request.headers.get("HX-Request") else redirect(page)


def _is_due(request: PortalRequest) -> bool:
    return must_have_second_factor(request.user, request.scope) and today_in() >= second_factor_due_on(request.user)
