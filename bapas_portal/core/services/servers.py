"""PostgreSQL and Valkey of one instance together: those that the environment does not name."""

import json
import os
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self

from bapas_portal.core.services import postgres, valkey
from bapas_portal.core.services.checks import check_free_space, check_writable
from bapas_portal.core.services.child import Child, Recipe
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.leftovers import MARK, end_leftovers, noted_child
from bapas_portal.core.services.places import ROOT, Places, read_state, try_lock, write_private
from bapas_portal.core.services.servant import servant_for_root, services_home

NAMES = ("DATABASE_URL", "REDIS_URL")
STOP_ORDER = ("valkey", "postgres", "watchdog")


class Servers:
    """The embedded servers, from lock to stop. Use as a context; `start()` then `wait_ready()`.

    Raises StartError when another program holds this instance, or when a server does not come up.
    """

    def __init__(self, places: Places, *, is_throw_away: bool = False) -> None:
        self.places = places
        self.is_throw_away = is_throw_away
        self.children: list[Child] = []
        self.urls = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
        self.embedded: dict[str, str] = {}
        self._lock: IO[str] | None = None
        self._cluster: postgres.Cluster | None = None
        self._broker: valkey.Broker | None = None

    def __enter__(self) -> Self:
        check_writable(self.places.var)
        for folder in (self.places.run, self.places.log, self.places.secrets):
            check_writable(folder)
            folder.chmod(0o700)
        check_free_space(self.places.var)
        self._lock = try_lock(self.places.lock)
        if self._lock is None:
            raise StartError(_who_holds(self.places))
        end_leftovers(self.places)
        self.places.state.unlink(missing_ok=True)
        self._start_watchdog()
        return self

    def _start_watchdog(self) -> None:
        argv = [sys.executable, "-m", "bapas_portal.core.services.watchdog"]
        env = {**os.environ, "BAPAS_VAR": str(self.places.var)}
        log = self.places.log / "watchdog.log"
        recipe = Recipe("watchdog", argv, env, log, cwd=ROOT, death_signal=None, has_lifeline=True)
        self.children.append(Child(recipe))
        self.children[0].start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in sorted(self.children, key=lambda each: STOP_ORDER.index(each.name)):
            child.stop()
        self.places.state.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()

    def start(self) -> None:
        """Start those servers that the environment does not name; return before they are ready."""
        if len(self.urls) == len(NAMES):
            self.places.var.chmod(0o700)
            return
        servant = servant_for_root()
        home = services_home(self.places, servant)
        if servant is None:
            self.places.var.chmod(0o700)
        env = self.environment({})
        if "REDIS_URL" not in self.urls:
            self._broker = valkey.broker_for(self.places, home, servant, is_throw_away=self.is_throw_away)
            self._add(valkey.valkey_child(self._broker, env), "REDIS_URL", self._broker.url)
        if "DATABASE_URL" not in self.urls:
            self._cluster = postgres.cluster_for(self.places, home, servant, is_throw_away=self.is_throw_away)
            postgres.make_cluster(self._cluster, env)
            postgres.clear_stale_pid(self._cluster)
            child = postgres.postgres_child(self._cluster, env)
            self._add(child, "DATABASE_URL", self._cluster.url)

    def _add(self, child: Child, name: str, url: str) -> None:
        self.children.append(child)
        child.start()
        self.urls[name] = self.embedded[name] = url

    def wait_ready(self) -> None:
        """Return when each server answers and the database exists; then others may find them."""
        for child in self.children:
            if child.name == "valkey" and self._broker:
                valkey.wait_ready(self._broker, child)
            if child.name == "postgres" and self._cluster:
                postgres.wait_ready(self._cluster, child)
        self.note(self.children)

    def environment(self, extra: dict[str, str]) -> dict[str, str]:
        """Return the environment for a program of this instance."""
        return {**os.environ, **self.urls, MARK: str(self.places.var), **extra}

    def note(self, children: Iterable[Child]) -> None:
        """Write down the addresses and the pids, for other commands and for the next start."""
        notes = {child.name: noted_child(child.pid) for child in children if child.pid and child.is_alive()}
        state = {"pid": os.getpid(), "urls": self.embedded, "children": notes}
        write_private(self.places.state, json.dumps(state, indent=1))


def _who_holds(places: Places) -> str:
    holder = read_state(places).get("pid", "unknown")
    return (
        f"This portal is running already (process {holder}), or a manage.py command is using its databases.\n"
        "Stop it with `make stop`, or wait for the command to end."
    )
