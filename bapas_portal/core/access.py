"""One decorator names the permission of a view; one marks the few views that anyone may open."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bapas_portal.core.scope import Scope

View = Callable[..., HttpResponseBase]


class PortalRequest(HttpRequest):
    """A signed-in request as views see it, after the middleware."""

    scope: Scope
    full_scope: Scope
    htmx: Any
    user: Any


def requires(permission: str) -> Callable[[View], View]:
    """Open the view only to holders of `permission`, and narrow request.scope to where they hold it.

    Without the permission the answer is 403. A row outside the narrowed scope is 404 by `visible_to`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.scope.holds(permission):
                raise PermissionDenied(permission)
            request.full_scope = request.scope
            request.scope = request.scope.narrowed(permission)
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """A view for people who are not signed in; the guard test keeps the list of these short."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def leads_in(view: View) -> View:
    """A view that opens to somebody who still has to set up a second factor: the way to it."""
    view.leads_in = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """A view for anyone signed in, with no rows of its own behind it (home, own account)."""
    view.is_for_signed_in = True  # type: ignore[attr-defined]
    return view
