"""request.scope, worked out once a request."""

from collections.abc import Callable

from django.http import HttpResponse

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.access import PortalRequest
from bapas_portal.core.scope import NOBODY


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.scope = scope_of(request.user) if request.user.is_authenticated else NOBODY
        return self.get_response(request)
