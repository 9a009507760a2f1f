"""Rows gathered in memory as lines of COPY text, and handed to PostgreSQL a batch at a time."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Max, Model
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _plain(value: Any) -> str:
    if value is None:
        return NULL
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _array(value: Iterable[str]) -> str:
    quoted = ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in value)
    return ("{" + quoted + "}").translate(_ESCAPES)


def _binary(value: bytes) -> str:
    return "\\\\x" + value.hex()


def text_of(field: Field) -> Callable[[Any], str]:
    """How a value of this field is written in COPY's text format."""
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _array
    return _binary if isinstance(field, BinaryField) else _plain


def default_of(field: Field) -> Any:
    """What a row says that does not name the field: COPY names every column, so the database's default is written out.

    Raises TypeError for a default that only the database can work out.
    """
    value = field.get_default()
    if not isinstance(value, DatabaseDefault):
        return value
    if hasattr(field.db_default, "resolve_expression"):
        raise TypeError(f"{field} has a default that COPY cannot write")
    return field.db_default


class _Table:
    """One model's lines of the batch, and its next id."""

    def __init__(self, model: type[Model]) -> None:
        self.fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [field.column for field in self.fields]
        now = timezone.now()
        self.writers = [
            (field.attname, text_of(field), now if getattr(field, "auto_now_add", False) else default_of(field))
            for field in self.fields
        ]
        self.next_id = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        self.known = {field.attname for field in self.fields}
        self.lines: list[str] = []
        self.total = 0

    def add(self, values: dict[str, Any]) -> int:
        strangers = values.keys() - self.known
        if strangers:
            raise TypeError(f"{self.name} has no {', '.join(sorted(strangers))}")
        pk = values["id"] = self.next_id
        self.next_id += 1
        self.lines.append("\t".join(write(values.get(name, default)) for name, write, default in self.writers) + "\n")
        return pk


class _Stream:
    """What copy_expert reads from."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)

    def read(self, size: int = 8192) -> str:
        held: list[str] = []
        length = 0
        for line in self._lines:
            held.append(line)
            length += len(line)
            if length >= size:
                break
        return "".join(held)


class Loader:
    """add() gives a row its id at once; flush() sends what has been gathered, models in the order given.

    The order matters where a trigger reads another table: persons and cases before guidance periods.
    """

    def __init__(self, models: Iterable[type[Model]]) -> None:
        self._tables = {model: _Table(model) for model in models}

    def add(self, model: type[Model], **values: Any) -> int:
        """Take one row by attribute names (`client_id`, not `client`); returns its id. Raises TypeError for others."""
        return self._tables[model].add(values)

    def flush(self) -> None:
        with connection.cursor() as cursor:
            for table in self._tables.values():
                if not table.lines:
                    continue
                columns = ", ".join(f'"{column}"' for column in table.columns)
                cursor.copy_expert(f'COPY "{table.name}" ({columns}) FROM STDIN', _Stream(table.lines))
                table.total += len(table.lines)
                table.lines.clear()

    def finish(self) -> dict[str, int]:
        """Send the rest, move the sequences past the last id, tell the planner. Returns rows by table."""
        self.flush()
        with connection.cursor() as cursor:
            for table in self._tables.values():
                if table.total:
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table.name, table.next_id - 1]
                    )
                    cursor.execute(f'ANALYZE "{table.name}"')
        return {table.name: table.total for table in self._tables.values()}
