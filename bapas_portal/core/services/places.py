"""Where things lie under `var/`, and who holds them. Standard library only."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Places:
    """Paths of one instance. Two instances with different `var` never meet."""

    var: Path

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    @property
    def lock(self) -> Path:
        """Held by the one program that runs this instance's services."""
        return self.run / "services.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every command that borrows the services of another."""
        return self.run / "users.lock"

    @property
    def state(self) -> Path:
        """JSON: addresses of the running services, their process ids, the holder."""
        return self.run / "services.json"


def default_places() -> Places:
    """Return the places of this project: `BAPAS_VAR`, else `var/` beside manage.py."""
    return Places(Path(os.environ.get("BAPAS_VAR") or ROOT / "var").resolve())


def try_lock(path: Path, *, shared: bool = False) -> IO[str] | None:
    """Return the open file that holds the lock, or None when another program has it.

    The lock ends when the file is closed or the process dies, whatever the cause of death.
    """
    handle = path.open("a")
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def is_running(places: Places) -> bool:
    """Return whether some program holds the services of this instance now."""
    if not places.lock.exists():
        return False
    try:
        handle = try_lock(places.lock, shared=True)
    except PermissionError:
        return False
    if handle is None:
        return True
    handle.close()
    return False


def read_state(places: Places) -> dict[str, Any]:
    """Return what the holder wrote down, or {} when nothing readable is there."""
    try:
        state = json.loads(places.state.read_text())
    except (FileNotFoundError, PermissionError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_private(path: Path, text: str) -> None:
    """Write a file whole, readable by its owner only; a reader never sees half of it."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(path)
