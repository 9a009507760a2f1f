"""What every room's API door shares: rows in scope, filters with a fixed shape, and keys that save once.

Paging, tokens, errors and the schema belong to bapas_portal/api, which stands above the rooms.
"""

import uuid
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from bapas_portal.core.scope import NOBODY, Scope

BIGGEST_ID = 2**63 - 1
PAGING = frozenset({"cursor", "page_size", "format"})


class IdField(serializers.IntegerField):
    """A row's number; larger than the column can hold is refused here instead of failing in the database."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST_ID, **kwargs)


class MonthField(serializers.DateField):
    """A month, written 2026-11 or by any of its days; read as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Bulan, ditulis 2026-11."))
        super().__init__(input_formats=["%Y-%m", "iso-8601"], **kwargs)

    def to_internal_value(self, value: Any) -> Any:
        return super().to_internal_value(value).replace(day=1)


class FileNegotiation(BaseContentNegotiation):
    """For a door that answers with a file whatever `Accept` says; its refusals are JSON as everywhere."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class NoFilters(serializers.Serializer):
    """A list without filters."""


class ApiRequest(Request):
    """A request as the doors see it, after its token and its permission."""

    user: Any
    scope: Scope
    full_scope: Scope


class ScopedViewSet(GenericViewSet):
    """The door of one resource.

    permission_names: HTTP method -> permission, as HasNamedPermission reads it. filters: a serializer of the
    query parameters; the source of each is a field lookup. An unknown parameter is refused: a misspelt filter
    must not answer with more rows than asked for. summaries: action -> one line for the API's page.
    """

    permission_names: dict[str, str] = {}
    filters: type[serializers.Serializer] = NoFilters
    summaries: dict[str, str | Promise] = {}
    tag: str | Promise = ""
    lookup_value_converter = "int"

    @property
    def scope(self) -> Scope:
        return getattr(self.request, "scope", NOBODY)

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        asked = self.asked() if self.action == "list" else {}
        return self.filtered(queryset, asked)

    def asked(self) -> dict[str, Any]:
        """Field lookup -> value of the filters given. Raises ValidationError by parameter name."""
        form = self.filters(data=self.request.query_params)
        strange = set(self.request.query_params) - set(form.fields) - PAGING
        if strange:
            raise ValidationError({name: [_("Saringan ini tidak dikenal.")] for name in sorted(strange)})
        form.is_valid(raise_exception=True)
        given = [field.source or name for name, field in form.fields.items() if name in self.request.query_params]
        return {lookup: form.validated_data[lookup] for lookup in given if lookup in form.validated_data}

    def filtered(self, rows: models.QuerySet, asked: dict[str, Any]) -> models.QuerySet:
        """`rows` narrowed by `asked`; a room overrides it where a filter is not a plain lookup."""
        return rows.filter(**asked)


class KeyedInput(serializers.Serializer):
    """Input that saves once: the same form_key a second time answers with the first row."""

    form_key = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text=_("UUID: nilai yang sama tidak menyimpan dua kali. Boleh juga pada tajuk Idempotency-Key."),
    )


def form_key_of(request: Request, given: uuid.UUID | None) -> uuid.UUID | None:
    """The body's form_key, else the header Idempotency-Key (a UUID). Raises ValidationError."""
    header = request.headers.get("Idempotency-Key")
    if given is not None or not header:
        return given
    try:
        return uuid.UUID(header)
    except ValueError:
        raise ValidationError({"form_key": [_("Idempotency-Key harus berupa UUID.")]}) from None
