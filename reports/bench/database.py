"""A database of its own for a benchmark: made on the server of the settings, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, connections

MAINTENANCE = "postgres"


class NoDatabase(RuntimeError):
    """The server does not let this user make a database."""


@contextmanager
def throw_away(label: str, template: str = "") -> Iterator[str]:
    """Make a database, be connected to it inside the block, drop it after. Yields its name.

    `template`: a database to copy, to which nobody is connected. Raises NoDatabase.
    """
    name, before = f"bench_{os.getpid()}_{label}", str(connection.settings_dict["NAME"])
    quoted = connection.ops.quote_name
    source = f" TEMPLATE {quoted(template)}" if template else ""
    connection.close()
    try:
        _maintain(f"CREATE DATABASE {quoted(name)}{source}")
    except ProgrammingError as error:
        raise NoDatabase(str(error)) from error
    try:
        _connect(name)
        yield name
    finally:
        _connect(before)
        _maintain(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


def _maintain(statement: str) -> None:
    line = connections["default"].copy()
    line.settings_dict["NAME"] = MAINTENANCE
    try:
        with line.cursor() as cursor:
            cursor.execute(statement)
    finally:
        line.close()


def settle() -> None:
    """What autovacuum does in a running portal: statistics, and the map that index-only scans need."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def database_size() -> int:
    """Bytes on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
