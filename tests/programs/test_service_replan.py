"""Orders planned again by themselves: after a miss, at a pause, with other terms, at the end, and every night."""

import subprocess
import sys
from datetime import time, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.models import Job, JobState
from clients.actions.rows import constraint_of
from programs.actions import schedule, service, service_placement, service_terms
from programs.actions.replan import plan_every_office
from programs.actions.service_attendance import save_attendance
from programs.actions.service_correct import correct_attendance
from programs.choices import SeatState
from programs.choices_service import Short
from programs.models import ServiceOrder, ServicePlan, SessionSeat
from programs.rules.service_attendance import Sent
from programs.tasks import nightly_plans, replan_orders
from tests.factories import make_guidance
from tests.factories.service import make_order
from tests.factories.service_session import make_seat, make_session
from tests.programs.planning import booked, make_running, open_week

pytestmark = pytest.mark.django_db
WRITE, SUPERVISE, CORRECT = "programs.write_service", "programs.supervise_service", "programs.correct_hours"
MISSED = Sent(outcome="MISSED")
AS_PLANNED = Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(12))


@pytest.fixture
def order(bapas, pk) -> ServiceOrder:
    """Planned over a week of sessions: five seats of four hours."""
    open_week(bapas)
    order = make_running(bapas, pk)
    schedule.replan_office(bapas)
    return order


@pytest.fixture
def today_seat(bapas, pk, order) -> SessionSeat:
    return make_seat(make_session(bapas, today_in(), supervisor=pk), order)


def jobs() -> list[Job]:
    return list(Job.objects.filter(task="programs.replan_orders").order_by("created_at"))


def work_off() -> None:
    """What the workers do."""
    for job in jobs():
        replan_orders(str(job.pk))
    assert {job.state for job in jobs()} <= {JobState.DONE}


def save(seat: SessionSeat, sent: Sent, pk, scoped) -> None:
    save_attendance(session_id=seat.session_id, rows={seat.pk: sent}, by=pk, scope=scoped(pk, SUPERVISE))


@pytest.mark.parametrize("outcome", ["MISSED", "EXCUSED"])
def test_a_miss_brings_one_more_session_by_itself(bapas, pk, scoped, order, today_seat, outcome):
    make_running(bapas, pk)
    schedule.replan_office(bapas, order_ids=[order.pk])
    before = booked(order)
    save(today_seat, Sent(outcome=outcome, note="Surat dokter"), pk, scoped)
    assert [(job.params, job.owner_id) for job in jobs()] == [({"office": bapas.pk, "orders": [order.pk]}, pk.pk)]
    work_off()
    # Today's seat was one of the booked five: now five lie ahead.
    assert len([day for day in booked(order) if day > today_in()]) == 5 > len([d for d in before if d > today_in()])
    work_off()
    assert len(booked(order)) == 5


@pytest.mark.parametrize(("ended", "asked"), [(time(12), 0), (time(11), 1)])
def test_hours_as_planned_ask_for_nothing_and_fewer_do(pk, scoped, today_seat, ended, asked):
    save(today_seat, Sent(outcome="ATTENDED", started_at=time(8), ended_at=ended), pk, scoped)
    assert len(jobs()) == asked


def test_a_correction_plans_again(pk, scoped, today_seat):
    save(today_seat, AS_PLANNED, pk, scoped)
    row = today_seat.attendances.get()
    correct_attendance(attendance_id=row.pk, sent=MISSED, reason="Salah baris", by=pk, scope=scope_of(pk))
    assert len(jobs()) == 1


def test_a_pause_gives_its_seats_up_and_its_end_brings_them_back(pk, scoped, order):
    scope, first = scoped(pk, WRITE), booked(order)[0]
    pause = {"order_id": order.pk, "from_on": first, "reason": "ILLNESS", "note": "", "by": pk, "scope": scope}
    service.pause_order(to_on=None, **pause)
    assert booked(order) == []
    reasons = set(SessionSeat.objects.filter(order=order).values_list("reason", flat=True))
    assert reasons == {"Perintah dijeda"}
    work_off()
    assert booked(order) == []
    service.resume_order(order_id=order.pk, last_on=first, by=pk, scope=scope)
    work_off()
    assert len(booked(order)) == 5 and first not in booked(order)


def test_other_terms_are_planned_and_words_alone_are_not(pk, head, scoped, order):
    days = booked(order)
    values = {name: getattr(order, name) for name in service_terms.TermValues.__annotations__}
    scope = scoped(head, CORRECT)

    def correct(lock_version: int, **changes) -> None:
        terms = values | changes
        service_terms.correct_terms(
            order_id=order.pk, lock_version=lock_version, reason="Salah ketik", by=head, scope=scope, **terms
        )

    correct(0, place="Balai Desa Contoh")
    assert jobs() == []
    correct(1, place="Balai Desa Contoh", deadline_on=days[1])
    work_off()
    assert booked(order) == days[:2]
    assert order.plan.why == Short.DEADLINE


def test_what_the_client_cannot_do_is_planned_around(pk, scoped, order):
    times = {"starts_at": time(7), "ends_at": time(15), "reason": "WORK", "note": "", "form_key": uuid4()}
    kept = {day.isoweekday() for day in booked(order)}
    gone = min(kept)
    service_placement.add_busy(order_id=order.pk, weekday=gone, by=pk, scope=scoped(pk, WRITE), **times)
    work_off()
    assert gone not in {day.isoweekday() for day in booked(order)}
    assert len(booked(order)) == 5


def test_an_order_that_ends_gives_its_seats_to_those_who_wait(bapas, pk, scoped):
    open_week(bapas, seats=1)
    first, second = (make_running(bapas, pk, deadline_on=today_in() + timedelta(11), days_a_week=5) for _ in range(2))
    schedule.replan_office(bapas)
    assert sorted((row.short > 0, row.why) for row in ServicePlan.objects.all())[-1] == (True, Short.FULL)
    waiting = ServicePlan.objects.get(why=Short.FULL).order
    ending = second if waiting == first else first
    before = len(booked(waiting))
    scope = scoped(pk, WRITE)
    service.finish_order(order_id=ending.pk, on=today_in(), note="Dipindahkan", by=pk, scope=scope)
    gone = SessionSeat.objects.filter(order=ending)
    assert set(gone.values_list("state", "reason")) == {(SeatState.RELEASED, "Perintah ditutup")}
    assert [job.params["orders"] for job in jobs()] == [[waiting.pk]]
    work_off()
    assert len(booked(waiting)) > before


def test_the_night_plans_each_office_once_and_a_second_run_changes_nothing(bapas, pk):
    open_week(bapas)
    order = make_running(bapas, pk)
    assert (nightly_plans(), plan_every_office()) == (1, 1)
    assert [(job.owner_id, job.params) for job in jobs()] == [(None, {"office": bapas.pk, "orders": None})]
    work_off()
    days = booked(order)
    assert len(days) == 5
    plan_every_office()
    work_off()
    assert booked(order) == days and len(jobs()) == 2


def test_a_job_whose_worker_was_killed_is_done_by_the_next(bapas, pk):
    """Nothing of the killed worker's transaction stands; the message comes again while the job says it runs."""
    open_week(bapas)
    order = make_running(bapas, pk)
    plan_every_office()
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    work_off()
    assert len(booked(order)) == 5
    assert jobs()[0].attempts == 2


def test_the_command_plans_one_office_or_all(bapas, pk):
    open_week(bapas)
    order, said = make_running(bapas, pk), StringIO()
    call_command("replan_orders", office=bapas.code, stdout=said)
    assert f"{bapas.code}: 1 orders, 5 seats booked, 0 given up, 0 short" in said.getvalue()
    call_command("replan_orders", stdout=said)
    assert len(booked(order)) == 5
    with pytest.raises(CommandError, match="No running order"):
        call_command("replan_orders", office="tidak ada")


def test_what_is_short_is_kept_until_it_changes(bapas, pk):
    order = make_running(bapas, pk)
    schedule.replan_office(bapas)
    kept = ServicePlan.objects.get(order=order)
    assert (kept.planned, kept.short, kept.why) == (0, 1200, Short.NO_SITE)
    schedule.replan_office(bapas)
    assert ServicePlan.objects.get(order=order).changed_at == kept.changed_at
    open_week(bapas)
    schedule.replan_office(bapas)
    now = ServicePlan.objects.get(order=order)
    assert (now.planned, now.short, now.why) == (1200, 0, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePlan.objects.filter(order=order).update(short=60)


@pytest.mark.parametrize(("daytime", "refused"), [("", False), ("06:00-18:00", False), ("07:00-11:30", True)])
def test_the_databases_daytime_of_a_child_follows_the_setting(bapas, pk, daytime, refused):
    child = make_order(make_guidance(office=bapas, officer=pk, child=True), minutes_per_day=180)
    session = make_session(bapas, child.start_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bapas.service_child_day', %s, true)", [daytime])
    if not refused:
        assert make_seat(session, child).pk
        return
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make_seat(session, child)
    assert constraint_of(caught.value) == "seat_child_daytime"


def test_the_setting_is_passed_on_to_every_connection(monkeypatch):
    monkeypatch.setenv("SERVICE_CHILD_DAY", "07:00-16:30")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "bapas_portal.settings")
    asks = "import django; django.setup(); from django.db import connection as c; k = c.cursor(); "
    asks += "k.execute('SHOW bapas.service_child_day'); print(k.fetchone()[0])"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "07:00-16:30"
