"""Cursor paging with a cap: no caller can ask for a page that hangs a worker (stack.md 5)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

MAX_PAGE_SIZE = 200


class CappedCursorPagination(CursorPagination):
    """Newest first, by row number. A larger page than the cap is answered with the cap."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE
    ordering = "-pk"
    invalid_cursor_message: Any = _("Penanda halaman ini tidak dikenal. Mulailah lagi tanpa cursor.")
    cursor_query_description: Any = _("Penanda halaman, dari next atau previous.")
    page_size_query_description: Any = _("Baris per halaman, paling banyak 200.")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """DRF's own says `nullable`, which OpenAPI 3.1 does not know."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Raises NotFound also for a well-formed cursor whose position is no row number."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not _is_row_number(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def _is_row_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) < 2**63
