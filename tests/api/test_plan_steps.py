"""Steps over the API: the pages' own actions, saved once, refused when somebody saved meanwhile."""

from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from programs.models import PlanLine
from tests.factories import make_guidance, make_user
from tests.factories.plan_parts import make_step
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
STEPS = "/api/v1/plan-steps/"


@pytest.fixture
def line(pk, bapas) -> PlanLine:
    return make_line(make_plan(make_guidance(office=bapas, officer=pk)))


def body(line: PlanLine, **changes) -> dict:
    said = {"line_id": line.pk, "action": "Mencari kontrakan", "actor": "CLIENT", "due_on": "2025-04-01"}
    return said | {"form_key": str(uuid4())} | changes


def test_the_way_of_a_step(line, pk, calling):
    caller, sent = calling(pk), body(line)
    made = caller.post(STEPS, sent, format="json")
    assert made.status_code == 201, made.json()
    at = f"{STEPS}{made.json()['id']}/"
    assert caller.post(STEPS, sent, format="json").json()["id"] == made.json()["id"]
    changed = caller.patch(at, {"lock_version": 0, "actor": "FAMILY"}, format="json")
    assert (changed.json()["actor"], changed.json()["action"]) == ("FAMILY", "Mencari kontrakan")
    stale = caller.patch(at, {"lock_version": 0, "actor": "OFFICER"}, format="json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_edit")
    tick = {"to": "DONE", "on": "2025-03-20", "form_key": str(uuid4())}
    assert caller.post(f"{at}move/", tick, format="json").status_code == 409
    make_version(line.plan)
    assert caller.post(f"{at}move/", tick, format="json").json()["state"] == "DONE"
    assert caller.post(f"{at}move/", tick, format="json").status_code == 200
    back = {"to": "PLANNED", "on": "2025-03-21"}
    assert list(caller.post(f"{at}move/", back, format="json").json()["fields"]) == ["reason"]
    assert caller.post(f"{at}move/", back | {"reason": "Salah"}, format="json").json()["state"] == "PLANNED"
    assert caller.post(f"{at}remove/", {"lock_version": 1}, format="json").json()["removed_at"]
    assert caller.get(at).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"), [({"due_on": "2025-07-01"}, "due_on"), ({"actor": "X"}, "actor"), ({"action": " "}, "action")]
)
def test_a_wrong_step_is_400_at_its_field(line, pk, calling, changes, field):
    answer = calling(pk).post(STEPS, body(line, **changes), format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_who_may_not(line, pk, bapas, other_pk, kanwil_staff, calling):
    step = make_step(line)
    at, sent = f"{STEPS}{step.pk}/", {"lock_version": 0}
    head = make_user(RoleCode.HEAD, bapas)
    for reader, status in ((other_pk, 404), (head, 403), (kanwil_staff, 403)):
        caller = calling(reader)
        assert caller.post(STEPS, body(line), format="json").status_code == status
        assert caller.patch(at, sent, format="json").status_code == status
        assert caller.post(f"{at}remove/", sent, format="json").status_code == status
    assert calling(head).get(at).json()["guidance_id"] == line.plan.guidance_id


def test_filters_and_flat_queries(line, pk, calling, django_assert_max_num_queries):
    for _number in range(4):
        make_step(line)
    make_step(line, state="DONE")
    caller = calling(pk)
    with django_assert_max_num_queries(6):
        assert len(caller.get(f"{STEPS}?state=PLANNED&line={line.pk}&due_to=2025-04-01").json()["results"]) == 4
