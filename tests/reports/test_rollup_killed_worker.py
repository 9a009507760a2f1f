"""A worker killed in mid-rollup: the job is delivered again and the figures are right, once."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote

import psutil
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, connections

from bapas_portal.core.models import Job, JobState
from reports.choices import RunState
from reports.models import Figure, RollupRun
from tests.factories import make_bapas, make_guidance
from tests.factories.reports import make_assessment, make_published

MAY = date(2025, 5, 1)
PATIENCE = 30


def wait_for(what: Callable[[], bool], why: str) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def database_url() -> str:
    """The address of the test database, over TCP or, as `make test` has it, over a socket."""
    database = connection.settings_dict
    if database["HOST"].startswith("/"):
        return f"postgres://{database['USER']}@/{quote(database['HOST'])}/{database['NAME']}"
    place = f"{database['HOST']}:{database['PORT'] or 5432}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"


@contextmanager
def assessments_held_up() -> Iterator[None]:
    """A lock that the counting of assessments waits for, on a connection of its own; always given back."""
    blocker = connections["default"].copy()
    blocker.set_autocommit(False)
    try:
        with blocker.cursor() as cursor:
            cursor.execute("LOCK TABLE clients_assessment IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        blocker.rollback()
        blocker.close()


@contextmanager
def worker(tmp_path, queue: str) -> Iterator[subprocess.Popen]:
    """A real Celery worker on the test database, with one child process."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_ENV": "test",
        "CELERY_VISIBILITY_TIMEOUT": "3",
    }
    command = [sys.executable, "-m", "celery", "-A", "bapas_portal", "worker", "-c", "1", "-Q", queue, "-l", "warning"]
    command += ["--without-gossip", "--without-mingle"]
    with (tmp_path / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        kill_all(process)


def kill_all(process: subprocess.Popen) -> None:
    """kill -9 of the worker and its children; nothing to do where it is dead already."""
    if process.poll() is None:
        parent = psutil.Process(process.pid)
        for one in [*parent.children(recursive=True), parent]:
            one.kill()
        process.wait()


def cells(run: RollupRun) -> list[tuple]:
    fields = ("month", "office_id", "measure", "is_child", "sex", "key", "category", "value")
    return sorted(Figure.objects.filter(run=run).values_list(*fields), key=repr)


def job_state(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempts


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_the_right_figures_once(tmp_path):
    guidance = make_guidance(office=make_bapas(), start_on=date(2025, 1, 15))
    make_guidance(office=guidance.office, start_on=date(2025, 5, 15))
    make_assessment(guidance, on=date(2025, 5, 2))
    job = Job.objects.create(task="reports.rollup", params={"first_month": "2025-05-01", "last_month": "2025-05-01"})
    queue = f"killed-{job.pk.hex}"
    # The lock holds the count of assessments up, after that of clients: the middle of the rollup.
    with worker(tmp_path, queue) as process, assessments_held_up():
        current_app.send_task("reports.rollup", kwargs={"job_id": str(job.pk)}, queue=queue)
        wait_for(lambda: Job.objects.get(pk=job.pk).done == 1, "the worker never came to the middle")
        assert job_state(job) == (JobState.RUNNING, 1)
        assert not Figure.objects.exists()
        kill_all(process)
    with worker(tmp_path, queue):
        wait_for(lambda: job_state(job)[0] == JobState.DONE, "the job was not delivered again")
    assert job.attempts == 2
    run = RollupRun.objects.get()
    assert run.state == RunState.PUBLISHED
    assert cells(run) == cells(make_published(MAY))
