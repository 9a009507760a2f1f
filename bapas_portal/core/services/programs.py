"""The portal's own programs: how web, worker and beat are started."""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from bapas_portal.core.services.child import Recipe
from bapas_portal.core.services.places import ROOT, Places

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host  # the wildcard has no name
        return f"http://{shown}:{self.port}/"

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def program_recipes(places: Places, env: dict[str, str], address: Address) -> list[Recipe]:
    """Return worker, beat and web, in the order in which they start (they stop in the reverse order).

    The worker gets SIGQUIT (cold stop) when the supervisor is killed: its job goes back to the queue (acks late).
    """
    celery = [sys.executable, "-m", "celery", "-A", "bapas_portal.celery"]
    workers = os.environ.get("WEB_CONCURRENCY", "2")
    gunicorn = [sys.executable, "-m", "gunicorn", "bapas_portal.wsgi:application", "--bind", address.bind]
    gunicorn += ["--workers", workers, "--worker-class", "sync", "--timeout", "60", "--graceful-timeout", "5"]
    gunicorn += ["--preload", "--no-control-socket", "--access-logfile", "-"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile=", "--loglevel", "INFO"]

    def recipe(name: str, argv: list[str], death_signal: signal.Signals, stop_seconds: float) -> Recipe:
        return Recipe(
            name=name,
            argv=argv,
            env=env,
            log=places.log / f"{name}.log",
            cwd=ROOT,
            death_signal=death_signal,
            stop_seconds=stop_seconds,
        )

    return [
        recipe("worker", worker, signal.SIGQUIT, 10.0),
        recipe("beat", beat, signal.SIGTERM, 5.0),
        recipe("web", gunicorn, signal.SIGTERM, 7.0),
    ]
