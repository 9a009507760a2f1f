"""The lists every installation needs: offence groups and published instruments."""

from io import StringIO

import pytest
from django.core.management import call_command

from clients.choices import VersionState
from clients.models import InstrumentVersion, OffenceGroup

pytestmark = pytest.mark.django_db


def load() -> str:
    said = StringIO()
    call_command("load_clients_reference", stdout=said)
    return said.getvalue()


def test_the_first_load_makes_all_and_the_second_nothing():
    assert "offence groups: 46 new" in load()
    again = load()
    assert "offence groups: 0 new" in again
    assert "instruments: 0 new" in again


def test_only_narcotics_open_part_d():
    load()
    assert list(OffenceGroup.objects.filter(is_drug=True).values_list("code", "name")) == [
        ("narkoba", "Narkoba/Psikotropika")
    ]


def test_the_shipped_instruments_are_published_with_their_source():
    load()
    versions = {row.instrument: row for row in InstrumentVersion.objects.all()}
    assert set(versions) == {"RRI", "KRIM", "ANAK"}
    assert all(row.state == VersionState.PUBLISHED for row in versions.values())
    assert "PAS-31.OT.02.02/2021" in versions["RRI"].decree


def test_a_group_that_an_administrator_renamed_keeps_its_name():
    load()
    OffenceGroup.objects.filter(code="pencurian").update(name="Pencurian biasa", is_active=False)
    load()
    group = OffenceGroup.objects.get(code="pencurian")
    assert (group.name, group.is_active) == ("Pencurian biasa", False)
