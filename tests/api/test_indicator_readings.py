"""Readings over the API: the pages' own actions, saved once."""

from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from programs.models import PlanLine
from tests.factories import make_guidance, make_user
from tests.factories.plan_parts import make_indicator_reading
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
READINGS = "/api/v1/indicator-readings/"


@pytest.fixture
def line(pk, bapas) -> PlanLine:
    plan = make_plan(make_guidance(office=bapas, officer=pk))
    made = make_line(plan, unit="kali", baseline_value=6, target_value=0)
    make_version(plan)
    return made


def sent(line: PlanLine, **changes) -> dict:
    return {"line_id": line.pk, "measured_on": "2025-04-01", "amount": "4", "form_key": str(uuid4())} | changes


def test_taken_once_and_put_right(line, pk, calling):
    caller, body = calling(pk), sent(line)
    first = caller.post(READINGS, body, format="json")
    assert first.status_code == 201, first.json()
    assert caller.post(READINGS, body, format="json").json()["id"] == first.json()["id"]
    fix = {"replaces_id": first.json()["id"], "measured_on": "2025-04-01", "amount": "5", "note": "Salah hitung"}
    right = caller.post(READINGS, fix, format="json").json()
    assert (right["value"], right["replaces_id"]) == ("5.00", first.json()["id"])
    assert caller.get(f"{READINGS}{first.json()['id']}/").json()["replaced_by_id"] == right["id"]
    assert caller.post(READINGS, fix, format="json").status_code == 409
    assert len(caller.get(f"{READINGS}?line={line.pk}").json()["results"]) == 2


@pytest.mark.parametrize("changes", [{"amount": "dua"}, {"measured_on": "2001-01-01"}, {"replaces_id": 1}])
def test_a_wrong_one_is_400(line, pk, calling, changes):
    assert calling(pk).post(READINGS, sent(line, **changes), format="json").status_code == 400


def test_who_may_not(line, pk, bapas, other_pk, kanwil_staff, calling):
    reading = make_indicator_reading(line, pk, value=4)
    assert calling(other_pk).post(READINGS, sent(line), format="json").status_code == 404
    assert calling(other_pk).get(f"{READINGS}{reading.pk}/").status_code == 404
    assert calling(make_user(RoleCode.HEAD, bapas)).post(READINGS, sent(line), format="json").status_code == 403
    assert calling(kanwil_staff).get(READINGS).status_code == 403


def test_queries_do_not_grow(line, pk, calling, django_assert_max_num_queries):
    for value in range(5):
        make_indicator_reading(line, pk, value=value)
    caller = calling(pk)
    with django_assert_max_num_queries(6):
        assert len(caller.get(READINGS).json()["results"]) == 5
