"""Programmes, enrolments, sessions and certificates over the API: once, in order, and a child's identity kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.models import AttendanceMark, GuidanceSession, Programme
from tests.factories import guiding, make_guidance, make_user

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"


@pytest.fixture
def programme(bapas, pk) -> Programme:
    return guiding.make_programme(bapas, pk, capacity=2)


def client_of(bapas, pk, **fields):
    return make_guidance(office=bapas, officer=pk, start_on=today_in() - timedelta(90), **fields)


class TestProgramme:
    def test_opened_once_started_and_finished(self, bapas, pk, calling):
        sent = guiding.programme_values(start_on=str(today_in()), end_on=str(today_in() + timedelta(60)))
        sent |= {"office_id": bapas.pk, "intervention": sent.pop("intervention_id"), "form_key": str(uuid4())}
        call = calling(pk)
        made = call.post(f"{BASE}programmes/", sent, format="json")
        assert made.status_code == 201, made.content
        assert call.post(f"{BASE}programmes/", sent, format="json").json()["id"] == made.json()["id"]
        assert call.post(f"{BASE}programmes/", sent | {"partner_id": 987}, format="json").status_code == 400
        move = f"{BASE}programmes/{made.json()['id']}/move/"
        assert call.post(move, {"to": "RUNNING"}, format="json").json()["state"] == "RUNNING"
        refused = call.post(move, {"to": "CANCELLED"}, format="json")
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["note"])
        assert call.post(move, {"to": "FINISHED"}, format="json").json()["closed_on"] == str(today_in())
        assert Programme.objects.count() == 1

    def test_wrong_people(self, bapas, pk, other_pk, kanwil_staff, programme, calling):
        one = f"{BASE}programmes/{programme.pk}/"
        assert calling(other_pk).get(one).status_code == 404
        assert calling(other_pk).post(f"{one}move/", {"to": "RUNNING"}, format="json").status_code == 404
        assert calling(kanwil_staff).get(one).status_code == 403
        reader = make_user(RoleCode.TPP_SECRETARY, bapas)
        assert calling(reader).get(one).status_code == 200
        assert calling(reader).post(f"{one}move/", {"to": "RUNNING"}, format="json").status_code == 403


class TestEnrolment:
    def test_enrolled_once_the_third_waits_and_is_admitted_in_turn(self, bapas, pk, programme, calling):
        people = [client_of(bapas, pk, name=f"{letter} Contoh") for letter in "ABCD"]
        sent, call = {"programme_id": programme.pk, "guidance_ids": [each.pk for each in people]}, calling(pk)
        first = call.post(f"{BASE}enrolments/", sent, format="json")
        assert (first.status_code, first.json()["added"]) == (201, 4), first.content
        again = call.post(f"{BASE}enrolments/", sent, format="json")
        assert (again.status_code, again.json()["added"]) == (200, 0)
        rows = again.json()["enrolments"]
        assert [(row["name"][0], row["turn"]) for row in rows] == [("A", None), ("B", None), ("C", 1), ("D", 2)]
        admit = [f"{BASE}enrolments/{row['id']}/admit/" for row in rows]
        assert call.post(admit[2]).status_code == 409, "no place is free"
        ended = call.post(
            f"{BASE}enrolments/{rows[0]['id']}/end/", {"to": "LEFT", "words": "Pindah kota"}, format="json"
        )
        assert (ended.status_code, ended.json()["reason"]) == (200, "Pindah kota")
        assert call.post(admit[3]).status_code == 409, "another is first"
        assert call.post(admit[2]).json()["state"] == "ENROLLED"
        waiting = call.get(f"{BASE}enrolments/", {"programme": programme.pk, "state": "WAITING"}).json()["results"]
        assert [(row["id"], row["turn"]) for row in waiting] == [(rows[3]["id"], 1)]

    def test_a_client_out_of_sight_is_refused_whole(self, bapas, other_bapas, pk, other_pk, programme, calling):
        own, strange = client_of(bapas, pk), client_of(other_bapas, other_pk)
        sent = {"programme_id": programme.pk, "guidance_ids": [own.pk, strange.pk]}
        assert calling(pk).post(f"{BASE}enrolments/", sent, format="json").status_code == 400
        assert not programme.enrolments.exists()
        assert calling(other_pk).post(f"{BASE}enrolments/", sent, format="json").status_code == 404

    def test_a_child_is_a_row_without_a_name_for_others(self, bapas, pk, head, programme, calling):
        child = client_of(bapas, pk, child=True, name="Rahasiawan Anak")
        row = guiding.make_enrolment(programme, child, state="COMPLETED", result="Tujuan rahasia")
        colleague = calling(make_user(RoleCode.PK, bapas))
        answer = colleague.get(f"{BASE}enrolments/{row.pk}/")
        assert (answer.json()["name"], answer.json()["is_identified"]) == (None, False)
        assert "rahasia" not in answer.content.decode().lower()
        assert calling(head).get(f"{BASE}enrolments/{row.pk}/").json()["name"] == "Rahasiawan Anak"


class TestSessions:
    def test_a_group_is_planned_once_and_marked_in_one_call(self, bapas, pk, programme, calling):
        people = [client_of(bapas, pk) for _ in range(2)]
        for each in people:
            guiding.make_enrolment(programme, each)
        call, today = calling(pk), str(today_in())
        sent = {"office_id": bapas.pk, "programme_id": programme.pk, "held_on": today, "topic": "Menyeduh"}
        sent |= {"started_at": "09:00", "ended_at": "11:00", "form_key": str(uuid4())}
        made = call.post(f"{BASE}group-sessions/", sent, format="json")
        assert made.status_code == 201, made.content
        assert call.post(f"{BASE}group-sessions/", sent, format="json").json()["id"] == made.json()["id"]
        other = call.post(f"{BASE}group-sessions/", sent | {"topic": "Lain"}, format="json")
        assert (other.status_code, other.json()["code"]) == (409, "sent_before")
        rows = [{"attendance_id": row["id"], "version": 0, "mark": "PRESENT"} for row in made.json()["attendance"]]
        marks = {"session_id": made.json()["id"], "rows": rows}
        first = call.post(f"{BASE}session-attendance/", marks, format="json")
        assert (first.status_code, len(first.json()["saved"])) == (201, 2), first.content
        again = call.post(f"{BASE}session-attendance/", marks, format="json")
        assert (again.status_code, len(again.json()["same"]), AttendanceMark.objects.count()) == (200, 2, 2)
        late = {**marks, "rows": [rows[0] | {"mark": "ABSENT"}]}
        assert call.post(f"{BASE}session-attendance/", late, format="json").json()["differs"][0]["mark"] == "PRESENT"
        strange = {**marks, "rows": [rows[0] | {"attendance_id": 987654321}]}
        refused = call.post(f"{BASE}session-attendance/", strange, format="json")
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["987654321"])
        assert call.get(f"{BASE}group-sessions/{made.json()['id']}/").json()["came"] == 2

    def test_a_note_of_a_child_is_hidden_and_outlives_a_colleagues_mark(self, bapas, pk, programme, calling):
        session = guiding.make_session(bapas, pk, programme=programme)
        child = client_of(bapas, pk, child=True, name="Rahasiawan Anak")
        row = guiding.make_attendance(session, child, "EXCUSED", note="Sidang rahasia")
        colleague = calling(make_user(RoleCode.PK, bapas))
        sheet = colleague.get(f"{BASE}group-sessions/{session.pk}/")
        assert "rahasia" not in sheet.content.decode().lower()
        marks = {"session_id": session.pk, "rows": [{"attendance_id": row.pk, "version": 1, "mark": "LATE"}]}
        assert colleague.post(f"{BASE}session-attendance/", marks, format="json").status_code == 201
        row.refresh_from_db()
        assert (row.mark, row.note) == ("LATE", "Sidang rahasia")
        assert colleague.get(f"{BASE}session-attendance/{row.pk}/").status_code == 404
        assert calling(pk).get(f"{BASE}session-attendance/{row.pk}/").json()["note"] == "Sidang rahasia"

    def test_a_single_session_is_recorded_once_read_by_its_officer_and_cancelled(self, bapas, pk, other_pk, calling):
        guidance, call = client_of(bapas, pk, child=True), calling(pk)
        sent = {"guidance_id": guidance.pk, "held_on": str(today_in()), "mode": "OFFICE", "mark": "PRESENT"}
        sent |= {"topic": "Sekolah", "form_key": str(uuid4())}
        made = call.post(f"{BASE}single-sessions/", sent, format="json")
        assert (made.status_code, made.json()["mark"]) == (201, "PRESENT"), made.content
        assert call.post(f"{BASE}single-sessions/", sent, format="json").json()["id"] == made.json()["id"]
        one = f"{BASE}single-sessions/{made.json()['id']}/"
        for stranger in (other_pk, make_user(RoleCode.PK, bapas)):
            assert calling(stranger).get(one).status_code == 404
            assert calling(stranger).post(f"{one}cancel/", {"reason": "x"}, format="json").status_code == 404
        assert call.post(f"{one}cancel/", {"reason": "Salah klien"}, format="json").json()["cancelled_at"]
        assert GuidanceSession.objects.count() == 1


class TestCertificate:
    def test_the_file_is_for_who_may_know_the_person(self, bapas, pk, other_pk, programme, calling):
        child = client_of(bapas, pk, child=True)
        row = guiding.make_enrolment(programme, child, state="COMPLETED", result="Mahir")
        one = f"{BASE}programme-certificates/{guiding.make_certificate(row, pk).pk}/"
        answer = calling(pk).get(f"{one}file/", headers={"accept": "application/pdf"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        colleague = calling(make_user(RoleCode.PK, bapas))
        assert colleague.get(one).json()["is_identified"] is False
        refused = colleague.get(f"{one}file/")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
        assert calling(other_pk).get(f"{one}file/").status_code == 404
