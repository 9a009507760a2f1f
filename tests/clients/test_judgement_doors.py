"""Who opens the pages of overrides and reviews: every role, adults and children, own office and others."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from clients.choices import Decision, Verdict
from clients.models import Assessment
from tests.clients.test_judgement_pages import (
    AGREE,
    APPROVE,
    ask_url,
    decide_url,
    give_url,
    review_ask_url,
    wanted,
    withdraw_url,
)
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import make_override, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk), "RRI", 9)


@pytest.fixture
def child(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", 20)


def code(name: str, *, ask: int, decide: int, review: int) -> object:
    return pytest.param(name, {"ask": ask, "decide": decide, "review": review}, id=name)


WHO = [
    code("pk", ask=200, decide=403, review=403),
    code("colleague", ask=404, decide=403, review=403),
    code("head", ask=403, decide=200, review=403),
    code("adult_section", ask=403, decide=200, review=403),
    code("child_section", ask=403, decide=404, review=403),
    code("supervisor", ask=403, decide=200, review=200),
    code("operator", ask=403, decide=403, review=403),
    code("other_pk", ask=404, decide=403, review=403),
    code("other_head", ask=403, decide=404, review=403),
    code("other_supervisor", ask=403, decide=404, review=404),
    code("kanwil_staff", ask=403, decide=403, review=403),
    code("directorate", ask=403, decide=403, review=403),
]


@pytest.fixture
def person(request, bapas, other_bapas):
    """person(name) -> a user by the name of the tables above."""
    made = {
        "colleague": (RoleCode.PK, bapas),
        "adult_section": (RoleCode.SECTION_ADULT, bapas),
        "child_section": (RoleCode.SECTION_CHILD, bapas),
        "operator": (RoleCode.OPERATOR, bapas),
        "supervisor": (RoleCode.SUPERVISOR, bapas),
        "other_head": (RoleCode.HEAD, other_bapas),
        "other_supervisor": (RoleCode.SUPERVISOR, other_bapas),
    }

    def find(name: str):
        return make_user(*made[name]) if name in made else request.getfixturevalue(name)

    return find


@pytest.mark.parametrize(("name", "codes"), WHO)
def test_who_opens_the_pages_of_an_adult(name, codes, person, assessment, signed_in):
    override, review = make_override(assessment), make_review(assessment)
    browser = signed_in(person(name))
    pages = {
        "ask": [ask_url(assessment), review_ask_url(assessment), withdraw_url(override)],
        "decide": [decide_url(override)],
        "review": [give_url(review)],
    }
    for act, addresses in pages.items():
        for address in addresses:
            assert browser.get(address).status_code == codes[act], address
            if codes[act] != 200:
                assert browser.post(address, wanted() | APPROVE | AGREE).status_code == codes[act], address
    override.refresh_from_db()
    review.refresh_from_db()
    assert (override.decision, review.verdict) == (Decision.WAITING, Verdict.WAITING)


@pytest.mark.parametrize(
    ("name", "status"), [("adult_section", 404), ("child_section", 200), ("head", 200), ("supervisor", 200)]
)
def test_a_childs_request_is_for_the_childrens_desk(name, status, person, child, signed_in):
    override = make_override(child, category="MEDIUM" if child.category == "HIGH" else "HIGH")
    assert signed_in(person(name)).get(decide_url(override)).status_code == status
