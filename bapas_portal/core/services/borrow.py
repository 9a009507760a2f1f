"""Services for one manage.py command: those that run, else started for its length."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.keys import local_environment
from bapas_portal.core.services.places import Places, default_places, is_running, read_state, try_lock
from bapas_portal.core.services.servers import NAMES, Servers

WITHOUT_SERVERS = frozenset(
    [
        "help",
        "version",
        "check",
        "collectstatic",
        "compilemessages",
        "makemessages",
        "score_instrument",
        "spectacular",
        "startapp",
    ]
)
WAIT_SECONDS = 60.0


@contextmanager
def services_for_command(argv: list[str]) -> Iterator[None]:
    """Give a manage.py command its servers and keys, as a local demo instance has them.

    Nothing is touched when both servers are named in the environment, or when DJANGO_ENV is `prod`.
    Ends the process with a message when the servers cannot be started.
    """
    named = all(os.environ.get(name) or os.environ.get(f"{name}_FILE") for name in NAMES)
    if named or os.environ.get("DJANGO_ENV") == "prod":
        yield
        return
    places = default_places()
    try:
        if needs_no_servers(argv):
            os.environ.setdefault("DJANGO_ENV", "dev")
            yield
        else:
            with borrowed(places):
                yield
    except StartError as error:
        sys.exit(str(error))


def needs_no_servers(argv: list[str]) -> bool:
    """Return whether the command in `argv` works without database and broker."""
    command = argv[1] if len(argv) > 1 else "help"
    return command.startswith("-") or command in WITHOUT_SERVERS or "--help" in argv or "-h" in argv


@contextmanager
def borrowed(places: Places) -> Iterator[None]:
    """Set DATABASE_URL and REDIS_URL to running services, started here when none run.

    The one that started them waits at its end for the others that borrow them.
    Raises StartError when they cannot be started.
    """
    if is_running(places):
        _wait_for_state(places)
        users = try_lock(places.users_lock, shared=True)
        os.environ.update(read_state(places).get("urls", {}))
        os.environ.update(local_environment(places))
        try:
            yield
        finally:
            if users:
                users.close()
        return
    with Servers(places) as servers:
        servers.start()
        servers.wait_ready()
        os.environ.update(servers.urls)
        os.environ.update(local_environment(places))
        yield
        _wait_for_users(places)


def _wait_for_state(places: Places) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while is_running(places) and not places.state.exists() and time.monotonic() < until:
        time.sleep(0.1)


def _wait_for_users(places: Places) -> None:
    handle = try_lock(places.users_lock)
    if handle is None:
        print("Waiting for another manage.py command that uses these databases …", file=sys.stderr)
        with places.users_lock.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
        return
    handle.close()
