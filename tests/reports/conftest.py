"""The demonstration nation, loaded once a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from reports.seed.load import seed_nation
from tests.files import kept_in
from tests.reports.seeding import CLIENTS, MONTHS, SEED, reference_lists


@pytest.fixture(scope="module")
def nation_at_work(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[dict[str, int], Path]]:
    """Rows by table and the folder of files; one transaction around the module's own ones, taken back at its end."""
    folder = tmp_path_factory.mktemp("nation")
    around = transaction.atomic()
    with django_db_blocker.unblock(), override_settings(**kept_in(folder)):
        around.__enter__()
        reference_lists()
        rows = seed_nation(clients=CLIENTS, months=MONTHS, seed=SEED)
        # Now: what is left waits in each test anew, whose end asks for all constraints.
        connection.check_constraints()
    yield rows, folder
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def seeded(nation_at_work, db, settings) -> dict[str, int]:
    """The rows loaded by table. Seeded once a module, where no test may be without `seeded` or be transactional."""
    rows, folder = nation_at_work
    for name, value in kept_in(folder).items():
        setattr(settings, name, value)
    return rows
