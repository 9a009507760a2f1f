"""The planner of kerja sosial over a nation: the first planning, after many misses, and when nothing is new."""

import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Q

from bapas_portal.accounts.models import Office
from programs.actions.replan import offices_with_orders
from programs.actions.schedule import replan_office
from programs.choices import SeatState
from programs.models import ServicePlan, ServiceSession, SessionSeat
from reports.bench.database import settle
from reports.bench.stage import Unexpected
from reports.bench.stopwatch import seconds_of
from reports.bench.table import Goal, Line

# Issue 4: 5,000 open orders are planned again in at most 30 s.
GOAL_ORDERS, GOAL_SECONDS = 5000, 30
# Of a dozen clients so many miss their next session.
MISS_OF_TWELVE = 5


@dataclass(slots=True)
class Run:
    """What planning all offices did, in how many processes."""

    processes: int
    orders: int = 0
    booked: int = 0
    released: int = 0
    short: int = 0

    def add(self, counts: Iterable[int]) -> None:
        orders, booked, released, short = counts
        self.orders += orders
        self.booked += booked
        self.released += released
        self.short += short

    @property
    def words(self) -> str:
        load = os.getloadavg()[0]
        return f"{self.booked} seats booked, {self.released} given up, {self.short} orders short; load {load:.1f}"


def bench_planning(orders: int, processes: int) -> list[Line]:
    """The lines of the table. Raises Unexpected where the plan breaks what it must hold."""
    first = [_timed("first planning of", 1, None)]
    settle()
    misses = _miss()
    lines = [*first, _timed(f"planned again after {misses} misses:", 1, orders)]
    lines.append(_timed("planned again, nothing new:", 1, orders))
    more = _miss()
    lines.append(_timed(f"planned again after {more} misses, in {processes} processes:", processes, orders))
    return [*lines, *_invariants()]


def plan_all(processes: int) -> Run:
    """Every office once, in a transaction of its own, shared among so many processes."""
    run = Run(processes)
    offices = [office.pk for office in offices_with_orders()]
    if processes == 1:
        for pk in offices:
            run.add(_plan_one(pk))
        return run
    # A forked process must not use its parent's line to the database.
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        for counts in pool.map(_plan_one, offices):
            run.add(counts)
    return run


def _plan_one(office_id: int) -> tuple[int, int, int, int]:
    office = Office.objects.select_related("parent__parent").get(pk=office_id)
    done = replan_office(office)
    return done.orders, done.booked, done.released, len(done.short)


def _timed(what: str, processes: int, goal_for: int | None) -> Line:
    runs: list[Run] = []
    seconds = seconds_of(lambda: runs.append(plan_all(processes)))
    run = runs[0]
    goal = None if goal_for is None else Goal(GOAL_SECONDS * max(1.0, goal_for / GOAL_ORDERS), "number")
    return Line(f"{what} {run.orders} orders: s", number=round(seconds, 1), goal=goal, notes=(run.words,))


def _miss() -> int:
    """The next booked session of five in twelve orders is missed. Returns how many."""
    rows = SessionSeat.objects.filter(state=SeatState.BOOKED).annotate(turn=F("order_id") % 12)
    rows = rows.filter(turn__lt=MISS_OF_TWELVE).order_by("order_id", "session__held_on").distinct("order_id")
    return SessionSeat.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(state=SeatState.MISSED)


def _invariants() -> list[Line]:
    """What must hold whatever was planned; each line counts what breaks it."""
    live = Count("places", filter=~Q(places__state=SeatState.RELEASED))
    over = ServiceSession.objects.annotate(taken=live).filter(taken__gt=F("seats")).count()
    days = SessionSeat.objects.filter(state=SeatState.BOOKED).values("order_id", "session__held_on")
    twice = days.annotate(seats=Count("pk")).filter(seats__gt=1).count()
    beyond = SessionSeat.objects.filter(state=SeatState.BOOKED, session__held_on__gt=F("order__deadline_on")).count()
    seats = SessionSeat.objects.filter(state=SeatState.BOOKED).count()
    if not seats or not ServicePlan.objects.exists():
        raise Unexpected("nothing was planned")
    notes = (f"{ServiceSession.objects.count()} sessions, {seats} booked seats",)
    none = Goal(0, "number")
    return [
        Line("sessions with more clients than seats", number=over, goal=none, notes=notes),
        Line("orders with two sessions on a day", number=twice, goal=none),
        Line("seats after the deadline", number=beyond, goal=none),
    ]
