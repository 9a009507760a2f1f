"""What the database itself refuses of sites, sessions and seats, whoever writes."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from clients.actions.rows import constraint_of
from programs.models import ServiceOrder, ServicePause, ServiceSession, SessionSeat
from tests.factories import make_bapas, make_guidance
from tests.factories.partners import make_check, make_site, make_slot
from tests.factories.service import make_order
from tests.factories.service_session import make_seat, make_session

MONDAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(bapas, pk) -> ServiceOrder:
    return make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"))


def refused(write) -> str:
    """The rule that the database names when it refuses `write`."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return constraint_of(caught.value)


def another(bapas, pk, **fields) -> ServiceOrder:
    return make_order(make_guidance(office=bapas, officer=pk, status="KERSOS", **fields))


def test_seats_never_exceed_the_session(bapas, pk, order):
    session = make_session(bapas, MONDAY, seats=1)
    seat = make_seat(session, order)
    other = another(bapas, pk)
    assert refused(lambda: make_seat(session, other)) == "seats_never_beyond_session"
    SessionSeat.objects.filter(pk=seat.pk).update(state="RELEASED")
    assert make_seat(session, other).pk


@pytest.mark.parametrize("state", ["BOOKED", "ATTENDED", "MISSED", "EXCUSED"])
def test_seats_are_not_lowered_below_those_taken(bapas, pk, order, state):
    session = make_session(bapas, MONDAY, seats=2)
    make_seat(session, order, state=state)
    make_seat(session, another(bapas, pk))
    rows = ServiceSession.objects.filter(pk=session.pk)
    assert refused(lambda: rows.update(seats=1)) == "seats_never_beyond_session"


def test_a_statement_of_many_seats_is_checked_as_a_whole(bapas, pk):
    session = make_session(bapas, MONDAY, seats=2)
    seats = [SessionSeat(session=session, order=another(bapas, pk), form_key=uuid4()) for _ in range(3)]
    assert refused(lambda: SessionSeat.objects.bulk_create(seats)) == "seats_never_beyond_session"
    SessionSeat.objects.bulk_create(seats[:2])


@pytest.mark.parametrize("day", [date(2026, 2, 8), date(2026, 8, 10)])
def test_a_seat_lies_within_the_order(bapas, order, day):
    assert refused(lambda: make_seat(make_session(bapas, day), order)) == "seat_within_period"


def test_a_seat_is_not_booked_into_a_pause_nor_a_pause_laid_over_it(bapas, pk, order):
    pause = {"order": order, "reason": "ILLNESS", "by": pk}
    seat = make_seat(make_session(bapas, MONDAY), order)
    assert refused(lambda: ServicePause.objects.create(from_on=MONDAY, **pause)) == "pause_frees_seats"
    SessionSeat.objects.filter(pk=seat.pk).update(state="RELEASED")
    ServicePause.objects.create(from_on=MONDAY, **pause)
    assert refused(lambda: make_seat(make_session(bapas, MONDAY), order)) == "seat_outside_pause"


def test_an_order_ends_only_without_booked_seats_and_takes_none_after(bapas, order):
    session = make_session(bapas, MONDAY)
    seat = make_seat(session, order)
    rows, end = ServiceOrder.objects.filter(pk=order.pk), {"state": "ENDED", "ended_on": MONDAY, "end_note": "uji"}
    assert refused(lambda: rows.update(**end)) == "service_end_frees_seats"
    SessionSeat.objects.filter(pk=seat.pk).update(state="RELEASED")
    rows.update(**end)
    assert refused(lambda: make_seat(session, order)) == "seat_order_running"


def test_two_seats_of_an_order_never_overlap(bapas, order):
    make_seat(make_session(bapas, MONDAY), order)
    assert (
        refused(lambda: make_seat(make_session(bapas, MONDAY, starts_at=time(11), ends_at=time(13)), order))
        == "seats_of_an_order_apart"
    )
    assert make_seat(make_session(bapas, MONDAY, starts_at=time(12), ends_at=time(14)), order).pk


@pytest.mark.parametrize(
    ("site", "times", "rule"),
    [
        ({"for_children": False}, {}, "seat_site_suits"),
        ({}, {"starts_at": time(5, 30)}, "seat_child_daytime"),
        ({}, {"ends_at": time(18, 30)}, "seat_child_daytime"),
    ],
)
def test_a_child_serves_at_a_place_for_children_in_daytime(bapas, pk, site, times, rule):
    child = make_order(make_guidance(office=bapas, officer=pk, child=True), minutes_per_day=180)
    session = make_session(bapas, MONDAY, make_site(office=bapas, **site), **times)
    assert refused(lambda: make_seat(session, child)) == rule


def test_a_place_for_women_takes_no_man(bapas, order):
    session = make_session(bapas, MONDAY, make_site(office=bapas, for_men=False))
    assert refused(lambda: make_seat(session, order)) == "seat_site_suits"


def test_seats_are_of_the_office_that_runs_the_session(order):
    assert refused(lambda: make_seat(make_session(make_bapas(), MONDAY), order)) == "seat_same_office"


def test_a_session_needs_a_site_that_is_open_and_found_safe(bapas):
    unchecked, closed = make_site(office=bapas, safe=False), make_site(office=bapas, is_active=False)
    assert refused(lambda: make_session(bapas, MONDAY, unchecked)) == "session_site_safe"
    assert refused(lambda: make_session(bapas, MONDAY, closed)) == "session_site_active"
    site = make_site(office=bapas)
    make_check(site, checked_on=date(2026, 1, 5), valid_until=date(2026, 3, 1))
    assert refused(lambda: make_session(bapas, MONDAY, site)) == "session_site_safe"
    make_check(site, checked_on=date(2026, 2, 5), valid_until=date(2027, 3, 1), is_safe=False, note="Tangga lapuk")
    assert refused(lambda: make_session(bapas, date(2026, 2, 23), site)) == "session_site_safe"


def test_a_cancelled_session_frees_its_seats_first_and_stays_cancelled(bapas, order):
    session = make_session(bapas, MONDAY)
    seat = make_seat(session, order)
    rows = ServiceSession.objects.filter(pk=session.pk)
    cancelled = {"state": "CANCELLED", "cancel_reason": "Hujan lebat"}
    assert refused(lambda: rows.update(**cancelled)) == "session_cancel_frees_seats"
    SessionSeat.objects.filter(pk=seat.pk).update(state="RELEASED")
    rows.update(**cancelled)
    assert refused(lambda: make_seat(session, order)) == "seat_session_open"
    assert refused(lambda: rows.update(state="PLANNED", cancel_reason="")) == "session_cancel_is_final"
    assert refused(lambda: rows.update(held_on=date(2026, 3, 3))) == "session_terms_are_fixed"


def test_a_seat_given_up_is_not_taken_up_again(bapas, order):
    seat = make_seat(make_session(bapas, MONDAY), order, state="RELEASED")
    rows = SessionSeat.objects.filter(pk=seat.pk)
    assert refused(lambda: rows.update(state="BOOKED")) == "seat_released_is_final"
    assert refused(lambda: rows.update(session=make_session(bapas, MONDAY))) == "seat_terms_are_fixed"


def test_slots_of_a_site_never_overlap(bapas):
    site = make_site(office=bapas)
    make_slot(site, 1, valid_to=date(2026, 5, 31))
    assert refused(lambda: make_slot(site, 1, starts_at=time(11), ends_at=time(15))) == "slots_of_a_site_apart"
    assert make_slot(site, 1, starts_at=time(12), ends_at=time(15)).pk
    assert make_slot(site, 1, valid_from=date(2026, 6, 1)).pk
    assert make_slot(site, 2).pk
