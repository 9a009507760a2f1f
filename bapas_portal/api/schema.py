"""OpenAPI 3.1 of the API: what drf-spectacular reads from the views, with our errors and permissions added."""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from bapas_portal.api.permissions import HasNamedPermission
from bapas_portal.core.resources import KeyedInput, NoFilters, ScopedViewSet

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ERRORS = {
    "400": _("Ada isian atau saringan yang belum benar; fields menyebut yang mana."),
    "401": _("Belum masuk, atau kunci tidak berlaku."),
    "403": _("Peran Anda tidak berwenang untuk ini."),
    "404": _("Tidak ada, atau di luar lingkup tugas Anda."),
    "409": _("Keadaannya sudah berubah: sudah diputus, sudah diajukan, atau belum siap."),
    "429": _("Terlalu banyak permintaan; ulangi setelah waktu pada Retry-After."),
}
IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "format": "uuid"},
    location=OpenApiParameter.HEADER,
    description=_("Permintaan kedua dengan nilai yang sama dijawab dengan baris yang pertama."),
)


FIELDS_HELP = _("Nama isian ke daftar pesan.")


class ErrorSerializer(serializers.Serializer):
    """The one shape of every error."""

    code = serializers.CharField(help_text=_("Untuk program, misalnya not_found."))
    message = serializers.CharField(help_text=_("Untuk orang."))

    def get_fields(self) -> dict[str, Any]:
        """A serializer has `fields` of its own, so this one is not declared above."""
        texts = serializers.ListField(child=serializers.CharField())
        return {**super().get_fields(), "fields": serializers.DictField(child=texts, help_text=FIELDS_HELP)}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "bapas_portal.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": str(_("Kunci dari halaman Kunci API."))}


class PortalSchema(AutoSchema):
    """One operation: summary and tag from the view, filters, errors, and the permission it asks for."""

    view: Any

    def get_summary(self) -> str:
        action = getattr(self.view, "action", None) or self.method.lower()
        return str(self.view.summaries.get(action, ""))

    def get_operation_id(self) -> str:
        """ "plans_approve", without the "create" that a POST would add."""
        name = super().get_operation_id()
        return name if getattr(self.view, "action", "create") == "create" else name.removesuffix("_create")

    def get_description(self, path: str = "", method: str = "") -> str:
        return ""

    def get_tags(self) -> list[str]:
        return [str(self.view.tag)]

    def get_extensions(self) -> dict[str, str]:
        if not self.view.permission_names:
            return {}
        return {"x-permission": HasNamedPermission.name_for(self.method, self.view)}

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = []
        if self._is_filtered():
            found.append(self.view.filters)
        if self.method in WRITES and _is_keyed(self.get_request_serializer()):
            found.append(IDEMPOTENCY_KEY)
        return found

    def _is_filtered(self) -> bool:
        return isinstance(self.view, ScopedViewSet) and self.view.action == "list" and self.view.filters != NoFilters

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        error = self.resolve_serializer(ErrorSerializer, "response").ref
        answers = super()._get_response_bodies(direction)
        for code in self._error_codes():
            answers[code] = {"description": str(ERRORS[code]), "content": {"application/json": {"schema": error}}}
        return answers

    def _error_codes(self) -> list[str]:
        codes = {"401", "429"}
        if self.view.permission_names:
            codes.add("403")
        if "{" in self.path or self._is_list_view():
            codes.add("404")
        if self.method in WRITES:
            codes |= {"400", "403", "404", "409"}
        elif self._is_list_view():
            codes.add("400")
        return sorted(codes)


def _is_keyed(serializer: Any) -> bool:
    return isinstance(serializer, type) and issubclass(serializer, KeyedInput)


def schema_document() -> dict[str, Any]:
    """The whole document in the reader's language, made once a process: it takes a second or two."""
    return _document(get_language() or "id")


@lru_cache(maxsize=4)
def _document(language: str) -> dict[str, Any]:
    with override(language):
        return SchemaGenerator().get_schema(request=None, public=True)
