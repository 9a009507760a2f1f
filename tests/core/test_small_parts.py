"""Dates, encrypted text, keyset paging."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.dates import add_months, age_on, month_end, months_between
from bapas_portal.core.fields import blind_index, decrypt, encrypt
from bapas_portal.core.paging import keyset_page
from clients.models import Client
from tests.factories import make_client


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_add_months(day, count, expected):
    assert add_months(day, count) == expected


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_months_between_has_every_month_once(first, count):
    months = list(months_between(first, add_months(first, count)))
    assert len(months) == count + 1 == len(set(months))
    assert all(month.day == 1 and month_end(month).month == month.month for month in months)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2008, 3, 2), date(2026, 3, 1), 17),
        (date(2008, 3, 2), date(2026, 3, 2), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
    ],
)
def test_age_turns_on_the_birthday(birth, day, age):
    assert age_on(birth, day) == age


@given(st.text(min_size=1, max_size=40))
def test_what_is_encrypted_can_be_read_and_is_not_the_text(text):
    token = encrypt(text)
    assert decrypt(token) == text
    assert text.encode() != token
    assert blind_index(text) == blind_index(text) != text


@pytest.mark.django_db
def test_the_nik_is_not_in_the_database_as_text():
    client = make_client(nik="3374010101900001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, nik_index FROM clients_client WHERE id = %s", [client.pk])
        stored, index = cursor.fetchone()
    assert b"3374010101900001" not in bytes(stored)
    assert index == blind_index("3374010101900001")
    assert Client.objects.get(nik_index=index).nik == "3374010101900001"


@pytest.mark.django_db
def test_keyset_pages_show_every_row_once_also_when_keys_tie():
    made = {make_client(birth_on=date(1990, 1, 1 + number % 3)).pk for number in range(11)}
    seen, cursor = [], ""
    while True:
        page = keyset_page(Client.objects.all(), order=("-birth_on", "pk"), cursor=cursor, size=4)
        seen += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(made)
    assert set(seen) == made


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["not base64!", "e30=", "WzFd", "é"])
def test_a_broken_cursor_starts_over(cursor):
    make_client()
    assert keyset_page(Client.objects.all(), order=("-birth_on", "pk"), cursor=cursor).is_first
