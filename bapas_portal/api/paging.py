"""Cursor paging with a cap: no caller can ask for a page that hangs a worker (stack.md 5)."""

from rest_framework.pagination import CursorPagination


class CappedCursorPagination(CursorPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"
