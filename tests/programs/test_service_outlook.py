"""When an order will be finished, reckoned from the seats booked; and which orders are at risk, with the reason."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from bapas_portal.core.dates import today_in
from programs.actions import schedule
from programs.choices import SeatState
from programs.choices_service import Short
from programs.models import ServiceOrder, SessionSeat
from programs.queries.service import picture_of, running
from programs.queries.service_ahead import ahead_of
from programs.rules.service import Ahead, Forecast, Pace, forecast
from tests.factories.partners import make_site
from tests.factories.service import make_entry
from tests.factories.service_session import make_seat, make_session
from tests.programs.planning import make_running, open_week

MONDAY = date(2026, 3, 2)
PACE = Pace(240, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(number)


@pytest.mark.parametrize(
    ("ahead", "finish"),
    [
        (Ahead(), Forecast(day(8), 0, 4, 0)),
        (Ahead(4, 960, day(20), day(20)), Forecast(day(20), 0, 4, 960)),
        (Ahead(4, 960, day(30), day(25)), Forecast(day(25), 5, 4, 960)),
        (Ahead(2, 480, day(9), None), Forecast(day(11), 0, 4, 480)),
        (Ahead(1, 239, day(18), None), Forecast(day(27), 7, 5, 239)),
    ],
)
def test_seats_come_first_and_the_pace_only_for_what_they_leave(ahead, finish):
    assert forecast(960, PACE, day(20), MONDAY, (), ahead) == finish


@pytest.fixture
def order(bapas, pk) -> ServiceOrder:
    """20 hours, 4 a day, 3 days a week."""
    return make_running(bapas, pk)


@pytest.mark.django_db
class TestAhead:
    def seat(self, bapas, order, days: int, hours: int, **fields) -> None:
        session = make_session(bapas, today_in() + timedelta(days), starts_at=time(7), ends_at=time(7 + hours))
        make_seat(session, order, **fields)

    def test_each_seat_counts_at_most_the_day_of_the_verdict(self, bapas, order):
        today = today_in()
        for days, hours in [(1, 3), (2, 6), (4, 4)]:
            self.seat(bapas, order, days, hours)
        self.seat(bapas, order, -1, 4)
        self.seat(bapas, order, 3, 4, state=SeatState.RELEASED)
        assert ahead_of([(order.pk, today)]) == {order.pk: Ahead(3, 660, today + timedelta(4), None)}
        outlook = picture_of(order, today).outlook
        assert (outlook.booked, outlook.sessions) == (660, 6)
        assert outlook.finishes_on > today + timedelta(4)

    def test_the_day_that_completes_the_order_is_its_end_and_more_is_not_needed(self, bapas, order):
        today = today_in()
        make_entry(order, today - timedelta(1), 240)
        make_entry(order, today - timedelta(2), 240)
        make_entry(order, today - timedelta(3), 240)
        for days in (1, 2, 3):
            self.seat(bapas, order, days, 4)
        order.refresh_from_db()
        assert ahead_of([(order.pk, today)])[order.pk] == Ahead(2, 480, today + timedelta(3), today + timedelta(2))
        picture = picture_of(order, today)
        assert picture.outlook == Forecast(today + timedelta(2), 0, 2, 480)
        assert (picture.unbooked, picture.is_at_risk) == (0, False)


@pytest.mark.django_db
class TestAtRisk:
    def test_an_order_without_a_place_is_at_risk_with_the_reason(self, client, bapas, pk, order):
        make_site(office=bapas, for_men=False)
        schedule.replan_office(bapas)
        client.force_login(pk)
        answer = client.get(reverse("programs:service_list"))
        assert answer.context["late"] == 1
        words = "20 jam: Tidak ada tempat yang menerima klien ini"
        assert words in answer.content.decode()
        page = client.get(reverse("programs:service_detail", args=[order.guidance_id])).content.decode()
        assert "Terancam lewat batas waktu" in page
        assert "Belum terjadwal 20 jam: Tidak ada tempat yang menerima klien ini." in page

    def test_what_is_planned_to_its_end_is_not(self, client, bapas, pk, order):
        open_week(bapas)
        schedule.replan_office(bapas)
        last = SessionSeat.objects.filter(order=order).latest("session__held_on").session.held_on
        client.force_login(pk)
        answer = client.get(reverse("programs:service_detail", args=[order.guidance_id]))
        picture = answer.context["picture"]
        assert (picture.outlook.finishes_on, picture.unbooked, picture.is_at_risk) == (last, 0, False)
        assert "Terancam" not in answer.content.decode()
        assert client.get(reverse("programs:service_list")).context["late"] == 0

    def test_weeks_not_opened_yet_are_told_but_are_no_risk(self, client, bapas, pk):
        today = today_in()
        order = make_running(bapas, pk, minutes_ordered=9600, deadline_on=today + timedelta(170), days_a_week=5)
        open_week(bapas)
        schedule.replan_office(bapas)
        client.force_login(pk)
        answer = client.get(reverse("programs:service_detail", args=[order.guidance_id]))
        assert answer.context["picture"].plan.why == ""
        long = make_running(bapas, pk, minutes_ordered=14400, deadline_on=today + timedelta(170), days_a_week=5)
        schedule.replan_office(bapas)
        answer = client.get(reverse("programs:service_detail", args=[long.guidance_id]))
        picture = answer.context["picture"]
        assert picture.plan.why == Short.LATER and not picture.is_at_risk
        assert picture.why_short in answer.content.decode()

    def test_of_two_in_time_the_one_without_seats_stands_first(self, bapas, pk, scoped):
        open_week(bapas, seats=1)
        for _ in range(2):
            make_running(bapas, pk, days_a_week=5, deadline_on=today_in() + timedelta(11))
        schedule.replan_office(bapas)
        pictures = running(scoped(pk, "programs.view_service"))
        assert [picture.is_at_risk for picture in pictures] == [True, False]
