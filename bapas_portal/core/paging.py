"""Keyset paging: the next page starts after the last row seen, so page 1,000 costs what page 1 does."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the cursors of its neighbours ('' where there is none)."""

    rows: list[Any]
    next_cursor: str
    is_first: bool


def keyset_page(rows: QuerySet, *, order: Sequence[str], cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """One page of `rows` in `order` ("-start_on", "pk"); the last key must be unique. A broken cursor starts over.

    A key may be an annotation that is never NULL.
    """
    keys = [(name.lstrip("-"), name.startswith("-")) for name in order]
    ordered = rows.order_by(*order)
    after = _read_cursor(cursor, [_key(rows, name) for name, _ in keys])
    if after is not None:
        ordered = ordered.filter(_after(keys, after))
    found = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _write_cursor(found[-1], keys) if more else "", is_first=after is None)


def next_url(query: QueryDict, page: Page) -> str:
    """The address of the page after `page` with the filters of `query` kept; "" on the last one."""
    if not page.next_cursor:
        return ""
    kept = query.copy()
    kept["after"] = page.next_cursor
    return f"?{kept.urlencode()}"


def _after(keys: list[tuple[str, bool]], values: list[Any]) -> Q:
    """(a, b) > (x, y) written out: a > x or (a = x and b > y), with < for a descending key."""
    condition = Q()
    equal = Q()
    for (name, descending), value in zip(keys, values, strict=True):
        step = Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        condition |= equal & step
        equal &= Q(**{name: value})
    return condition


def _write_cursor(row: Model, keys: list[tuple[str, bool]]) -> str:
    values = []
    for name, _ in keys:
        value: Any = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, date | datetime) else value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _read_cursor(cursor: str, fields: Sequence[Field]) -> list[Any] | None:
    """The values of a cursor, each of its field's type; None for a cursor that is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode())) if cursor else None
        if not isinstance(values, list) or len(values) != len(fields):
            return None
        return [_value(field, value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, RecursionError, ValidationError):
        return None


def _key(rows: QuerySet, name: str) -> Field:
    annotation = rows.query.annotations.get(name)
    return annotation.output_field if annotation is not None else _field(rows.model, name)


def _field(model: type[Model], name: str) -> Field:
    """The field at the end of "guidance__start_on"."""
    first, _, rest = name.partition("__")
    field: Any = model._meta.pk if first == "pk" else model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field


def _value(field: Field, given: Any) -> Any:
    """Raises ValueError or ValidationError for what the field cannot hold."""
    if isinstance(given, bool) or not isinstance(given, str | int) or "\x00" in str(given):
        raise ValueError("no value of a cursor")
    str(given).encode()  # half a surrogate pair is no text
    value = field.to_python(given)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return value
