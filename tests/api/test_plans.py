"""Plans over the API: handed in and decided by the pages' actions, each under its own permission."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from programs.models import ActionPlan, PlanVersion
from tests.factories import make_guidance, make_user
from tests.factories.programs import make_intervention, make_line, make_plan

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans/"


@pytest.fixture
def plan(pk, bapas) -> ActionPlan:
    made = make_plan(make_guidance(office=bapas, officer=pk))
    make_line(made)
    return made


def act(caller, plan: ActionPlan, verb: str, **sent):
    return caller.post(f"{PLANS}{plan.pk}/{verb}/", sent, format="json")


def test_the_way_of_a_plan(plan, pk, head, calling):
    submitted = act(calling(pk), plan, "submit")
    assert submitted.status_code == 200, submitted.json()
    assert submitted.json()["state"] == "SUBMITTED"
    returned = act(calling(head), plan, "return", version_number=1, comment="Lengkapi indikator.")
    assert returned.json()["state"] == "RETURNED"
    assert act(calling(pk), plan, "submit").json()["state"] == "SUBMITTED"
    approved = act(calling(head), plan, "approve", version_number=2)
    assert approved.json()["state"] == "APPROVED"
    assert [version["decision"] for version in approved.json()["versions"]] == ["RETURNED", "APPROVED"]
    assert PlanVersion.objects.get(number=2).decided_by == head


@pytest.mark.parametrize(
    ("verb", "sent", "code"),
    [("approve", {}, "wrong_state"), ("return", {"comment": "x"}, "wrong_state")],
)
def test_deciding_on_what_was_not_handed_in_is_409(plan, head, calling, verb, sent, code):
    answer = act(calling(head), plan, verb, **sent)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_second_submission_is_409(plan, pk, calling):
    caller = calling(pk)
    act(caller, plan, "submit")
    assert act(caller, plan, "submit").status_code == 409


def test_a_stale_submission_is_409(plan, pk, calling):
    answer = act(calling(pk), plan, "submit", lock_version=plan.lock_version + 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_edit")


def test_returning_needs_a_comment(plan, pk, head, calling):
    act(calling(pk), plan, "submit")
    answer = act(calling(head), plan, "return")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["comment"]


def test_who_may_not(plan, pk, bapas, other_pk, other_bapas, kanwil_staff, calling):
    act(calling(pk), plan, "submit")
    for reader in (pk, make_user(RoleCode.TPP_SECRETARY, bapas)):
        answer = act(calling(reader), plan, "approve")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert act(calling(kanwil_staff), plan, "approve").status_code == 403
    assert act(calling(make_user(RoleCode.HEAD, other_bapas)), plan, "approve").status_code == 404
    assert act(calling(make_user(RoleCode.SECTION_CHILD, bapas)), plan, "approve").status_code == 404
    assert act(calling(other_pk), plan, "submit").status_code == 404
    assert act(calling(make_user(RoleCode.PK, bapas)), plan, "submit").status_code == 404
    assert calling(other_pk).get(f"{PLANS}{plan.pk}/").status_code == 404
    plan.refresh_from_db()
    assert plan.state == "SUBMITTED"


def test_own_submission_is_not_decided_by_oneself(plan, pk, bapas, calling):
    pk.grants.create(role=RoleCode.HEAD, office=bapas, from_on="2020-01-01")
    caller = calling(pk)
    act(caller, plan, "submit")
    answer = act(caller, plan, "approve")
    assert (answer.status_code, answer.json()["code"]) == (403, "four_eyes")


def test_a_plan_with_its_lines(plan, pk, calling):
    said = calling(pk).get(f"{PLANS}{plan.pk}/").json()
    line = plan.lines.get()
    assert said["guidance_id"] == plan.guidance_id
    assert [row["goal"] for row in said["lines"]] == [line.goal]
    assert said["lines"][0]["need"]["code"] == line.need.code
    make_line(plan, line.need, removed_at="2025-04-01T00:00:00Z")
    assert len(calling(pk).get(f"{PLANS}{plan.pk}/").json()["lines"]) == 1


def test_filters_and_flat_queries(head, pk, bapas, calling, django_assert_max_num_queries):
    for _ in range(5):
        make_line(make_plan(make_guidance(office=bapas, officer=pk)))
    caller = calling(head)
    with django_assert_max_num_queries(9):
        assert len(caller.get(PLANS).json()["results"]) == 5
    assert len(caller.get(f"{PLANS}?state=DRAFT&office={bapas.pk}").json()["results"]) == 5
    assert caller.get(f"{PLANS}?state=APPROVED").json()["results"] == []


def test_the_catalogue(pk, directorate, calling):
    made = make_intervention("F4-UJI", serves="F4")
    make_intervention("F5-UJI", serves="F5")
    found = calling(pk).get("/api/v1/interventions/?serves=F4").json()["results"]
    assert made.code in [row["code"] for row in found]
    assert {row["serves"] for row in found} == {"F4"}
    assert calling(pk).get(f"/api/v1/interventions/{made.code}/").json()["name"] == made.name
    assert calling(directorate).get("/api/v1/interventions/").status_code == 403
