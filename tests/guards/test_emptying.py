"""After a test that commits, no row is left and every trigger is on again."""

import pytest
from django.db import connection
from psycopg2 import sql

from tests.emptying import KEPT, empty_database
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment

OFF_OR_ODD = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'"


@pytest.mark.django_db(transaction=True)
def test_rows_that_no_action_may_delete_are_gone_and_the_triggers_are_on(bapas, pk):
    make_assessment(make_guidance(office=bapas, officer=pk))
    empty_database()
    with connection.cursor() as cursor:
        tables = set(connection.introspection.django_table_names(include_views=False)) - KEPT
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            assert cursor.fetchone() == (0,), table
        cursor.execute(OFF_OR_ODD)
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM django_content_type")
        assert cursor.fetchone() > (100,)
