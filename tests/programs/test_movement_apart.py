"""A Peduli activity never counts towards a sentence (domain.md 6.3): asked of the database itself."""

import pytest
from django.db import connection

from programs.models import CareActivity, HoursEntry

pytestmark = pytest.mark.django_db
MOVEMENT = {
    "programs_careactivity",
    "programs_participation",
    "programs_participationmark",
    "programs_activityphoto",
    "programs_activityoutput",
    "programs_activitylink",
    "programs_calendarentry",
}
LEDGER = {"programs_hoursentry", "programs_serviceorder", "programs_servicepause"}


def references() -> set[tuple[str, str]]:
    """(table, table it refers to) for every foreign key there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        )
        return set(cursor.fetchall())


def reached_from(start: set[str]) -> set[str]:
    """Every table that rows of `start` lead to, whatever the number of steps."""
    seen, edges = set(start), references()
    while found := {to for frm, to in edges if frm in seen} - seen:
        seen |= found
    return seen


def test_the_book_of_hours_leads_to_no_activity():
    assert not reached_from(LEDGER) & MOVEMENT


def test_an_activity_leads_to_no_order_and_no_entry():
    assert not reached_from(MOVEMENT) & LEDGER


def test_no_table_joins_the_two():
    """Neither a table between them: what refers to an activity refers to no order."""
    edges = references()
    to_movement = {frm for frm, to in edges if to in MOVEMENT - {"programs_calendarentry"}}
    assert not to_movement & {frm for frm, to in edges if to in LEDGER}


def test_an_activity_holds_no_minutes():
    columns = {field.name for field in CareActivity._meta.fields}
    assert not {name for name in columns if "minute" in name or "hour" in name}
    assert "activity" not in {field.name for field in HoursEntry._meta.fields}
