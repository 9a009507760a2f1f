"""Pages of programmes and sessions: who may open and write them, what they say, and what a second sender is told."""

from datetime import timedelta
from time import perf_counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.models import AttendanceMark, GuidanceSession, Programme
from tests.factories import make_guidance, make_user
from tests.factories.guiding import make_attendance, make_enrolment, make_programme, make_session, programme_values
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


@pytest.fixture
def programme(bapas, pk) -> Programme:
    return make_programme(bapas, pk, name="Barista Contoh", capacity=2)


@pytest.fixture
def group(bapas, pk, guidance) -> GuidanceSession:
    session = make_session(bapas, pk)
    make_attendance(session, guidance)
    return session


def sheet(session, **rows) -> dict:
    """What the page sends; rows: k<pk>=(version, mark, note)."""
    sent: dict = {"baris": []}
    for name, (version, mark, note) in rows.items():
        number = name[1:]
        sent["baris"].append(number)
        sent |= {f"versi-{number}": version, f"tanda-{number}": mark, f"catatan-{number}": note}
    return sent


class TestWho:
    @pytest.fixture
    def addresses(self, programme, guidance, group) -> list[str]:
        row = make_enrolment(programme, guidance)
        return [
            url("programme_detail", programme.pk),
            url("programme_edit", programme.pk),
            url("programme_move", programme.pk),
            url("programme_enrol", programme.pk),
            url("programme_session", programme.pk),
            url("enrolment_end", row.pk),
            url("session_sheet", group.pk),
            url("session_list_more", group.pk),
            url("session_cancel", group.pk),
            url("guiding_detail", guidance.pk),
            url("session_new", guidance.pk),
        ]

    def test_signed_out_another_office_and_wrong_roles(self, client, addresses, other_pk, kanwil_staff, directorate):
        for address in addresses:
            assert client.get(address).status_code == 302
        client.force_login(other_pk)
        assert {client.get(address).status_code for address in addresses} == {404}
        for reader in (kanwil_staff, directorate):
            client.force_login(reader)
            assert {client.get(address).status_code for address in addresses} == {403}

    def test_the_tpp_reads_and_does_not_write(self, client, programme, group, bapas):
        client.force_login(make_user(RoleCode.TPP_SECRETARY, bapas))
        assert client.get(url("programme_detail", programme.pk)).status_code == 200
        assert client.get(url("programme_enrol", programme.pk)).status_code == 403
        row = group.attendances.get()
        answer = client.post(url("session_sheet", group.pk), sheet(group, **{f"k{row.pk}": (0, "PRESENT", "")}))
        assert answer.status_code == 403
        assert not AttendanceMark.objects.exists()

    def test_a_childs_name_and_words_stay_with_who_holds_the_child(self, client, bapas, programme, group, pk):
        child = make_guidance(office=bapas, officer=pk, child=True, name="Anak Rahasia Sekali")
        make_enrolment(programme, child, state="LEFT", reason="Diantar ibunya Sumini")
        make_attendance(group, child, "PRESENT", note="Bersama ayahnya")
        pages = (url("programme_detail", programme.pk), url("session_sheet", group.pk))
        client.force_login(make_user(RoleCode.PK, bapas))
        for page in pages:
            text = client.get(page).content.decode()
            assert "A. R. S." in text
            assert "Rahasia" not in text
            assert "Sumini" not in text
        assert client.get(url("guiding_detail", child.pk)).status_code == 404
        client.force_login(pk)
        assert all("Anak Rahasia Sekali" in client.get(page).content.decode() for page in pages)


class TestProgramme:
    def sent(self, bapas, **changes) -> dict:
        values = programme_values(**changes) | {"office": bapas.pk, "form_key": str(uuid4()), "partner_id": ""}
        return {name: value for name, value in values.items() if value is not None}

    def test_opened_once_and_the_second_sender_is_told(self, client, bapas, pk):
        client.force_login(pk)
        assert client.get(url("programme_new")).status_code == 200
        sent = self.sent(bapas)
        assert "Program dibuka" in client.post(url("programme_new"), sent, follow=True).content.decode()
        assert "sudah terkirim" in client.post(url("programme_new"), sent, follow=True).content.decode()
        assert client.post(url("programme_new"), sent | {"capacity": 3}).status_code == 400
        assert Programme.objects.count() == 1

    def test_a_fault_stays_with_what_was_typed(self, client, bapas, pk):
        client.force_login(pk)
        today = today_in()
        answer = client.post(url("programme_new"), self.sent(bapas, end_on=today - timedelta(30), name="Las Contoh"))
        assert answer.status_code == 400
        assert "sebelum hari pertama" in answer.content.decode()
        assert "Las Contoh" in answer.content.decode()

    def test_saved_by_another_both_wordings_are_shown(self, client, bapas, pk, programme):
        client.force_login(pk)
        sent = self.sent(bapas, place="Ruang A") | {"lock_version": 0}
        assert client.post(url("programme_edit", programme.pk), sent).status_code == 302
        answer = client.post(url("programme_edit", programme.pk), sent | {"place": "Ruang B"})
        assert answer.status_code == 409
        assert "Ruang A" in answer.content.decode()
        assert "Ruang B" in answer.content.decode()
        again = answer.context["form"]["lock_version"].value()
        assert client.post(url("programme_edit", programme.pk), sent | {"lock_version": again}).status_code == 302

    def test_enrolling_the_list_and_the_filters(self, client, bapas, pk, programme):
        people = [make_guidance(office=bapas, officer=pk, name=f"Klien {letter}") for letter in "XYZ"]
        client.force_login(pk)
        assert "Klien X" in client.get(url("programme_enrol", programme.pk)).content.decode()
        sent = {"guidance": [each.pk for each in people]}
        text = client.post(url("programme_enrol", programme.pk), sent, follow=True).content.decode()
        assert "2 klien terdaftar" in text
        assert "1 klien masuk daftar tunggu" in text
        assert "Daftar tunggu" in text
        listed = client.get(url("programme_list"), {"state": "OPEN"}).content.decode()
        assert "Barista Contoh" in listed
        assert "1 menunggu" in listed
        assert "Barista Contoh" not in client.get(url("programme_list"), {"state": "FINISHED"}).content.decode()

    def test_starting_and_finishing(self, client, pk, programme, guidance):
        row = make_enrolment(programme, guidance)
        client.force_login(pk)
        move = url("programme_move", programme.pk)
        assert client.post(move, {"to": "RUNNING"}).status_code == 302
        assert client.post(move, {"to": "FINISHED"}).status_code == 409
        assert client.post(url("enrolment_end", row.pk), {"to": "COMPLETED", "words": ""}).status_code == 400
        done = {"to": "COMPLETED", "words": "Mahir menyeduh"}
        assert "Mahir menyeduh" in client.post(url("enrolment_end", row.pk), done, follow=True).content.decode()
        assert client.post(move, {"to": "FINISHED"}).status_code == 302
        programme.refresh_from_db()
        assert programme.state == "FINISHED"


class TestSheet:
    def test_a_whole_list_is_one_save_and_a_clash_names_who_and_what(self, client, bapas, pk, head, group, guidance):
        row = group.attendances.get()
        client.force_login(head)
        text = client.get(url("session_sheet", group.pk)).content.decode()
        assert "Budi Contoh" in text
        client.post(url("session_sheet", group.pk), sheet(group, **{f"k{row.pk}": (0, "ABSENT", "tidak ada kabar")}))
        client.force_login(pk)
        sent = sheet(group, **{f"k{row.pk}": (0, "EXCUSED", "sakit")})
        answer = client.post(url("session_sheet", group.pk), sent)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert f"{head.name} menulis" in text
        assert "Tidak hadir tanpa alasan" in text
        assert 'value="sakit"' in text
        assert f'name="versi-{row.pk}" value="1"' in text
        again = client.post(url("session_sheet", group.pk), sent | {f"versi-{row.pk}": 1}, follow=True)
        assert "Kehadiran 1 klien tersimpan" in again.content.decode()
        assert (
            "Tidak ada yang berubah"
            in client.post(url("session_sheet", group.pk), sent | {f"versi-{row.pk}": 2}, follow=True).content.decode()
        )

    def test_one_press_marks_the_rest_as_present(self, client, pk, group):
        row = group.attendances.get()
        client.force_login(pk)
        sent = sheet(group, **{f"k{row.pk}": (0, "", "")}) | {"isi": "PRESENT"}
        client.post(url("session_sheet", group.pk), sent)
        row.refresh_from_db()
        assert row.mark == "PRESENT"

    def test_a_fault_stands_at_its_row_with_what_was_typed(self, client, pk, group):
        row = group.attendances.get()
        client.force_login(pk)
        answer = client.post(url("session_sheet", group.pk), sheet(group, **{f"k{row.pk}": (0, "", "hanya catatan")}))
        assert answer.status_code == 400
        assert "catatan saja tidak cukup" in answer.content.decode()
        assert 'value="hanya catatan"' in answer.content.decode()

    def test_thirty_rows_cost_few_queries_and_little_time(self, client, bapas, pk):
        session = make_session(bapas, pk)
        rows = [make_attendance(session, make_guidance(office=bapas, officer=pk)) for _ in range(30)]
        client.force_login(pk)
        taken = []
        for version, mark in enumerate(["PRESENT", "LATE", "ABSENT", "EXCUSED", "PRESENT"]):
            sent = sheet(session, **{f"k{row.pk}": (version, mark, "") for row in rows})
            with CaptureQueriesContext(connection) as queries:
                start = perf_counter()
                assert client.post(url("session_sheet", session.pk), sent).status_code == 302
                taken.append(perf_counter() - start)
        assert AttendanceMark.objects.count() == 150
        assert len(queries) <= 22
        assert sorted(taken)[2] < 0.3

    def test_a_group_for_this_once_is_picked_and_cancelled(self, client, bapas, pk, guidance):
        client.force_login(pk)
        sent = {
            "office": bapas.pk,
            "form_key": str(uuid4()),
            "held_on": today_in().isoformat(),
            "started_at": "09:00",
            "ended_at": "10:00",
            "topic": "Sadar hukum",
            "facilitator": "",
        }
        assert client.post(url("group_new"), sent | {"ended_at": "08:00"}).status_code == 400
        assert client.post(url("group_new"), sent).status_code == 302
        assert "sudah terkirim" in client.post(url("group_new"), sent, follow=True).content.decode()
        session = GuidanceSession.groups.get()
        client.post(url("session_list_more", session.pk), {"guidance": [guidance.pk]})
        assert "Sadar hukum" in client.get(url("session_today")).content.decode()
        client.post(url("session_cancel", session.pk), {"reason": "Narasumber sakit"})
        assert "Narasumber sakit" in client.get(url("session_sheet", session.pk)).content.decode()
        assert "Sadar hukum" not in client.get(url("session_today")).content.decode()


class TestClient:
    def test_a_session_is_recorded_shown_and_its_next_date_awaited(self, client, guidance, pk):
        client.force_login(pk)
        assert "Belum ada pertemuan" in client.get(url("guiding_detail", guidance.pk)).content.decode()
        sent = {
            "form_key": str(uuid4()),
            "held_on": (today_in() - timedelta(7)).isoformat(),
            "mode": "OFFICE",
            "mark": "PRESENT",
            "topic": "Mencari pekerjaan",
            "next_on": today_in().isoformat(),
        }
        guidance.__class__.objects.filter(pk=guidance.pk).update(start_on=today_in() - timedelta(60))
        text = client.post(url("session_new", guidance.pk), sent, follow=True).content.decode()
        assert "Hadir pada 1 dari 1 pertemuan" in text
        assert "Mencari pekerjaan" in text
        assert "sudah terkirim" in client.post(url("session_new", guidance.pk), sent, follow=True).content.decode()
        assert client.post(url("session_new", guidance.pk), sent | {"topic": "Lain"}).status_code == 409
        assert "Budi Contoh" in client.get(url("session_today")).content.decode()
        assert GuidanceSession.objects.count() == 1
