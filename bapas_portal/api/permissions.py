"""Every API view names one permission per method in `permission_names`; request.scope is narrowed to it."""

from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission


class HasNamedPermission(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        # OPTIONS describes nothing here (no metadata class), and a view of one POST has no permission to read.
        if request.method == "OPTIONS" or not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        name = self.name_for(str(request.method), view)
        scope = getattr(request._request, "full_scope", request._request.scope)
        if not scope.holds(name):
            return False
        request._request.full_scope = scope
        request.scope = request._request.scope = scope.narrowed(name)
        return True

    @staticmethod
    def name_for(method: str, view: Any) -> str:
        """`permission_names` maps an HTTP method (or "*") to a permission; a view without one fails."""
        names = view.permission_names
        return names.get("GET" if method in ("HEAD", "OPTIONS") else method) or names["*"]
