"""A published version is fixed by the database: whoever asks, in whatever way."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from clients.actions.instrument import (
    copy_version,
)
from clients.actions.instrument_publish import retire_version
from clients.models import InstrumentVersion
from tests.factories.instrument_drafts import managing, publish
from tests.factories.instruments import publish_shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_draft_of(version, admin):
    return copy_version(version_id=version.pk, name="lagi", **managing(admin))


UPDATE = "UPDATE clients_instrumentversion SET {} WHERE id = %s"
CHANGES = {
    "definition": UPDATE.format("definition = '[]'"),
    "version": UPDATE.format("version = 'lain'"),
    "first day": UPDATE.format("valid_from = valid_from - 1"),
    "decree": UPDATE.format("decree = 'lain'"),
    "back to draft": UPDATE.format("state = 'DRAFT'"),
    "revision": UPDATE.format("revision = 99"),
    "instrument": UPDATE.format("instrument = 'KRIM'"),
    "entered at": UPDATE.format("recorded_at = now()"),
}


def _refused(statement, *args):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, args)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("looks_away", [False, True], ids=["as usual", "pgtrigger told to look away"])
def test_sql_cannot_change_a_published_version(change, looks_away):
    version = publish_shipped()["RRI"]
    names = ("instrument_published_is_fixed", "instrument_published_is_kept")
    uris = [f"clients.InstrumentVersion:{name}" for name in names] if looks_away else []
    with pgtrigger.ignore(*uris):
        _refused(change, version.pk)
        _refused("DELETE FROM clients_instrumentversion WHERE id = %s", version.pk)
    assert InstrumentVersion.objects.get(pk=version.pk).definition == version.definition


def test_the_orm_cannot_change_a_published_version():
    version = publish_shipped()["RRI"]
    version.definition = {**version.definition, "title": "Lain"}
    attempts = (
        version.save,
        version.delete,
        lambda: InstrumentVersion.objects.filter(pk=version.pk).update(definition={}),
        lambda: InstrumentVersion.objects.filter(pk=version.pk).delete(),
        lambda: InstrumentVersion.objects.bulk_update([version], ["definition"]),
        lambda: InstrumentVersion.objects.filter(pk=version.pk).update(state="DRAFT"),
    )
    for attempt in attempts:
        with pytest.raises(InternalError), transaction.atomic():
            attempt()


# PostgreSQL's own role that may write every row and owns no table: what a portal's role is where migrations run apart.
PLAIN = "pg_write_all_data"


def test_a_role_that_owns_no_table_can_neither_change_nor_empty_it():
    publish_shipped()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [PLAIN])
        if not cursor.fetchone()[0]:
            pytest.skip(f"the role of this test run may not become {PLAIN}")
        cursor.execute(f"SET LOCAL ROLE {PLAIN}")
    _refused("UPDATE clients_instrumentversion SET definition = '{}'")
    _refused("DELETE FROM clients_instrumentversion")
    for statement in (
        "TRUNCATE clients_instrumentversion CASCADE",
        "ALTER TABLE clients_instrumentversion DISABLE TRIGGER ALL",
        "DROP TRIGGER clients_instrument_guard ON clients_instrumentversion",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_refuses_two_in_force_on_one_day(admin):
    old = publish_shipped()["RRI"]
    retire_version(version_id=old.pk, last_on=today_in() + 10 * DAY, **managing(admin))
    other = make_draft_of(old, admin)
    with pytest.raises(Invalid):
        publish(other, admin, today_in() + 10 * DAY)
    with pytest.raises(Exception, match="instrument_one_in_force"), transaction.atomic():
        InstrumentVersion.objects.filter(pk=other.pk).update(state="PUBLISHED", valid_from=today_in() + 10 * DAY)


def test_a_last_day_that_has_passed_stays(admin, draft):
    old = publish_shipped()["RRI"]
    publish(draft, admin)
    _refused("UPDATE clients_instrumentversion SET valid_to = valid_to - 1 WHERE id = %s", old.pk)
