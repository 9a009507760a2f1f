"""Clients over the API: the pages' scope, the pages' action, and no identity beyond it."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.api.paging import CappedCursorPagination
from bapas_portal.audit.models import AuditEvent
from clients.api.guidance_shapes import GuidanceSerializer
from clients.models import Client, Guidance
from tests.factories import make_guidance, make_offence_group, make_user

pytestmark = pytest.mark.django_db
CLIENTS = "/api/v1/clients/"
NIK = "3374010101900001"


def body(bapas, pk, **changes):
    return {
        "office_id": bapas.pk,
        "officer_id": pk.pk,
        "status": "PB",
        "start_on": "2026-01-15",
        "guidance_end_on": "2027-06-15",
        "person": {"name": "Klien Lewat Api", "sex": "M", "birth_on": "1990-04-02", "aliases": ["Api"]},
        "case": {"offence_group": make_offence_group().pk, "articles": "Pasal 362 KUHP", "offence_on": "2024-01-10"},
    } | changes


def ids(answer) -> set[int]:
    return {row["id"] for row in answer.json()["results"]}


def test_a_pk_reads_the_own_caseload_and_the_offices_adults(pk, bapas, other_bapas, calling):
    own_child = make_guidance(office=bapas, officer=pk, child=True)
    adult = make_guidance(office=bapas)
    make_guidance(office=bapas, child=True)
    make_guidance(office=other_bapas)
    assert ids(calling(pk).get(CLIENTS)) == {own_child.pk, adult.pk}


def test_another_offices_client_is_404(other_pk, bapas, calling):
    row = make_guidance(office=bapas)
    answer = calling(other_pk).get(f"{CLIENTS}{row.pk}/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("path", [CLIENTS, f"{CLIENTS}1/", "/api/v1/assessments/", "/api/v1/plans/"])
def test_kanwil_and_directorate_read_no_client(kanwil_staff, directorate, calling, path):
    assert calling(kanwil_staff).get(path).status_code == 403
    assert calling(directorate).get(path).status_code == 403


def test_reading_one_leaves_a_trail_and_a_list_none(pk, bapas, calling):
    row = make_guidance(office=bapas, officer=pk)
    caller = calling(pk)
    caller.get(CLIENTS)
    assert not AuditEvent.objects.filter(is_read=True).exists()
    assert caller.get(f"{CLIENTS}{row.pk}/").json()["person"]["name"] == row.client.name
    event = AuditEvent.objects.get(is_read=True)
    assert (event.actor, event.subject_id, event.office_id) == (pk, str(row.pk), bapas.pk)


def test_the_nik_never_leaves(pk, bapas, calling):
    row = make_guidance(office=bapas, officer=pk)
    row.client.nik = NIK
    row.client.save()
    for path in (CLIENTS, f"{CLIENTS}{row.pk}/"):
        text = calling(pk).get(path).content.decode()
        assert NIK not in text
        assert "nik" not in text.lower()


def test_who_may_not_know_the_child_gets_no_field_that_tells(bapas, kanwil_staff, scoped, rf):
    """The rule below the permission: even a Kanwil that could list clients would not learn a child's identity."""
    child = make_guidance(office=bapas, child=True, name="Ananda Rahasia")
    child.case.verdict_no = "12/Pid.Sus-Anak/2024"
    adult = make_guidance(office=bapas, name="Dewasa Terbuka")
    request = rf.get("/")
    request.scope = scoped(kanwil_staff, "reports.view_case_rows")
    told = GuidanceSerializer(child, context={"request": request}).data
    assert told["is_identified"] is False
    text = str(told)
    for secret in ("Ananda", child.register_no, str(child.client.birth_on), str(child.client.public_id), "Pid.Sus"):
        assert secret not in text
    assert GuidanceSerializer(adult, context={"request": request}).data["person"]["name"] == "Dewasa Terbuka"


def test_without_a_scope_nobody_is_identified(bapas):
    assert GuidanceSerializer(make_guidance(office=bapas)).data["person"]["name"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("is_child=true", {"child"}),
        ("is_child=false", {"adult", "ended"}),
        ("is_open=true", {"child", "adult"}),
        ("is_open=false", {"ended"}),
        ("status=DIVERSI", {"child"}),
        ("sex=F", {"adult"}),
        ("register_no=R/1", {"adult"}),
        ("status=PB&is_open=true", {"adult"}),
        ("office=999999", set()),
    ],
)
def test_filters(head, bapas, calling, query, expected):
    rows = {
        "child": make_guidance(office=bapas, child=True),
        "adult": make_guidance(office=bapas, sex="F", register_no="R/1"),
        "ended": make_guidance(office=bapas, ended_on=date(2025, 6, 1), end_reason="HMB"),
    }
    found = ids(calling(head).get(f"{CLIENTS}?{query}"))
    assert {name for name, row in rows.items() if row.pk in found} == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ofice=1", "ofice"),
        ("office=abc", "office"),
        ("office=99999999999999999999", "office"),
        ("status=XX", "status"),
        ("register_no=%00", "register_no"),
    ],
)
def test_a_wrong_filter_is_refused_by_name(head, calling, query, field):
    answer = calling(head).get(f"{CLIENTS}?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == [field]


def test_a_page_never_holds_more_than_the_cap(head, bapas, calling, monkeypatch):
    monkeypatch.setattr(CappedCursorPagination, "max_page_size", 3)
    for _ in range(5):
        make_guidance(office=bapas)
    first = calling(head).get(f"{CLIENTS}?page_size=1000000").json()
    assert len(first["results"]) == 3
    second = calling(head).get(first["next"]).json()
    assert len(second["results"]) == 2
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


def test_the_cap_is_200():
    assert CappedCursorPagination.max_page_size == 200


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "bz0tMQ=="])
def test_a_broken_cursor_is_never_an_error_of_ours(head, calling, cursor):
    assert calling(head).get(f"{CLIENTS}?cursor={cursor}").status_code in (200, 404)


def test_the_queries_do_not_grow_with_the_rows(head, pk, bapas, calling):
    caller = calling(head)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert caller.get(CLIENTS).status_code == 200
        return len(caught)

    for _ in range(3):
        make_guidance(office=bapas, officer=pk)
    few = queries()
    for _ in range(9):
        make_guidance(office=bapas, officer=pk)
    assert queries() == few


def test_registering_is_the_pages_action(pk, bapas, calling):
    answer = calling(pk).post(CLIENTS, body(bapas, pk), format="json")
    assert answer.status_code == 201, answer.json()
    said = answer.json()
    row = Guidance.objects.get(pk=said["id"])
    assert (row.office, row.officer, row.client.name) == (bapas, pk, "Klien Lewat Api")
    assert said["register_no"] == row.register_no != ""
    assert said["person"]["aliases"] == ["Api"]
    assert AuditEvent.objects.filter(verb="guidance.registered", actor=pk).count() == 1


@pytest.mark.parametrize("place", ["header", "body"])
def test_a_second_post_with_the_same_key_answers_with_the_first_row(pk, bapas, calling, place):
    key = str(uuid4())
    caller = calling(pk)
    headers = {"Idempotency-Key": key} if place == "header" else {}
    sent = body(bapas, pk) | ({"form_key": key} if place == "body" else {})
    first, second = (caller.post(CLIENTS, sent, format="json", headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Client.objects.filter(name="Klien Lewat Api").count() == 1


def test_a_key_that_is_no_uuid_is_refused(pk, bapas, calling):
    answer = calling(pk).post(CLIENTS, body(bapas, pk), format="json", headers={"Idempotency-Key": "satu"})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["form_key"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person": None}, "person"),
        ({"person": {"name": "", "sex": "M", "birth_on": "1990-01-01"}}, "person.name"),
        ({"case": {"articles": "x", "offence_on": "2024-01-10", "offence_group": "tidak-ada"}}, "case.offence_group"),
        ({"client_id": 1}, "person"),
        ({"status": "DIVERSI"}, "status"),
        ({"guidance_end_on": "2020-01-01"}, "guidance_end_on"),
        ({"office_id": 999999}, "office"),
        ({"residence": {"street": "Jalan Contoh 1", "region_id": "0000000000"}}, "residence.region_id"),
        ({"residence": {"street": "Jalan Contoh 1", "region_id": "\ud800"}}, "residence.region_id"),
        ({"status": "\ud800"}, "status"),
        ({"person": {"name": "\ud800", "sex": "M", "birth_on": "1990-01-01"}}, "person.name"),
    ],
)
def test_a_fault_is_named(pk, bapas, calling, changes, field):
    sent = json.dumps(body(bapas, pk, **changes))
    answer = calling(pk).post(CLIENTS, sent, content_type="application/json")
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Guidance.objects.exists()


def test_registering_at_another_office_is_refused(other_pk, pk, bapas, calling):
    answer = calling(other_pk).post(CLIENTS, body(bapas, pk), format="json")
    assert answer.status_code == 400
    assert "office" in answer.json()["fields"]


def test_a_person_out_of_sight_is_404(pk, bapas, other_bapas, calling):
    stranger = make_guidance(office=other_bapas).client
    sent = body(bapas, pk, client_id=stranger.pk)
    del sent["person"]
    assert calling(pk).post(CLIENTS, sent, format="json").status_code == 404


def test_who_may_not_register_is_403(bapas, kanwil_staff, pk, calling):
    assert calling(kanwil_staff).post(CLIENTS, body(bapas, pk), format="json").status_code == 403
    secretary = make_user(RoleCode.TPP_SECRETARY, bapas)
    assert calling(secretary).post(CLIENTS, body(bapas, pk), format="json").status_code == 403


def test_for_a_colleague_a_pk_may_not_register(pk, bapas, calling):
    colleague = make_user(RoleCode.PK, bapas)
    answer = calling(pk).post(CLIENTS, body(bapas, colleague), format="json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"
