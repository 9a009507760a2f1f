"""manage.py bench_guiding: its parts over a small office, and what it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from bapas_portal.accounts.choices import RoleCode
from clients.models import Guidance
from programs.models import AttendanceMark
from reports.bench.guiding import PEOPLE, bench_guiding, full_programme
from reports.bench.setting import as_in_production
from reports.bench.stage import Stage
from tests.factories import make_guidance, make_user
from tests.factories.programs import make_intervention

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kepala(bapas):
    make_intervention("F2-UJI")
    head = make_user(RoleCode.HEAD, bapas)
    head.username = "kepala"
    head.save()
    return head


def test_a_list_is_opened_and_saved_through_its_page(kepala, bapas):
    for _ in range(PEOPLE + 1):
        make_guidance(office=bapas)
    with as_in_production():
        lines = bench_guiding(Stage(clients=PEOPLE, rounds=1, scale=0.1))
    assert [line.pair is not None for line in lines] == [True] * 4
    assert AttendanceMark.objects.count() >= PEOPLE
    assert f"{PEOPLE} rows changed in one save" in lines[3].notes[0]
    json.dumps([line.as_json() for line in lines])


def test_an_office_with_nobody_under_guidance_is_said(kepala):
    with pytest.raises(Guidance.DoesNotExist, match="seed more clients"):
        full_programme(kepala)


def test_it_is_refused_in_production_and_with_sizes_that_make_no_sense(settings):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("bench_guiding", clients=0)
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("bench_guiding")
