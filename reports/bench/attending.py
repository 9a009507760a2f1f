"""A supervisor saves the list of a session of thirty at once, through its page, against a form that writes one row."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from itertools import count
from uuid import uuid4

from celery import current_app
from django.urls import reverse

from bapas_portal.accounts.models import User
from bapas_portal.core.dates import today_in
from bapas_portal.core.models import Job
from partners.models import Site
from programs.choices import ServiceKind
from programs.models import HoursEntry, ServiceAttendance, ServiceOrder, ServiceSession, SessionSeat
from reports.bench.saving import ONE_ROW
from reports.bench.stage import Stage, Unexpected, browser_of, expected, queries_of
from reports.bench.stopwatch import WARM_UP, side_by_side
from reports.bench.table import Goal, Line

SEATS, MISSED = 30, 3
CALLS = 8
# Issue 4: attendance of thirty in one save, p95 at most 300 ms.
GOAL = Goal(300, "p95 ms")


def bench_attendance(stage: Stage) -> list[Line]:
    """One session after the other, each a day earlier; three of thirty miss it, so that a job is asked for as well."""
    browser, office = browser_of(User.objects.get(username="bench")), Site.objects.earliest("pk")
    sessions = _sessions(office, stage.rounds * stage.calls(CALLS) + WARM_UP + 1)

    def save() -> None:
        session = next(sessions)
        expected(browser.post(reverse("programs:service_attendance", args=[session.pk]), _filled(session)), 302)

    def insert() -> None:
        expected(browser.post(reverse("bench_one_row"), {"note": "x" * 40}), 302)

    with queue_of_its_own():
        pair = side_by_side(save, insert, rounds=stage.rounds, calls=stage.calls(CALLS))
        queries = queries_of(save)
    rows, asked = ServiceAttendance.objects.count(), Job.objects.filter(task="programs.replan_orders").count()
    if rows % SEATS or not rows or HoursEntry.objects.count() != rows // SEATS * (SEATS - MISSED):
        raise Unexpected(f"{rows} rows and {HoursEntry.objects.count()} entries are not what was sent")
    median = f"median {pair.subject.median * 1000:.0f} ms"
    notes = (f"{median}; {rows} rows saved, {asked} plans asked for; load {os.getloadavg()[0]:.1f}",)
    return [
        Line(f"attendance of {SEATS} in one save", ONE_ROW, pair, goal=GOAL, notes=notes),
        Line(
            f"attendance of {SEATS} in one save: queries", number=queries, notes=(f"{queries_of(insert)} on the form",)
        ),
    ]


@contextmanager
def queue_of_its_own() -> Iterator[None]:
    """What is asked for here no worker of a running portal takes up; the queue is gone at the end."""
    before, name = current_app.conf.task_default_queue, f"bench_{os.getpid()}"
    current_app.conf.task_default_queue = name
    try:
        yield
    finally:
        current_app.conf.task_default_queue = before
        with current_app.connection_for_write() as line:
            line.default_channel.queue_delete(name)


def _sessions(site: Site, number: int) -> Iterator[ServiceSession]:
    """Sessions of an hour on the days before today, the latest first, each with the same thirty clients."""
    today = today_in()
    orders = list(_orders_since(today - timedelta(days=number)))
    if len(orders) < SEATS:
        raise Unexpected(f"only {len(orders)} orders began early enough; build more")
    return (_session(site, orders, turn) for turn in count(1))


def _orders_since(day: object) -> Iterator[ServiceOrder]:
    rows = ServiceOrder.objects.filter(kind=ServiceKind.ADULT, guidance__sex="M", start_on__lte=day)
    yield from rows.order_by("pk")[:SEATS]


def _session(site: Site, orders: list[ServiceOrder], turn: int) -> ServiceSession:
    session = ServiceSession.objects.create(
        office=site.organisation.office,
        site=site,
        held_on=today_in() - timedelta(days=turn),
        starts_at=time(18),
        ends_at=time(19),
        seats=SEATS,
        supervisor=User.objects.get(username="bench"),
        form_key=uuid4(),
    )
    SessionSeat.objects.bulk_create(SessionSeat(session=session, order=order, form_key=uuid4()) for order in orders)
    return session


def _filled(session: ServiceSession) -> dict[str, str]:
    """The page's form as a browser sends it."""
    posted: dict[str, str] = {}
    for number, seat in enumerate(session.places.order_by("pk")):
        row = {"outcome": "MISSED" if number < MISSED else "ATTENDED", "started_at": "18.00", "ended_at": "19.00"}
        row |= {"rest": "0", "travel": "0", "quality": "3", "conduct": "3", "note": ""}
        posted |= {f"{seat.pk}-{name}": value for name, value in row.items()}
    return posted
