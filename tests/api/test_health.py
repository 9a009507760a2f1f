"""/healthz tells the truth about the database, the broker and the worker, quickly and without secrets."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client as Browser

pytestmark = pytest.mark.django_db
AT_MOST_SECONDS = 3.5
WORKER_STARTS_IN = 30


def other_database(url: str) -> str:
    """The same broker, another database number: no worker of another test is heard there."""
    if "virtual_host=" in url:
        return re.sub(r"virtual_host=\d+", "virtual_host=14", url)
    return re.sub(r"/\d+$", "/14", url)


@pytest.fixture
def quiet_broker(settings) -> str:
    settings.CELERY_BROKER_URL = other_database(portal.CELERY_BROKER_URL)
    return settings.CELERY_BROKER_URL


@contextmanager
def worker(broker: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "celery", "-A", "bapas_portal.celery", "worker", "--pool=solo", "--loglevel=ERROR"]
    environment = {**os.environ, "REDIS_URL": broker, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([*command, "--hostname=healthz@%h"], env=environment, cwd=portal.BASE_DIR)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def ask(expected: int) -> dict[str, str]:
    started = time.monotonic()
    answer = Browser().get("/healthz")
    assert time.monotonic() - started < AT_MOST_SECONDS
    assert answer.status_code == expected, answer.content
    assert answer["Cache-Control"] == "no-store"
    return answer.json()


def test_without_a_worker_it_says_so(quiet_broker):
    assert ask(503) == {"database": "ok", "broker": "ok", "worker": "no answer"}


def test_with_a_worker_everything_answers(quiet_broker):
    with worker(quiet_broker) as process:
        until = time.monotonic() + WORKER_STARTS_IN
        while Browser().get("/healthz").status_code != 200 and time.monotonic() < until:
            assert process.poll() is None, "the worker ended by itself"
        assert ask(200) == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert ask(503)["worker"] == "no answer"


def test_a_refused_broker_is_named(settings):
    settings.CELERY_BROKER_URL = "redis://nobody:a-secret-word@127.0.0.1:1/0"
    answer = ask(503)
    assert answer == {"database": "ok", "broker": "no answer", "worker": "no answer"}
    assert "secret" not in str(answer)


def test_a_broker_that_takes_the_call_and_stays_silent_is_named(settings):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        assert ask(503)["broker"] == "no answer"


@pytest.mark.parametrize("is_mute", [False, True], ids=["refused", "silent"])
def test_a_database_that_does_not_answer_is_named(quiet_broker, monkeypatch, is_mute):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1] if is_mute else 1
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(port))
        assert ask(503) == {"database": "no answer", "broker": "ok", "worker": "no answer"}


def test_it_asks_nothing_of_session_or_host_name(quiet_broker, settings, signed_in, pk, django_assert_num_queries):
    settings.ALLOWED_HOSTS = ["portal.invalid"]
    browser = signed_in(pk)
    with django_assert_num_queries(0):
        answer = browser.get("/healthz", headers={"host": "10.0.0.7"})
    assert answer.json()["database"] == "ok"


def test_only_reading_is_answered():
    assert Browser().post("/healthz").status_code == 405
