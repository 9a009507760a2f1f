"""A work site closed or a weekly time ended: empty sessions go with it, booked ones must be cancelled first."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction
from django.urls import reverse

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from programs.actions import schedule
from programs.actions.site import close_site, end_slot
from programs.choices import SessionState
from programs.models import ServiceSession, SessionSeat
from tests.factories.partners import make_site, make_slot
from tests.factories.service_day import running_order
from tests.factories.service_session import make_seat, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(pk, scoped):
    return {"by": pk, "scope": scoped(pk, "partners.write_site")}


@pytest.fixture
def site(bapas):
    return make_site(office=bapas)


def states(*sessions):
    for session in sessions:
        session.refresh_from_db()
    return [session.state for session in sessions]


def test_empty_sessions_ahead_are_cancelled_with_the_site(site, bapas, other_bapas, me):
    today = today_in()
    gone, ahead = make_session(bapas, today - timedelta(3), site), make_session(bapas, today + timedelta(3), site)
    elsewhere, others = make_session(bapas, today + timedelta(3)), make_session(other_bapas, today + timedelta(4), site)
    assert close_site(site_id=site.pk, **me) == 2
    kept, cancelled = SessionState.PLANNED, SessionState.CANCELLED
    assert states(gone, ahead, elsewhere, others) == [kept, cancelled, kept, cancelled]
    assert ahead.cancel_reason


def test_booked_sessions_ahead_are_counted_and_nothing_is_closed(site, bapas, pk, me):
    ahead = make_session(bapas, today_in() + timedelta(3), site)
    empty = make_session(bapas, today_in() + timedelta(4), site)
    make_seat(ahead, running_order(bapas, pk))
    with pytest.raises(WrongState, match="1 sesi"):
        close_site(site_id=site.pk, **me)
    site.refresh_from_db()
    assert site.is_active
    assert states(ahead, empty) == [SessionState.PLANNED] * 2


def test_a_slot_ends_and_its_empty_sessions_after_that_day(site, bapas, me):
    today, slot = today_in(), make_slot(site, 1)
    before, after = (make_session(bapas, today + timedelta(days), site, slot=slot) for days in (2, 9))
    by_hand = make_session(bapas, today + timedelta(10), site)
    assert end_slot(slot_id=slot.pk, last_on=today + timedelta(5), **me) == 1
    assert states(before, after, by_hand) == [SessionState.PLANNED, SessionState.CANCELLED, SessionState.PLANNED]


def test_a_slot_with_clients_after_the_day_stands(site, bapas, pk, me):
    slot = make_slot(site, 1)
    make_seat(make_session(bapas, today_in() + timedelta(9), site, slot=slot), running_order(bapas, pk))
    with pytest.raises(WrongState):
        end_slot(slot_id=slot.pk, last_on=today_in() + timedelta(5), **me)
    slot.refresh_from_db()
    assert slot.valid_to is None
    assert end_slot(slot_id=slot.pk, last_on=today_in() + timedelta(9), **me) == 0


def test_the_pages_say_how_many(site, bapas, pk, signed_in):
    browser, slot, today = signed_in(pk), make_slot(site, 1), today_in()
    make_session(bapas, today + timedelta(9), site, slot=slot)
    booked = make_session(bapas, today + timedelta(1), site)
    seat = make_seat(booked, running_order(bapas, pk))
    end = reverse("programs:slot_end", args=[slot.pk])
    assert browser.post(end, {"last_on": str(today - timedelta(1))}).status_code == 422
    answer = browser.post(end, {"last_on": str(today + timedelta(1))}, follow=True)
    assert "1 sesi kosong dibatalkan" in answer.content.decode()
    close = reverse("programs:site_close", args=[site.pk])
    answer = browser.post(close, {"sure": "True"})
    assert (answer.status_code, "1 sesi dengan klien terdaftar" in answer.content.decode()) == (422, True)
    SessionSeat.objects.filter(pk=seat.pk).update(state="RELEASED", reason="Pindah")
    assert browser.post(close, {"sure": "True"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_planner_that_read_the_slot_before_its_end_opens_no_session_after_it(bapas, pk, scoped):
    """The end is written first and commits last: the planner waits for it at each of the slot's sessions."""
    site = make_site(office=bapas)
    slot = make_slot(site, 1)
    last_on = today_in(bapas.zone) + timedelta(14)
    ended, opened = Event(), Event()

    def plan() -> None:
        with closing(connection):
            ended.wait(5)
            opened.set()
            schedule.open_sessions(bapas, today_in(bapas.zone))

    with ThreadPoolExecutor(1) as pool:
        planner = pool.submit(plan)
        with transaction.atomic():
            end_slot(slot_id=slot.pk, last_on=last_on, by=pk, scope=scoped(pk, "partners.write_site"))
            ended.set()
            opened.wait(5)
            sleep(0.3)
        planner.result(10)
    days = set(ServiceSession.objects.filter(slot=slot).values_list("held_on", flat=True))
    assert days and max(days) <= last_on
