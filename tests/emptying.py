"""Tests that commit leave an empty database behind, without Django's flush of every table."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

# Django's own rows, made by migrate: a flush makes them anew.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


@cache
def _tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT))


def _filled() -> list[str]:
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in _tables())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


def empty_database(_case: object = None) -> None:
    """Take every row out, whatever triggers say. TRUNCATE of all tables takes ten times as long as these few rows."""
    filled = _filled()
    steps = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in filled]
    steps += [f"DELETE FROM {table}" for table in filled]  # noqa: S608
    # The keys are asked for before the triggers come back: a table with checks to come may not be altered.
    steps += ["SET CONSTRAINTS ALL IMMEDIATE"]
    steps += [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in filled]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(steps))


@pytest.fixture(autouse=True, scope="session")
def few_rows_are_deleted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield
