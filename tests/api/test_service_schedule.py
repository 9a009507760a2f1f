"""Sessions at work sites and an order's schedule over the API."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.api.schedule_shapes import OrderScheduleSerializer
from programs.models import ServiceSession, SessionSeat
from programs.queries.order_schedule import schedule_of
from tests.factories import make_user
from tests.factories.partners import make_site, make_slot
from tests.factories.service_day import running_order
from tests.factories.service_session import make_seat, make_session

pytestmark = pytest.mark.django_db
SESSIONS, ORDERS = "/api/v1/service-sessions/", "/api/v1/service-orders/"
JSON = {"content_type": "application/json"}


def tomorrow():
    return today_in() + timedelta(1)


class TestSessions:
    def test_read_by_the_office_and_nobody_else(self, bapas, pk, other_pk, kanwil_staff, calling):
        session = make_session(bapas, tomorrow(), supervisor=pk)
        make_seat(session, running_order(bapas, pk, child=True, name="Anak Rahasia"))
        answer = calling(pk).get(SESSIONS, {"held_from": tomorrow().isoformat(), "state": "PLANNED"})
        said = answer.json()["results"][0]
        assert (said["id"], said["taken"], said["seats"], said["supervisor"]["id"]) == (session.pk, 1, 5, pk.pk)
        assert "Rahasia" not in answer.content.decode()
        assert calling(other_pk).get(f"{SESSIONS}{session.pk}/").status_code == 404
        assert calling(kanwil_staff).get(SESSIONS).status_code == 403

    def test_opened_once_and_cancelled(self, bapas, pk, other_bapas, calling):
        site = make_site(office=bapas)
        sent = {"office_id": bapas.pk, "site_id": site.pk, "held_on": tomorrow().isoformat(), "seats": 4}
        sent |= {"starts_at": "13:00", "ends_at": "16:00", "form_key": str(uuid4())}
        answers = [calling(pk).post(SESSIONS, sent, **JSON) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
        assert answers[0].json()["id"] == answers[1].json()["id"]
        assert calling(pk).post(SESSIONS, sent | {"seats": 9}, **JSON).status_code == 409
        elsewhere = sent | {"office_id": other_bapas.pk, "form_key": str(uuid4())}
        assert calling(pk).post(SESSIONS, elsewhere, **JSON).status_code == 403
        nowhere = sent | {"site_id": 2**40, "form_key": str(uuid4())}
        assert calling(pk).post(SESSIONS, nowhere, **JSON).status_code == 404
        session = ServiceSession.objects.get()
        make_seat(session, running_order(bapas, pk))
        address = f"{SESSIONS}{session.pk}/cancel/"
        assert calling(pk).post(address, {"lock_version": 0}, **JSON).status_code == 400
        answer = calling(pk).post(address, {"lock_version": 0, "reason": "Banjir"}, **JSON)
        assert (answer.json()["state"], answer.json()["replanned"]) == ("CANCELLED", 1)
        assert calling(pk).post(address, {"lock_version": 1, "reason": "Lagi"}, **JSON).status_code == 409


class TestSchedule:
    def test_planned_twice_it_is_the_same(self, bapas, pk, calling):
        order = running_order(bapas, pk)
        site = make_site(office=bapas)
        for weekday in range(1, 8):
            make_slot(site, weekday)
        before = calling(pk).get(f"{ORDERS}{order.pk}/schedule/").json()
        assert (before["seats"], before["short"]) == ([], 3600)
        first, second = (calling(pk).post(f"{ORDERS}{order.pk}/plan/", **JSON).json() for _time in range(2))
        assert first == second
        assert (len(first["seats"]), first["short"], first["why"]) == (15, 0, None)
        assert first["seats"][-1]["left_after"] == 0
        assert first["finishes_on"] == first["seats"][-1]["held_on"]
        assert SessionSeat.objects.filter(order=order).count() == 15

    def test_who_may_not(self, bapas, pk, other_pk, kanwil_staff, calling):
        order = running_order(bapas, pk)
        colleague = make_user(RoleCode.PK, bapas)
        assert calling(colleague).get(f"{ORDERS}{order.pk}/schedule/").status_code == 200
        assert calling(colleague).post(f"{ORDERS}{order.pk}/plan/", **JSON).status_code == 404
        assert calling(other_pk).get(f"{ORDERS}{order.pk}/schedule/").status_code == 404
        assert calling(kanwil_staff).get(f"{ORDERS}{order.pk}/schedule/").status_code == 403

    def test_an_ended_order_is_not_planned(self, bapas, pk, calling):
        order = running_order(bapas, pk)
        type(order).objects.filter(pk=order.pk).update(state="ENDED", ended_on=today_in(), end_note="Amnesti")
        assert calling(pk).post(f"{ORDERS}{order.pk}/plan/", **JSON).status_code == 409

    def test_who_may_not_know_the_person_learns_no_place(self, bapas, pk):
        order = running_order(bapas, pk, child=True)
        make_seat(make_session(bapas, tomorrow()), order)
        said = OrderScheduleSerializer(schedule_of(order), context={"is_identified": False}).data
        assert (said["seats"][0]["site"], said["seats"][0]["session_id"]) == (None, None)
        assert said["seats"][0]["minutes"] == 180
