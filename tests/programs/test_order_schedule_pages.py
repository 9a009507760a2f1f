"""The schedule of an order on its page: planned, moved, booked by hand, what the planner goes by, what is short."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.choices import SeatState
from programs.choices_service import Short
from programs.models import ServiceBusy, ServicePlacement, ServiceSession, SessionSeat
from programs.queries.order_schedule import ADVICE, choosable_sessions, schedule_of
from tests.factories.accounts import make_user
from tests.factories.partners import make_site, make_slot
from tests.factories.service import make_entry
from tests.factories.service_day import running_order
from tests.factories.service_session import make_busy, make_seat, make_session
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


def tomorrow():
    return today_in() + timedelta(1)


@pytest.fixture
def order(bapas, pk):
    return running_order(bapas, pk, minutes_ordered=12 * 60)


@pytest.fixture
def week(bapas):
    """A site open on every weekday."""
    site = make_site(office=bapas, pickup_point="Halte Contoh")
    for weekday in range(1, 8):
        make_slot(site, weekday)
    return site


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestWho:
    def test_signed_out_other_office_and_wrong_role(self, client, bapas, pk, other_bapas, kanwil_staff, order):
        seat = make_seat(make_session(bapas, tomorrow()), order)
        busy = make_busy(order, 1)
        pages = [("order_schedule", order.pk), ("seat_book", order.pk), ("busy_add", order.pk)]
        pages += [("placement_edit", order.pk), ("seat_move", seat.pk), ("busy_remove", busy.pk)]
        assert {client.get(url(*page)).status_code for page in pages} == {302}
        client.force_login(make_user(RoleCode.PK, other_bapas))
        assert {client.get(url(*page)).status_code for page in pages} == {404}
        assert client.post(url("schedule_plan", order.pk)).status_code == 404
        client.force_login(kanwil_staff)
        assert {client.get(url(*page)).status_code for page in pages} == {403}

    def test_a_colleague_reads_and_does_not_write(self, client, bapas, order):
        client.force_login(make_user(RoleCode.PK, bapas))
        assert "Susun jadwal</button>" not in words(client.get(url("order_schedule", order.pk)))
        assert client.post(url("schedule_plan", order.pk)).status_code == 404

    def test_a_colleagues_child_is_not_found(self, client, bapas, pk):
        child = running_order(bapas, pk, child=True)
        client.force_login(make_user(RoleCode.PK, bapas))
        assert client.get(url("order_schedule", child.pk)).status_code == 404


class TestPlanning:
    def test_planned_from_the_page_and_once_more_changes_nothing(self, client, pk, order, week):
        client.force_login(pk)
        page = words(client.post(url("schedule_plan", order.pk), follow=True))
        assert "3 sesi dipesan." in page
        assert "kumpul di Halte Contoh" in page
        assert "8 jam" in page and "0 jam" in page
        last = SessionSeat.objects.filter(order=order).latest("session__held_on").session.held_on
        assert schedule_of(order).finishes_on == last
        assert "tidak ada yang berubah" in words(client.post(url("schedule_plan", order.pk), follow=True))

    def test_without_a_site_it_says_why_and_what_to_do(self, client, pk, order):
        client.force_login(pk)
        page = words(client.post(url("schedule_plan", order.pk), follow=True))
        assert "Masih kurang 12 jam" in page
        assert str(Short.NO_SITE.label) in page
        assert str(ADVICE[Short.NO_SITE]) in page

    def test_every_reason_has_advice(self):
        assert set(ADVICE) == set(Short)

    def test_a_busy_time_that_meets_a_seat_asks_to_plan_again(self, client, pk, order, week):
        client.force_login(pk)
        client.post(url("schedule_plan", order.pk))
        day = SessionSeat.objects.filter(order=order).earliest("session__held_on").session.held_on
        sent = {"form_key": uuid4(), "reason": "WORK", "weekday": day.isoweekday(), "note": "Bengkel"}
        sent |= {"starts_at": "07:00", "ends_at": "06:00"}
        assert client.post(url("busy_add", order.pk), sent).status_code == 400
        sent["ends_at"] = "15:00"
        page = words(client.post(url("busy_add", order.pk), sent, follow=True))
        assert "1 sesi tidak sesuai lagi" in page
        assert "Bengkel" in page
        assert "sudah terkirim" in words(client.post(url("busy_add", order.pk), sent, follow=True))
        assert "1 tempat dilepas." in words(client.post(url("schedule_plan", order.pk), follow=True))
        busy = ServiceBusy.objects.get()
        assert "07.00–15.00" in words(client.get(url("busy_remove", busy.pk)))
        page = words(client.post(url("busy_remove", busy.pk), follow=True))
        assert "dicoret" in page and "Bengkel" not in page

    def test_hours_of_today_are_not_counted_twice(self, bapas, pk, order):
        make_seat(make_session(bapas, today_in()), order)
        assert [row.minutes for row in schedule_of(order).seats] == [240]
        make_entry(order, today_in(), 240)
        order.refresh_from_db()
        assert [(row.minutes, row.left_after) for row in schedule_of(order).seats] == [(0, 480)]

    def test_a_past_seat_without_attendance_is_shown(self, client, bapas, pk, order):
        session = make_session(bapas, today_in() - timedelta(2))
        make_seat(session, order)
        client.force_login(pk)
        page = words(client.get(url("order_schedule", order.pk)))
        assert "Kehadiran belum dicatat" in page
        assert url("service_attendance", session.pk) in page


class TestByHand:
    def test_only_fitting_sessions_with_room_are_offered(self, bapas, pk, order):
        fits = make_session(bapas, tomorrow())
        full = make_session(bapas, tomorrow() + timedelta(1), seats=1)
        make_seat(full, running_order(bapas, pk))
        make_session(bapas, tomorrow() + timedelta(2), make_site(office=bapas, for_men=False))
        held = make_session(bapas, tomorrow() + timedelta(3))
        make_seat(held, order)
        make_busy(order, (tomorrow() + timedelta(4)).isoweekday())
        make_session(bapas, tomorrow() + timedelta(4))
        offered = [session for session, _free in choosable_sessions(order)]
        assert fits in offered
        assert full not in offered and held not in offered
        assert all(session.held_on != tomorrow() + timedelta(4) for session in offered)

    def test_booked_once_and_a_full_session_is_said(self, client, bapas, pk, order):
        session = make_session(bapas, tomorrow(), seats=1)
        client.force_login(pk)
        sent = {"form_key": uuid4(), "session_id": session.pk}
        assert session.site.name in words(client.get(url("seat_book", order.pk)))
        assert "Tempat dipesan." in words(client.post(url("seat_book", order.pk), sent, follow=True))
        assert SessionSeat.objects.get().order == order
        other = running_order(bapas, pk)
        page = words(client.get(url("seat_book", other.pk)))
        assert "Tidak ada sesi yang dapat dipilih" in page
        assert client.post(url("seat_book", other.pk), sent | {"form_key": uuid4()}).status_code == 400

    def test_moved_and_nothing_is_lost(self, client, bapas, pk, order):
        seat = make_seat(make_session(bapas, tomorrow()), order)
        other = make_session(bapas, tomorrow() + timedelta(1), starts_at=time(13), ends_at=time(17))
        client.force_login(pk)
        sent = {"form_key": uuid4(), "session_id": other.pk}
        page = words(client.post(url("seat_move", seat.pk), sent, follow=True))
        assert "Tempat dipindahkan." in page
        assert other.site.name in page
        seat.refresh_from_db()
        assert seat.state == SeatState.RELEASED
        assert SessionSeat.objects.get(state=SeatState.BOOKED).moved_from == seat

    def test_a_seat_no_longer_booked_is_said(self, client, bapas, pk, order):
        seat = make_seat(make_session(bapas, tomorrow()), order, state=SeatState.RELEASED)
        client.force_login(pk)
        assert "bukan lagi" in words(client.get(url("seat_move", seat.pk)))


class TestPlacement:
    def test_saved_with_both_coordinates_or_none(self, client, bapas, pk, order):
        client.force_login(pk)
        sent = {"lock_version": 0, "needs_step_free": "on", "latitude": "-6.9", "longitude": ""}
        assert client.post(url("placement_edit", order.pk), sent).status_code == 400
        page = words(client.post(url("placement_edit", order.pk), sent | {"longitude": "110.4"}, follow=True))
        assert "Kebutuhan tempat tersimpan." in page
        assert ServicePlacement.objects.get().needs_step_free
        assert client.post(url("placement_edit", order.pk), sent | {"longitude": "1"}).status_code == 409

    def test_the_distance_is_shown_where_both_points_are_known(self, client, bapas, pk, order):
        site = make_site(office=bapas, latitude=-6.98, longitude=110.42)
        make_seat(make_session(bapas, tomorrow(), site), order)
        values = {"latitude": -6.98, "longitude": 110.52, "lock_version": 1, "changed_by": pk}
        ServicePlacement.objects.create(order=order, **values)
        client.force_login(pk)
        assert "11,0 km" in words(client.get(url("order_schedule", order.pk)))


def test_the_queries_do_not_grow_with_the_seats(client, bapas, pk, order, django_assert_max_num_queries):
    client.force_login(pk)
    for ahead in range(6):
        make_seat(make_session(bapas, tomorrow() + timedelta(ahead)), order)
    client.get(url("order_schedule", order.pk))
    assert ServiceSession.objects.count() == 6
    with django_assert_max_num_queries(34):
        client.get(url("order_schedule", order.pk))
