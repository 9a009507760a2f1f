"""Pages of sessions at work sites: the office's week, one session, opening, the supervisor, cancelling."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.once import StaleEdit
from programs.actions.service_supervisor import open_ahead, set_supervisor
from programs.choices import SessionState
from programs.models import ServiceSession, SessionSeat
from programs.queries.service_session import monday_of, supervisors_of
from tests.factories.accounts import make_user
from tests.factories.partners import make_site, make_slot
from tests.factories.service_day import running_order
from tests.factories.service_session import make_seat, make_session
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
SESSION = "programs.write_service_session"


def tomorrow():
    return today_in() + timedelta(1)


class TestWho:
    def test_signed_out_other_office_and_wrong_role(self, client, bapas, pk, other_bapas, kanwil_staff):
        session = make_session(bapas, tomorrow())
        pages = ["service_session_detail", "service_session_supervisor", "service_session_cancel"]
        assert [client.get(url(name, session.pk)).status_code for name in pages] == [302, 302, 302]
        assert client.get(url("service_session_list")).status_code == 302
        client.force_login(make_user(RoleCode.PK, other_bapas))
        assert [client.get(url(name, session.pk)).status_code for name in pages] == [404, 404, 404]
        assert client.post(url("service_session_open", bapas.pk)).status_code == 404
        client.force_login(kanwil_staff)
        assert [client.get(url(name, session.pk)).status_code for name in pages] == [403, 403, 403]
        assert client.get(url("service_session_list")).status_code == 403
        assert client.get(url("service_session_new")).status_code == 403

    def test_a_reader_sees_no_buttons_and_may_not_write(self, client, bapas):
        session = make_session(bapas, tomorrow())
        client.force_login(make_user(RoleCode.TPP_SECRETARY, bapas))
        page = client.get(url("service_session_list")).content.decode()
        assert session.site.name in page or monday_of(tomorrow()) != monday_of(today_in())
        assert "Buka sesi" not in page
        page = client.get(url("service_session_detail", session.pk)).content.decode()
        assert "Batalkan sesi" not in page
        assert client.get(url("service_session_cancel", session.pk)).status_code == 403

    def test_a_colleagues_child_shows_by_initials(self, client, bapas, pk):
        session = make_session(bapas, tomorrow())
        make_seat(session, running_order(bapas, pk, name="Dewasa Bernama"))
        make_seat(session, running_order(bapas, pk, child=True, name="Anak Rahasia"))
        client.force_login(make_user(RoleCode.PK, bapas))
        page = client.get(url("service_session_detail", session.pk)).content.decode()
        assert "Dewasa Bernama" in page
        assert "Anak Rahasia" not in page
        assert "A. R." in page


class TestWeek:
    def test_a_week_with_its_seats_and_the_filters(self, client, bapas, pk):
        monday = monday_of(today_in())
        busy = make_session(bapas, monday, seats=7, supervisor=pk)
        make_seat(busy, running_order(bapas, pk))
        off = make_session(bapas, monday, state=SessionState.CANCELLED, cancel_reason="Hujan")
        later = make_session(bapas, monday + timedelta(7))
        client.force_login(pk)
        page = " ".join(client.get(url("service_session_list")).content.decode().split())
        assert "1 / 7" in page
        assert "<strong>1</strong> dari 7 tempat" in page
        assert pk.name in page
        assert url("service_session_detail", later.pk) not in page
        page = client.get(url("service_session_list"), {"site": off.site_id}).content.decode()
        assert url("service_session_detail", off.pk) in page
        assert url("service_session_detail", busy.pk) not in page
        page = client.get(url("service_session_list"), {"state": "PLANNED"}).content.decode()
        assert url("service_session_detail", off.pk) not in page
        page = client.get(url("service_session_list"), {"minggu": (monday + timedelta(9)).isoformat()}).content.decode()
        assert url("service_session_detail", later.pk) in page
        assert url("service_session_detail", busy.pk) not in page


class TestOpening:
    def test_the_weeks_ahead_are_opened_once(self, client, bapas, pk):
        make_slot(make_site(office=bapas), tomorrow().isoweekday())
        client.force_login(pk)
        page = client.post(url("service_session_open", bapas.pk), follow=True).content.decode()
        assert "9 sesi dibuka" in page
        assert "Tidak ada sesi baru" in client.post(url("service_session_open", bapas.pk), follow=True).content.decode()
        assert ServiceSession.objects.count() == 9

    def test_another_office_is_not_opened(self, bapas, pk, other_bapas, scoped):
        with pytest.raises(NotAllowed):
            open_ahead(office_id=other_bapas.pk, by=pk, scope=scoped(pk, SESSION))

    def test_by_hand_once_and_the_fault_at_its_field(self, client, bapas, pk):
        site = make_site(office=bapas)
        client.force_login(pk)
        sent = {"form_key": uuid4(), "office": bapas.pk, "site_id": site.pk, "held_on": today_in().isoformat()}
        sent |= {"starts_at": "13:00", "ends_at": "12:00", "seats": "4"}
        answer = client.post(url("service_session_new"), sent)
        assert answer.status_code == 400
        assert "Jam selesai harus sesudah jam mulai." in answer.content.decode()
        sent["ends_at"] = "16:00"
        assert "Sesi dibuka." in client.post(url("service_session_new"), sent, follow=True).content.decode()
        assert "sudah terkirim" in client.post(url("service_session_new"), sent, follow=True).content.decode()
        assert ServiceSession.objects.get().seats == 4
        answer = client.post(url("service_session_new"), sent | {"form_key": uuid4()})
        assert "sudah ada sesi pada jam itu" in answer.content.decode()

    def test_only_sites_of_the_offices_own_partners_are_offered(self, client, bapas, pk):
        own, other = make_site(office=bapas), make_site()
        client.force_login(pk)
        page = client.get(url("service_session_new")).content.decode()
        assert own.name in page
        assert other.name not in page


class TestSupervisor:
    def test_who_may_supervise(self, bapas, pk, head, other_pk, kanwil_staff):
        away = make_user(RoleCode.PK, bapas)
        away.is_active = False
        away.save()
        assert set(supervisors_of(bapas)) == {pk, head}

    def test_named_for_the_later_sessions_of_the_weekly_time_too(self, client, bapas, pk):
        slot = make_slot(make_site(office=bapas), 1)
        first = make_session(bapas, tomorrow(), slot.site, slot=slot)
        later = make_session(bapas, tomorrow() + timedelta(7), slot.site, slot=slot)
        other = make_session(bapas, tomorrow() + timedelta(7))
        client.force_login(pk)
        sent = {"supervisor_id": pk.pk, "lock_version": 0, "and_later": "on"}
        page = client.post(url("service_session_supervisor", first.pk), sent, follow=True).content.decode()
        assert "Pengawas 2 sesi tersimpan." in page
        for row in (first, later, other):
            row.refresh_from_db()
        assert (first.supervisor, later.supervisor, other.supervisor) == (pk, pk, None)
        answer = client.post(url("service_session_supervisor", first.pk), sent)
        assert answer.status_code == 409
        assert "diubah orang lain" in answer.content.decode()

    def test_refusals(self, bapas, pk, other_pk, scoped):
        session = make_session(bapas, tomorrow())
        common = {"session_id": session.pk, "and_later": False, "by": pk, "scope": scoped(pk, SESSION)}
        with pytest.raises(Invalid):
            set_supervisor(supervisor_id=other_pk.pk, lock_version=0, **common)
        with pytest.raises(StaleEdit):
            set_supervisor(supervisor_id=pk.pk, lock_version=3, **common)
        assert set_supervisor(supervisor_id=None, lock_version=0, **common) == 0


class TestCancelling:
    def test_it_says_how_many_and_plans_them_again(self, client, bapas, pk):
        session = make_session(bapas, tomorrow())
        make_seat(session, running_order(bapas, pk))
        client.force_login(pk)
        address = url("service_session_cancel", session.pk)
        assert "1 klien kehilangan tempatnya" in client.get(address).content.decode()
        assert client.post(address, {"lock_version": 0, "reason": " "}).status_code == 400
        page = client.post(address, {"lock_version": 0, "reason": "Banjir"}, follow=True).content.decode()
        assert "jadwal 1 klien disusun lagi" in page
        assert "Banjir" in page
        assert SessionSeat.objects.get(session=session).state == "RELEASED"
        assert client.post(address, {"lock_version": 1, "reason": "Lagi"}).status_code == 409
