"""Errors in one shape: {"code": ..., "message": ..., "fields": {name: [text]}}."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler
from rest_framework.views import set_rollback

from bapas_portal.core.errors import DomainError, Invalid


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A row an action does not find is outside the scope, or nowhere: 404 either way."""
    if isinstance(error, DomainError):
        fields = {name: [str(text)] for name, text in error.fields.items()} if isinstance(error, Invalid) else {}
        set_rollback()
        return Response(_shape(error.code, str(error.message), fields), status=error.http_status)
    if isinstance(error, Http404 | ObjectDoesNotExist):
        error = exceptions.NotFound(_("Tidak ada, atau di luar lingkup tugas Anda."))
    answer = drf_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        answer.data = _shape("invalid", _("Ada isian yang belum benar."), _fields(answer.data))
    else:
        answer.data = _shape(_code_of(error), str(answer.data.get("detail", "")), {})
    return answer


def _shape(code: str, message: str, fields: dict[str, list[str]]) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields}


def _fields(found: Any, name: str = "") -> dict[str, list[str]]:
    """DRF's nested errors, flat: {"person": {"name": [..]}} becomes {"person.name": [..]}."""
    if isinstance(found, dict):
        flat: dict[str, list[str]] = {}
        for key, inner in found.items():
            flat |= _fields(inner, f"{name}.{key}" if name else str(key))
        return flat
    if isinstance(found, list) and any(isinstance(inner, dict) for inner in found):
        return _fields(dict(enumerate(found)), name)
    texts = found if isinstance(found, list) else [found]
    return {name or "non_field_errors": [str(text) for text in texts]}


def _code_of(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return getattr(error, "default_code", "error")
