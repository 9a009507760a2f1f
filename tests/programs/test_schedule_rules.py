"""The planner over small worlds: never against a limit, and never short when a plan exists."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.choices_service import Short
from programs.rules.schedule import Plan, plan_orders
from programs.rules.schedule_world import Booked, Busy, Offer, Place, Point, Wanted, kilometres

MONDAY = date(2026, 3, 2)
SEMARANG, SURABAYA = Point(-6.9667, 110.4167), Point(-7.2575, 112.7521)


def wanted(**changes) -> Wanted:
    first = {"order": 1, "left": 480, "per_day": 240, "days_a_week": 3, "since": MONDAY}
    return Wanted(**({**first, "deadline": MONDAY + timedelta(60), "kanwil": "K"} | changes))


def offer(number: int, day: int = 0, free: int = 5, starts: int = 480, ends: int = 720, **place) -> Offer:
    return Offer(number, MONDAY + timedelta(day), starts, ends, free, Place(**({"site": 1, "kanwil": "K"} | place)))


def plan(order: Wanted, *offers: Offer, until: date = MONDAY + timedelta(60)) -> Plan:
    return plan_orders([order], offers, until)[0]


def test_the_distance_of_two_towns():
    assert kilometres(SEMARANG, SURABAYA) == pytest.approx(260, abs=3)
    assert kilometres(SEMARANG, SEMARANG) == 0


def test_enough_sessions_are_taken_and_no_more():
    made = plan(wanted(), *(offer(number, number) for number in range(6)))
    assert (made.take, made.planned, made.short, made.why) == ([0, 1], 480, 0, None)


def test_days_a_week_count_from_monday_with_what_was_worked():
    offers = [offer(number, number) for number in range(14)]
    assert plan(wanted(left=960, days_a_week=2), *offers).take == [0, 1, 7, 8]
    started = wanted(left=480, days_a_week=2, worked=frozenset({MONDAY}), since=MONDAY + timedelta(1))
    assert plan(started, *offers).take == [1, 7]


def test_the_nearer_site_goes_first_and_the_far_one_helps_when_it_must():
    home = {"home": SEMARANG, "far_km": 50}
    near, far = {"site": 1, "point": Point(-6.97, 110.42)}, {"site": 2, "point": Point(-7.2, 110.5)}
    offers = [offer(1, 0, **far), offer(2, 1, **near), offer(3, 2, **near)]
    assert plan(wanted(**home), *offers).take == [2, 3]
    assert plan(wanted(left=720, **home), *offers).take == [1, 2, 3]


@pytest.mark.parametrize(
    ("order", "offers", "why"),
    [
        ({}, [], Short.NO_SITE),
        ({"child_day": (360, 1080)}, [offer(1, for_children=False)], Short.NO_SITE),
        ({"is_woman": True}, [offer(1, for_women=False)], Short.NO_SITE),
        ({"needs_step_free": True}, [offer(1)], Short.NO_SITE),
        ({"home": SEMARANG}, [offer(1, point=SURABAYA)], Short.TOO_FAR),
        ({"kanwil": "L"}, [offer(1)], Short.TOO_FAR),
        ({"busy": (Busy(1, 0, 1440),)}, [offer(1)], Short.BUSY),
        ({"child_day": (360, 1080)}, [offer(1, starts=1000, ends=1100)], Short.BUSY),
        ({"pauses": ((MONDAY, MONDAY),)}, [offer(1)], Short.BUSY),
        ({}, [offer(1, free=0), offer(2, 1)], Short.FULL),
        ({"deadline": MONDAY + timedelta(3)}, [offer(1)], Short.DEADLINE),
        ({"booked": (Booked(7, MONDAY, 480, 720),), "deadline": MONDAY}, [offer(1)], Short.DEADLINE),
    ],
)
def test_what_could_not_be_planned_says_why(order, offers, why):
    made = plan(wanted(**order), *offers)
    assert made.why == why
    assert made.short == 480 - made.planned > 0


def test_what_sessions_do_not_reach_yet_is_planned_later():
    assert plan(wanted(), offer(1), until=MONDAY + timedelta(6)).why == Short.LATER
    short_order = wanted(left=2400, days_a_week=1, deadline=MONDAY + timedelta(13))
    assert plan(short_order, offer(1), until=MONDAY + timedelta(6)).why == Short.DEADLINE


def test_a_booked_seat_stays_unless_it_no_longer_fits():
    seats = tuple(Booked(number, MONDAY + timedelta(number), 480, 720) for number in range(3))
    assert plan(wanted(booked=seats)).release == [2], "more than what is left"
    closed = (replace(seats[0], site_open=False), seats[1])
    made = plan(wanted(booked=closed), offer(9, 4))
    assert (made.release, made.take, made.planned) == ([0], [9], 480)
    assert plan(wanted(booked=seats, busy=(Busy(1, 400, 500),))).release == [0]


def test_a_miss_is_made_good_by_one_more_session():
    seats = tuple(Booked(number, MONDAY + timedelta(number), 480, 720) for number in range(2))
    offers = [offer(number, number) for number in range(6)]
    made = plan(wanted(left=720, booked=seats), *offers)
    assert (made.release, made.take, made.planned) == ([], [2], 720)


def test_who_has_least_room_before_the_deadline_chooses_first():
    calm, pressed = wanted(order=1, left=240), wanted(order=2, left=240, deadline=MONDAY + timedelta(2))
    plans = {made.order: made for made in plan_orders([calm, pressed], [offer(1, free=1)], MONDAY)}
    assert (plans[2].take, plans[1].take) == ([1], [])


DAYS = st.integers(0, 13)
OFFERS = st.lists(
    st.builds(
        lambda day, starts, length, free, site, child: (day, starts, length, free, site, child),
        DAYS,
        st.sampled_from([420, 540, 780]),
        st.sampled_from([60, 120, 240, 300]),
        st.integers(0, 2),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=8,
)
ORDERS = st.builds(
    lambda **values: wanted(**values),
    left=st.integers(30, 900),
    per_day=st.sampled_from([120, 180, 240]),
    days_a_week=st.integers(1, 4),
    deadline=DAYS.map(lambda day: MONDAY + timedelta(day)),
    child_day=st.sampled_from([None, (360, 1080)]),
    pauses=st.lists(DAYS.map(lambda day: (MONDAY + timedelta(day), MONDAY + timedelta(day + 1))), max_size=2).map(
        tuple
    ),
    busy=st.lists(st.builds(Busy, st.integers(1, 7), st.just(400), st.sampled_from([500, 800])), max_size=3).map(tuple),
    worked=st.sampled_from([frozenset(), frozenset({MONDAY})]),
)


def as_offers(rows) -> list[Offer]:
    return [
        offer(number, day, free, starts, starts + length, site=2 * site + child, for_children=child)
        for number, (day, starts, length, free, site, child) in enumerate(rows)
    ]


def lawful(order: Wanted, taken: list[Offer]) -> bool:
    """Every limit, written out anew and not as the planner writes it."""
    weeks = Counter(some.day.isocalendar()[:2] for some in taken)
    for day in order.worked:
        weeks[day.isocalendar()[:2]] += 1
    days = [some.day for some in taken]
    return (
        len(set(days)) == len(days)
        and not order.worked.intersection(days)
        and all(
            number <= order.days_a_week for week, number in weeks.items() if week in {d.isocalendar()[:2] for d in days}
        )
        and all(order.since <= day <= order.deadline for day in days)
        and not any(first <= day <= last for day in days for first, last in order.pauses)
        and not any(busy.meets(some.day.isoweekday(), some.starts, some.ends) for some in taken for busy in order.busy)
        and all(some.place.for_children for some in taken if order.child_day)
    )


def worth(order: Wanted, taken) -> int:
    return sum(min(order.per_day, some.ends - some.starts) for some in taken)


@settings(max_examples=150, deadline=None)
@given(order=ORDERS, rows=OFFERS)
def test_a_plan_keeps_every_limit_and_is_as_good_as_the_best_there_is(order, rows):
    offers = as_offers(rows)
    made = plan(order, *offers)
    taken = [some for some in offers if some.session in made.take]
    assert lawful(order, taken)
    assert made.planned <= order.left
    assert made.planned == min(order.left, worth(order, taken))
    assert all(some.free > 0 for some in taken)
    assert (made.why is None) == (made.short == 0)
    for each in taken:
        assert worth(order, [some for some in taken if some is not each]) < order.left, "a session more than needed"
    seats = [some for some in offers if some.free]
    everything = (some for size in range(len(seats) + 1) for some in combinations(seats, size))
    best = max(worth(order, some) for some in everything if lawful(order, list(some)))
    assert made.planned == min(order.left, best)


@settings(max_examples=60, deadline=None)
@given(orders=st.lists(ORDERS, max_size=5), rows=OFFERS)
def test_no_session_is_given_to_more_than_it_seats(orders, rows):
    offers = as_offers(rows)
    numbered = [replace(order, order=number) for number, order in enumerate(orders)]
    taken = Counter(session for made in plan_orders(numbered, offers, MONDAY) for session in made.take)
    assert all(taken[some.session] <= some.free for some in offers)
    again = plan_orders(numbered, offers, MONDAY)
    assert [made.take for made in again] == [made.take for made in plan_orders(numbered, offers, MONDAY)]


@settings(max_examples=150, deadline=None)
@given(order=ORDERS, rows=OFFERS, seats=st.sets(DAYS, max_size=4), more=st.integers(0, 400))
def test_planning_again_changes_nothing(order, rows, seats, more):
    offers = as_offers(rows)
    booked = tuple(Booked(100 + day, MONDAY + timedelta(day), 600, 600 + 60 * (1 + day % 4)) for day in sorted(seats))
    booked = tuple(seat for seat in booked if seat.day not in order.worked)
    asked = replace(order, booked=booked, left=order.left + more)
    made = plan(asked, *offers)
    stays = tuple(seat for seat in booked if seat.seat not in made.release)
    taken = tuple(
        Booked(some.session, some.day, some.starts, some.ends) for some in offers if some.session in made.take
    )
    rest = [replace(some, free=some.free - (some.session in made.take)) for some in offers]
    again = plan(replace(asked, booked=stays + taken), *rest)
    assert again.release == [] and again.planned == made.planned
