"""Answers, reviews and what is due, over the API: read only, in scope, and no words that tell a child."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_guidance, make_user
from tests.factories.plan_review import make_answer, make_review, make_version
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
ANSWERS, REVIEWS, DUE = "/api/v1/plan-answers/", "/api/v1/plan-reviews/", "/api/v1/plan-reviews-due/"


def versioned(office, officer, **fields):
    """A version in force since four months."""
    plan = make_plan(make_guidance(office=office, officer=officer, **fields))
    make_line(plan)
    return make_version(plan, at=timezone.now() - timedelta(120))


@pytest.fixture
def version(bapas, pk):
    return versioned(bapas, pk)


def results(caller, path: str) -> list[dict]:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_what_a_client_said(version, pk, calling):
    make_answer(version, answer="MENOLAK", reason="Terlalu jauh")
    make_answer(version, comment="Mau mulai Senin")
    said = results(calling(pk), f"{ANSWERS}?guidance={version.plan.guidance_id}")
    assert [(row["number"], row["answer"], row["has_proof"]) for row in said] == [
        (2, "SETUJU", True),
        (1, "MENOLAK", False),
    ]
    assert said[1]["reason"] == "Terlalu jauh" and said[0]["digest"] == version.digest
    assert len(results(calling(pk), f"{ANSWERS}?answer=MENOLAK")) == 1
    assert "proof" not in said[0]


def test_a_review_with_its_goals(version, pk, calling):
    line = version.plan.lines.get()
    review = make_review(version)
    review.goals.create(line=line, progress="TERSENDAT", note="Belum punya KTP")
    said = calling(pk).get(f"{REVIEWS}{review.pk}/").json()
    assert said["goals"] == [{"line_id": line.pk, "progress": "TERSENDAT", "note": "Belum punya KTP"}]
    assert (said["version_number"], said["looked_at"], said["result"]) == (1, "Wawancara di rumah", "LANJUT")
    today = review.reviewed_on
    assert len(results(calling(pk), f"{REVIEWS}?reviewed_from={today}&reviewed_to={today}")) == 1
    assert results(calling(pk), f"{REVIEWS}?reviewed_to={today - timedelta(1)}") == []


def test_what_is_due_and_no_longer_after_the_review(version, bapas, pk, head, calling):
    versioned(bapas, make_user(RoleCode.PK, bapas))
    [row] = results(calling(pk), f"{DUE}?officer={pk.pk}")
    assert (row["guidance_id"], row["cause"]) == (version.plan.guidance_id, "BERKALA") and row["days_left"] < 0
    assert len(results(calling(head), DUE)) == 2
    assert results(calling(head), f"{DUE}?cause=KEBUTUHAN") == []
    make_review(version)
    assert len(results(calling(head), DUE)) == 1


def test_the_queries_do_not_grow(bapas, pk, head, calling, django_assert_max_num_queries):
    for _number in range(4):
        version = versioned(bapas, pk)
        make_answer(version)
        make_review(version).goals.create(line=version.plan.lines.get(), progress="BAIK")
    caller = calling(head)
    for path, count in ((ANSWERS, 4), (REVIEWS, 4), (DUE, 0)):
        with django_assert_max_num_queries(9):
            assert len(results(caller, path)) == count


def test_only_for_who_may(version, bapas, other_pk, kanwil_staff, calling, client):
    answer, review = make_answer(version), make_review(version)
    for path in (ANSWERS, REVIEWS, DUE):
        assert results(calling(other_pk), path) == []
        assert calling(kanwil_staff).get(path).status_code == 403
        assert client.get(path).status_code == 401
    for path in (f"{ANSWERS}{answer.pk}/", f"{REVIEWS}{review.pk}/"):
        assert calling(other_pk).get(path).status_code == 404
    assert calling(make_user(RoleCode.HEAD, bapas)).post(REVIEWS, {}).status_code == 405


def test_a_child_s_are_for_its_own_officer_and_office(bapas, pk, calling):
    version = versioned(bapas, pk, child=True)
    make_answer(version, accompanied_by="Ibu Contoh")
    make_review(version)
    assert results(calling(pk), ANSWERS)[0]["accompanied_by"] == "Ibu Contoh"
    stranger = calling(make_user(RoleCode.PK, bapas))
    assert [results(stranger, path) for path in (ANSWERS, REVIEWS, DUE)] == [[], [], []]
