"""Errors in one shape: {"code": ..., "message": ..., "fields": {name: [text]}}."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from bapas_portal.core.errors import DomainError, Invalid


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, DomainError):
        fields = {name: [str(text)] for name, text in error.fields.items()} if isinstance(error, Invalid) else {}
        return Response(_shape(error.code, str(error.message), fields), status=error.http_status)
    answer = drf_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = answer.data if isinstance(answer.data, dict) else {"non_field_errors": answer.data}
        answer.data = _shape("invalid", "Ada isian yang belum benar.", fields)
    else:
        answer.data = _shape(_code_of(error), str(answer.data.get("detail", "")), {})
    return answer


def _shape(code: str, message: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields}


def _code_of(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return getattr(error, "default_code", "error")
