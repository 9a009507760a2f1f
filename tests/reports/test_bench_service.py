"""manage.py bench_schedule and bench_attendance: their parts over a small nation, and what they refuse."""

import json

import pytest
from celery import current_app
from django.core.management import CommandError, call_command

from bapas_portal.core.models import Job
from programs.models import ServiceAttendance, ServicePlan, SessionSeat
from reports.bench.attending import SEATS, bench_attendance
from reports.bench.planning import bench_planning
from reports.bench.service_world import build_service_world
from reports.bench.setting import as_in_production
from reports.bench.stage import Stage, Unexpected
from tests.factories import make_bapas, make_offence_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places(nation, kanwil):
    make_offence_group()
    return [make_bapas(kanwil) for _ in range(2)]


def test_the_planner_is_measured_and_what_must_hold_is_counted(places):
    assert build_service_world(16, 2)["programs_serviceorder"] == 16
    lines = bench_planning(16, 2)
    assert [line.what.partition(" of ")[0].partition(" after")[0] for line in lines[:4]] == [
        "first planning",
        "planned again",
        "planned again, nothing new: 16 orders: s",
        "planned again",
    ]
    assert "2 processes" in lines[3].what
    assert "0 seats booked" in lines[2].notes[0]
    assert [line.number for line in lines[4:]] == [0, 0, 0]
    assert all(line.is_reached for line in lines[1:])
    assert ServicePlan.objects.count() == 16 and SessionSeat.objects.exists()
    json.dumps([line.as_json() for line in lines])


def test_the_same_numbers_give_the_same_nation(places):
    build_service_world(6, 1)
    assert ServicePlan.objects.count() == 0
    with pytest.raises(Unexpected, match="build more"):
        bench_attendance(Stage(clients=6, rounds=1, scale=0.1))


def test_thirty_are_saved_through_the_page_and_no_worker_is_disturbed(places):
    build_service_world(80, 1)
    queue = current_app.conf.task_default_queue
    with as_in_production():
        lines = bench_attendance(Stage(clients=80, rounds=1, scale=0.2))
    assert current_app.conf.task_default_queue == queue
    assert ServiceAttendance.objects.count() == 5 * SEATS
    assert Job.objects.filter(task="programs.replan_orders").count() == 5
    assert lines[0].pair is not None and lines[0].is_reached is not None
    json.dumps([line.as_json() for line in lines])


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("bench_schedule", ["--orders", "0"]),
        ("bench_schedule", ["--offices", "0"]),
        ("bench_schedule", ["--processes", "0"]),
        ("bench_attendance", ["--rounds", "0"]),
        ("bench_attendance", ["--scale", "0"]),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_is_made(command, arguments):
    with pytest.raises(CommandError, match="1 or more"):
        call_command(command, *arguments)


@pytest.mark.parametrize("command", ["bench_schedule", "bench_attendance"])
def test_production_refuses(settings, command):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command(command)
