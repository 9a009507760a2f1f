"""Planning orders into sessions, over the database and with planners at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from programs.actions import schedule, service, service_placement, service_session
from programs.choices import SeatState
from programs.choices_service import Short
from programs.models import ServiceOrder, ServiceSession, SessionSeat
from tests.factories.partners import make_check, make_site, make_slot
from tests.factories.service import make_entry
from tests.factories.service_session import make_busy, make_seat, make_session
from tests.programs.planning import booked, make_running, open_week

WRITE, SESSION = "programs.write_service", "programs.write_service_session"


@pytest.fixture
def order(bapas, pk) -> ServiceOrder:
    return make_running(bapas, pk)


@pytest.mark.django_db
def test_an_order_is_planned_to_its_end_and_planning_again_changes_nothing(bapas, pk, scoped, order):
    open_week(bapas)
    plan = schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    assert (len(plan.take), plan.planned, plan.short, plan.why) == (5, 1200, 0, None)
    days = booked(order)
    assert len(set(days)) == 5
    assert min(days) > today_in()
    again = schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    assert (again.take, again.release, booked(order)) == ([], [], days)


@pytest.mark.django_db
def test_sessions_open_once_and_a_cancelled_one_stays_closed(bapas, pk, scoped):
    site = make_site(office=bapas)
    make_slot(site, 1)
    make_slot(make_site(office=bapas, safe=False), 1)
    assert schedule.open_sessions(bapas, today_in()) >= 8
    first = ServiceSession.objects.earliest("held_on")
    assert first.held_on.isoweekday() == 1
    scope = scoped(pk, SESSION)
    service_session.cancel_session(session_id=first.pk, lock_version=0, reason="Libur", by=pk, scope=scope)
    assert schedule.open_sessions(bapas, today_in()) == 0


@pytest.mark.django_db
def test_sessions_open_only_while_the_check_is_valid(bapas):
    site = make_site(office=bapas)
    make_slot(site, 1)
    make_check(site, checked_on=today_in(), valid_until=today_in() + timedelta(13))
    assert schedule.open_sessions(bapas, today_in()) in (1, 2)


@pytest.mark.django_db
def test_a_miss_brings_one_more_session(bapas, pk, scoped, order):
    open_week(bapas)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    missed = SessionSeat.objects.filter(order=order).order_by("session__held_on").first()
    SessionSeat.objects.filter(pk=missed.pk).update(state=SeatState.MISSED)
    outcome = schedule.replan_office(bapas, order_ids=[order.pk])
    assert (outcome.booked, outcome.released) == (1, 0)
    assert len(booked(order)) == 5


@pytest.mark.django_db
def test_busy_times_and_an_unsafe_site_give_seats_up(bapas, pk, scoped, order):
    open_week(bapas)
    scope = scoped(pk, WRITE)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    for weekday in (1, 2, 3):
        make_busy(order, weekday)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    assert {day.isoweekday() for day in booked(order)} <= {4, 5}
    make_site()
    for session in ServiceSession.objects.filter(places__order=order).distinct():
        make_check(session.site, checked_on=today_in(), valid_until=today_in(), is_safe=False, note="Lantai licin")
    plan = schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    assert booked(order) == []
    assert (plan.short, plan.why) == (1200, Short.NO_SITE)


@pytest.mark.django_db
def test_hours_of_today_and_the_end_free_what_is_no_longer_needed(bapas, pk, scoped, order):
    open_week(bapas)
    scope = scoped(pk, WRITE)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    make_entry(order, today_in() - timedelta(2), 240)
    outcome = schedule.replan_office(bapas)
    assert (outcome.released, len(booked(order))) == (1, 4)
    service.finish_order(order_id=order.pk, on=today_in(), note="Amnesti", by=pk, scope=scope)
    assert booked(order) == []


@pytest.mark.django_db
def test_a_pause_gives_its_seats_up(bapas, pk, scoped, order):
    open_week(bapas)
    scope = scoped(pk, WRITE)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    values = {"from_on": today_in(), "to_on": today_in() + timedelta(10), "reason": "ILLNESS", "note": ""}
    service.pause_order(order_id=order.pk, by=pk, scope=scope, **values)
    assert all(day > today_in() + timedelta(10) for day in booked(order))
    schedule.plan_order(order_id=order.pk, by=pk, scope=scope)
    assert len(booked(order)) == 5
    assert all(day > today_in() + timedelta(10) for day in booked(order))


@pytest.mark.django_db
def test_a_cancelled_session_plans_its_clients_again(bapas, pk, scoped, order):
    open_week(bapas)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    session = SessionSeat.objects.filter(order=order).earliest("session__held_on").session
    common = {"session_id": session.pk, "by": pk, "scope": scoped(pk, SESSION)}
    with pytest.raises(Invalid):
        service_session.cancel_session(lock_version=0, reason=" ", **common)
    assert service_session.cancel_session(lock_version=0, reason="Hujan lebat", **common) == 1
    assert len(booked(order)) == 5
    assert session.held_on not in booked(order) or ServiceSession.objects.filter(held_on=session.held_on).count() > 1
    with pytest.raises(WrongState):
        service_session.cancel_session(lock_version=1, reason="Lagi", **common)


@pytest.mark.django_db
def test_a_seat_is_moved_by_hand_and_a_refusal_is_said_in_words(bapas, pk, scoped, order):
    day = today_in() + timedelta(3)
    one, two, full = (make_session(bapas, day + timedelta(step)) for step in range(3))
    ServiceSession.objects.filter(pk=full.pk).update(seats=1)
    make_seat(full, make_running(bapas, pk))
    seat, scope = make_seat(one, order), scoped(pk, WRITE)
    with pytest.raises(Invalid) as caught:
        service_session.move_seat(seat_id=seat.pk, session_id=full.pk, form_key=uuid4(), by=pk, scope=scope)
    assert "penuh" in str(caught.value.fields["session_id"])
    key = uuid4()
    moved = service_session.move_seat(seat_id=seat.pk, session_id=two.pk, form_key=key, by=pk, scope=scope)
    assert (moved.moved_from_id, booked(order)) == (seat.pk, [two.held_on])
    same = service_session.move_seat(seat_id=seat.pk, session_id=two.pk, form_key=key, by=pk, scope=scope)
    assert same.pk == moved.pk
    busy = {
        "weekday": full.held_on.isoweekday(),
        "starts_at": time(7),
        "ends_at": time(9),
        "reason": "WORK",
        "note": "",
    }
    service_placement.add_busy(order_id=order.pk, form_key=uuid4(), by=pk, scope=scope, **busy)
    with pytest.raises(Invalid, match="Belum tersimpan"):
        service_session.book_seat(order_id=order.pk, session_id=full.pk, form_key=uuid4(), by=pk, scope=scope)


@pytest.mark.django_db
def test_the_wrong_person_plans_nothing(bapas, pk, other_pk, scoped, order):
    for act in (
        schedule.plan_order,
        lambda **who: service_placement.set_placement(
            order_id=who["order_id"],
            lock_version=0,
            needs_step_free=True,
            latitude=None,
            longitude=None,
            by=who["by"],
            scope=who["scope"],
        ),
    ):
        with pytest.raises((ServiceOrder.DoesNotExist, NotAllowed)):
            act(order_id=order.pk, by=other_pk, scope=scoped(other_pk, WRITE))


@pytest.mark.django_db
def test_the_placement_decides_the_site(bapas, pk, scoped, order):
    open_week(bapas)
    scope = scoped(pk, WRITE)
    values = {"order_id": order.pk, "latitude": None, "longitude": None, "by": pk, "scope": scope}
    service_placement.set_placement(lock_version=0, needs_step_free=True, **values)
    assert schedule.plan_order(order_id=order.pk, by=pk, scope=scope).why == Short.NO_SITE
    with pytest.raises(WrongState):
        service_placement.set_placement(lock_version=0, needs_step_free=False, **values)
    service_placement.set_placement(lock_version=1, needs_step_free=False, **values)
    assert schedule.plan_order(order_id=order.pk, by=pk, scope=scope).short == 0


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    slots=st.lists(st.tuples(st.integers(1, 7), st.sampled_from([8, 13]), st.integers(1, 2)), max_size=4, unique=True),
    orders=st.lists(st.tuples(st.integers(8, 30), st.integers(1, 4), st.integers(5, 60)), max_size=4),
)
def test_any_office_is_planned_within_seats_and_limits(bapas, pk, slots, orders):
    with transaction.atomic():
        for weekday, hour, seats in slots:
            make_slot(make_site(office=bapas), weekday, starts_at=time(hour), ends_at=time(hour + 4), seats=seats)
        made = [
            make_running(
                bapas, pk, minutes_ordered=hours * 60, days_a_week=days, deadline_on=today_in() + timedelta(left)
            )
            for hours, days, left in orders
        ]
        schedule.replan_office(bapas)
        check_seats()
        assert schedule.replan_office(bapas).booked == 0
        for order in made:
            assert len(booked(order)) * 240 < order.minutes_ordered + 240
        transaction.set_rollback(True)


def check_seats() -> None:
    live = Count("places", filter=~Q(places__state=SeatState.RELEASED))
    assert all(row.taken <= row.seats for row in ServiceSession.objects.annotate(taken=live))


@pytest.mark.django_db(transaction=True)
def test_planners_at_once_never_overbook_and_never_deadlock(bapas, pk, scoped):
    open_week(bapas, seats=2)
    orders = [make_running(bapas, pk) for _ in range(6)]
    scope = scoped(pk, WRITE)

    def plan(order: ServiceOrder | None) -> int:
        try:
            if order is None:
                return schedule.replan_office(bapas).booked
            return len(schedule.plan_order(order_id=order.pk, by=pk, scope=scope).take)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(plan, [*orders[:3], None, *orders[3:], None]))
    check_seats()
    assert total == SessionSeat.objects.filter(state=SeatState.BOOKED).count()
    assert all(len(booked(order)) == 5 for order in orders)
