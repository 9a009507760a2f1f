"""manage.py finds servers, or starts them for its own length."""

import os
from collections.abc import Iterator

import pytest

from bapas_portal.core.services.borrow import borrowed, needs_no_servers, services_for_command
from bapas_portal.core.services.leftovers import find_leftovers
from bapas_portal.core.services.places import Places, is_running
from bapas_portal.core.services.servers import Servers


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What borrowing sets in the environment ends with the test."""
    kept = dict(os.environ)
    monkeypatch.delenv("DJANGO_ENV", raising=False)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.mark.parametrize(
    ("argv", "answer"),
    [
        ([], True),
        (["help"], True),
        (["--version"], True),
        (["migrate", "--help"], True),
        (["collectstatic"], True),
        (["score_instrument", "--jsonl"], True),
        (["migrate"], False),
        (["shell"], False),
        (["makemigrations", "--check"], False),
    ],
)
def test_which_commands_need_servers(argv: list[str], answer: bool) -> None:
    assert needs_no_servers(["manage.py", *argv]) is answer


def test_servers_are_started_for_the_length_of_a_command(places: Places) -> None:
    with borrowed(places):
        assert is_running(places)
        assert os.environ["DATABASE_URL"].startswith("postgres://bapas@/")
    assert not is_running(places)
    assert not find_leftovers(places)


def test_running_servers_are_used_and_left_running(places: Places) -> None:
    with Servers(places, is_throw_away=True) as servers:
        servers.start()
        servers.wait_ready()
        with borrowed(places):
            assert os.environ["DATABASE_URL"] == servers.urls["DATABASE_URL"]
        assert is_running(places)


@pytest.mark.parametrize(
    "named",
    [
        {"DATABASE_URL": "postgres://x", "REDIS_URL": "redis://x"},
        {"DATABASE_URL_FILE": "/a", "REDIS_URL_FILE": "/b"},
        {"DJANGO_ENV": "prod"},
    ],
)
def test_named_servers_and_production_are_left_alone(
    places: Places, monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    monkeypatch.setenv("BAPAS_VAR", str(places.var))
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with services_for_command(["manage.py", "migrate"]):
        assert not is_running(places)
