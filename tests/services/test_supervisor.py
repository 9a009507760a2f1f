"""What a `kill -9` leaves: nothing. Real servers, real processes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import psycopg2
import pytest
import redis

from bapas_portal.core.services.control import reset, stop
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.leftovers import find_leftovers, is_alive
from bapas_portal.core.services.locate import embedded_urls
from bapas_portal.core.services.places import ROOT, Places, is_running, read_state
from bapas_portal.core.services.servers import Servers

Start = Callable[[str], subprocess.Popen[str]]


def until(check: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Wait until `check` holds, and fail when it does not in time."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def connect(url: str) -> psycopg2.extensions.connection:
    """Connect to an embedded server's address (the socket folder stands inside the path)."""
    folder, name = url.split("@/", 1)[1].rsplit("/", 1)
    return psycopg2.connect(host=folder, dbname=name, user="bapas")


def database_answers(places: Places) -> bool:
    try:
        connect(read_state(places)["urls"]["DATABASE_URL"]).close()
    except (psycopg2.OperationalError, KeyError):
        return False
    return True


def broker_answers(places: Places) -> bool:
    with redis.Redis.from_url(read_state(places)["urls"]["REDIS_URL"]) as broker:
        try:
            return broker.ping() is True
        except redis.ConnectionError:
            return False


@pytest.fixture
def start_toy(places: Places) -> Iterator[Start]:
    started = []

    def start(kind: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "tests.services.toy", str(places.var), kind]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    until(lambda: not find_leftovers(places))


def pid_of(places: Places, name: str) -> int:
    return int(read_state(places)["children"][name]["pid"])


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_finds_the_rows(
    places: Places, start_toy: Start
) -> None:
    first = start_toy("stubborn")
    with connect(read_state(places)["urls"]["DATABASE_URL"]) as line, line.cursor() as cursor:
        cursor.execute("create table kept as select 7 as number")
    line.close()
    orphans = [psutil.Process(note["pid"]) for note in read_state(places)["children"].values()]
    assert len(orphans) == 4
    first.kill()
    first.wait()
    until(lambda: not any(is_alive(orphan) for orphan in orphans))
    start_toy("stubborn")
    with connect(read_state(places)["urls"]["DATABASE_URL"]) as line, line.cursor() as cursor:
        cursor.execute("select number from kept")
        assert cursor.fetchone() == (7,)
    line.close()


def test_a_start_right_after_a_kill_waits_for_what_is_still_ending(places: Places, start_toy: Start) -> None:
    first = start_toy("stubborn")
    first.kill()
    first.wait()
    start_toy("stubborn")
    assert database_answers(places)


@pytest.mark.parametrize("name", ["postgres", "valkey", "toy", "watchdog"])
def test_a_killed_part_is_started_again(places: Places, start_toy: Start, name: str) -> None:
    start_toy("calm")
    before = pid_of(places, name)
    psutil.Process(before).kill()
    until(lambda: pid_of(places, name) != before if name in read_state(places).get("children", {}) else False)
    until(lambda: database_answers(places))
    until(lambda: broker_answers(places))


def test_a_part_that_keeps_dying_stops_everything_and_shows_its_last_words(places: Places, start_toy: Start) -> None:
    process = start_toy("dying")
    assert process.stdout is not None
    said = process.stdout.read()
    assert process.wait() == 1
    assert "`toy` ended 6 times within a minute" in said
    assert "out of luck" in said
    assert not is_running(places)
    assert not find_leftovers(places)


def test_stop_from_another_shell_ends_all_of_it(places: Places, start_toy: Start) -> None:
    process = start_toy("calm")
    assert stop(places) == "Stopped."
    assert process.wait() == 0
    assert not find_leftovers(places)
    assert stop(places) == "Nothing is running."


def test_a_second_start_is_refused_with_the_first_ones_number(places: Places, start_toy: Start) -> None:
    process = start_toy("calm")
    with pytest.raises(StartError, match=f"running already .process {process.pid}.*\n.*make stop"), Servers(places):
        pass
    with pytest.raises(StartError, match="Stop it first"):
        reset(places)


def test_other_commands_find_the_addresses(places: Places, start_toy: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAPAS_VAR", str(places.var))
    start_toy("calm")
    assert embedded_urls() == read_state(places)["urls"]
    stop(places)
    assert embedded_urls() is None


def test_named_servers_start_no_embedded_ones(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/x")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with Servers(places) as servers:
        servers.start()
        servers.wait_ready()
        assert set(read_state(places)["children"]) == {"watchdog"}
        assert servers.environment({})["DATABASE_URL"] == "postgres://elsewhere/x"
        assert "elsewhere" not in places.state.read_text()


def test_each_server_is_named_by_itself(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/x")
    with Servers(places) as servers:
        servers.start()
        servers.wait_ready()
        assert set(read_state(places)["children"]) == {"watchdog", "valkey"}


def test_data_of_another_version_is_refused(places: Places) -> None:
    (places.var / "postgres").mkdir(parents=True)
    (places.var / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(StartError, match=r"written by PostgreSQL 9.*\n.*make reset"), Servers(places) as servers:
        servers.start()
    assert not find_leftovers(places)
