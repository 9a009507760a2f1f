"""One program kept by the supervisor: its own session, dead when the supervisor dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.servant import Servant

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 5_000_000
RESTARTS_ALLOWED = 5
RESTART_WINDOW_SECONDS = 60.0


@dataclass(frozen=True)
class Recipe:
    """How one program is started and stopped.

    `death_signal` is what Linux sends it when the supervisor dies without a word (kill -9); None ties it not.
    `has_lifeline` gives it a pipe as standard input that ends with the supervisor.
    """

    name: str
    argv: list[str]
    env: dict[str, str]
    log: Path
    cwd: Path = Path("/")
    servant: Servant | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    death_signal: signal.Signals | None = signal.SIGTERM
    has_lifeline: bool = False


def die_with_parent(death_signal: int | None) -> Callable[[], None] | None:
    """Return a pre-exec step that ties the new process to this one; None where the kernel cannot (not Linux).

    It runs after the change of user, which would undo it.
    """
    if death_signal is None or not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return tie


@dataclass
class Child:
    """A started program and the memory of its restarts."""

    recipe: Recipe
    process: subprocess.Popen[bytes] | None = None
    ended_at: deque[float] = field(default_factory=deque)
    start_after: float = 0.0

    @property
    def name(self) -> str:
        return self.recipe.name

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        """Start the program in a session of its own, its output going to its log."""
        recipe = self.recipe
        if recipe.log.exists() and recipe.log.stat().st_size > LOG_LIMIT_BYTES:
            recipe.log.replace(recipe.log.with_suffix(".1.log"))
        servant = recipe.servant
        with recipe.log.open("ab") as log:
            self.process = subprocess.Popen(
                recipe.argv,
                env=recipe.env,
                cwd=recipe.cwd,
                stdin=subprocess.PIPE if recipe.has_lifeline else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=servant.uid if servant else None,
                group=servant.gid if servant else None,
                extra_groups=[] if servant else None,
                umask=0o077,
                start_new_session=True,
                preexec_fn=die_with_parent(recipe.death_signal),
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and all it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):
                return

    def ask_to_stop(self) -> None:
        """Send the program its own stop signal; what it has started is its to stop."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.recipe.stop_signal)

    def stop(self, *, hurry: Callable[[], bool] = lambda: False) -> None:
        """Stop the program: ask, wait its `stop_seconds` (or until `hurry`), then kill the whole group."""
        if self.process is None:
            return
        self.ask_to_stop()
        until = time.monotonic() + self.recipe.stop_seconds
        while self.process.poll() is None and time.monotonic() < until and not hurry():
            time.sleep(0.02)
        self._forget()

    def _forget(self) -> None:
        """Kill what is left of the group and drop the process."""
        if self.process is None:
            return
        self.signal_group(signal.SIGKILL)
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None

    def bury(self, *, now: float) -> float:
        """Note that the program ended by itself; return the seconds to wait before the next start.

        Raises StartError at the sixth end within a minute.
        """
        self._forget()
        self.ended_at.append(now)
        while now - self.ended_at[0] > RESTART_WINDOW_SECONDS:
            self.ended_at.popleft()
        if len(self.ended_at) > RESTARTS_ALLOWED:
            raise StartError(
                f"`{self.name}` ended {len(self.ended_at)} times within a minute, so everything is stopped.\n"
                f"The end of {self.recipe.log}:\n{last_lines(self.recipe.log)}"
            )
        delay = 0.125 * (1 << len(self.ended_at))
        self.start_after = now + delay
        return delay


def last_lines(log: Path, *, count: int = 15) -> str:
    """Return the last lines of a log, indented for a message; a missing log says so."""
    if not log.exists():
        return "    (no log was written)"
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines) or "    (the log is empty)"
