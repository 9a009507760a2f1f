"""Assessments over the API give what the page gives, once, and only for one's own caseload."""

import json
from datetime import date
from uuid import uuid4

import pytest

from clients.choices import Decision
from clients.models import Assessment
from clients.queries.instruments import digest_of
from tests.clients.instruments import RRI, answers_for_total
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.judgement import make_override

pytestmark = pytest.mark.django_db
ASSESSMENTS = "/api/v1/assessments/"


@pytest.fixture
def own(pk, bapas):
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


def body(guidance, total: int = 9, **changes):
    return {
        "guidance_id": guidance.pk,
        "instrument": "RRI",
        "assessed_on": "2025-03-01",
        "consent_on": "2025-03-01",
        "consent_by": "KLIEN",
        "answers": answers_for_total(RRI, total),
        "notes": {"A1": "Menurut putusan."},
    } | changes


def test_a_posted_assessment_is_the_actions(own, pk, calling):
    answer = calling(pk).post(ASSESSMENTS, body(own), format="json")
    assert answer.status_code == 201, answer.json()
    posted = Assessment.objects.get(pk=answer.json()["id"])
    twin = make_assessment(make_guidance(office=own.office, officer=pk), total=9)
    said = ("total", "category", "is_kriminogenik_due", "answers", "result", "context", "version_id")
    assert [getattr(posted, name) for name in said] == [getattr(twin, name) for name in said]
    assert answer.json()["total"] == 9
    assert answer.json()["notes"] == {"A1": "Menurut putusan."}
    assert posted.needs.count() == twin.needs.count()


def test_one_assessment_tells_its_sources_seal_and_the_category_that_stands(own, pk, calling):
    caller = calling(pk)
    made = caller.post(ASSESSMENTS, body(own, sources={"A1": "BERKAS"}), format="json").json()
    assessment = Assessment.objects.get(pk=made["id"])
    make_override(assessment, Decision.APPROVED, "HIGH")
    said = caller.get(f"{ASSESSMENTS}{assessment.pk}/").json()
    assert said["sources"] == {"A1": "BERKAS"}
    assert (said["seal"], said["seal_holds"]) == (assessment.seal, True)
    assert said["version_digest"] == digest_of(assessment.version)
    assert (said["category"], said["standing_category"]) == ("MEDIUM", "HIGH")
    assert caller.get(ASSESSMENTS).json()["results"][0]["standing_category"] == "HIGH"


def test_posting_twice_saves_once(own, pk, calling):
    caller, key = calling(pk), str(uuid4())
    first, second = (
        caller.post(ASSESSMENTS, body(own), format="json", headers={"Idempotency-Key": key}) for _ in range(2)
    )
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert Assessment.objects.count() == 1


def test_the_context_is_the_registers_not_the_callers(own, pk, calling):
    sent = body(own, context={"sex": "F", "drug_offence": True})
    answer = calling(pk).post(ASSESSMENTS, sent, format="json")
    assert answer.json()["context"] == {"sex": own.client.sex, "drug_offence": False}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda sent: sent["answers"].pop("A1"), "A1"),
        (lambda sent: sent["answers"].update(A1=99), "A1"),
        (lambda sent: sent["answers"].update(Z9=1), "Z9"),
        (lambda sent: sent["answers"].update(A1="dua"), "answers.A1"),
        (lambda sent: sent["answers"].update(A1=[1]), "answers.A1"),
        (lambda sent: sent.update(instrument="XYZ"), "instrument"),
        (lambda sent: sent.update(assessed_on="2999-01-01"), "assessed_on"),
        (lambda sent: sent.update(consent_by="WALI"), "guardian_name"),
        (lambda sent: sent.update(notes={"Z9": "apa"}), "Z9"),
        (lambda sent: sent.update(sources={"A1": "GOSIP"}), "sources.A1"),
        (lambda sent: sent.update(sources={"Z9": "BERKAS"}), "Z9"),
        (lambda sent: sent.update(answers=[1]), "answers"),
        (lambda sent: sent["answers"].update({"\ud800": 1}), "answers"),
        (lambda sent: sent["notes"].update({"\ud800": "apa"}), "notes"),
    ],
)
def test_a_fault_is_named_and_nothing_saved(own, pk, calling, change, field):
    sent = body(own)
    change(sent)
    answer = calling(pk).post(ASSESSMENTS, json.dumps(sent), content_type="application/json")
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Assessment.objects.exists()


def test_the_child_instrument_is_not_for_adults(own, pk, calling):
    answer = calling(pk).post(ASSESSMENTS, body(own, instrument="ANAK"), format="json")
    assert answer.status_code == 400


def test_a_colleagues_client_can_be_read_but_not_assessed(own, pk, bapas, calling):
    other = make_guidance(office=bapas)
    assert calling(pk).post(ASSESSMENTS, body(other), format="json").status_code == 404


def test_wrong_office_and_wrong_role(own, other_pk, kanwil_staff, head, calling):
    made = make_assessment(own)
    assert calling(other_pk).get(f"{ASSESSMENTS}{made.pk}/").status_code == 404
    assert calling(other_pk).post(ASSESSMENTS, body(own), format="json").status_code == 404
    assert calling(kanwil_staff).get(ASSESSMENTS).status_code == 403
    assert calling(head).post(ASSESSMENTS, body(own), format="json").status_code == 403


def test_a_correction_and_a_second_one(own, pk, calling):
    first = make_assessment(own)
    caller = calling(pk)
    answer = caller.post(ASSESSMENTS, body(own, replaces_id=first.pk), format="json")
    assert answer.status_code == 201
    assert answer.json()["replaces_id"] == first.pk
    assert caller.get(f"{ASSESSMENTS}{first.pk}/").json()["replaced_by_id"] == answer.json()["id"]
    again = caller.post(ASSESSMENTS, body(own, replaces_id=first.pk), format="json")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    standing = caller.get(f"{ASSESSMENTS}?stands=true").json()["results"]
    assert [row["id"] for row in standing] == [answer.json()["id"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("instrument=RRI", 2), ("instrument=KRIM", 1), ("assessed_from=2025-04-01", 1), ("assessed_to=2025-03-31", 2)],
)
def test_filters(own, pk, calling, query, expected):
    make_assessment(own)
    make_assessment(own, "KRIM")
    make_assessment(own, assessed_on=date(2025, 5, 1))
    assert len(calling(pk).get(f"{ASSESSMENTS}?guidance={own.pk}&{query}").json()["results"]) == expected


def test_a_list_holds_no_answers_and_its_queries_stay_flat(own, pk, calling, django_assert_max_num_queries):
    caller = calling(pk)
    for total in range(6):
        make_assessment(own, total=total)
    with django_assert_max_num_queries(9):
        rows = caller.get(ASSESSMENTS).json()["results"]
    assert len(rows) == 6
    assert "answers" not in rows[0]
