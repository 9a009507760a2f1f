"""From a bare Python to the virtual environment, then on to the real program.

Run by path with any Python 3: `python3 bapas_portal/core/services/bootstrap.py run|test|stop|reset|exec …`.
Standard library only. Its syntax stays that of Python 3.6 (so annotations of newer shapes stand in quotes):
an old Python must be able to read it far enough to say that it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = Path(os.environ.get("BAPAS_VENV") or ROOT / ".venv")
PYTHON = VENV / "bin" / "python"
NEEDED = (3, 11)
MIN_FREE_MB = 500
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
PACKAGE = "bapas_portal.core.services"
# What each command needs installed, and what it becomes.
COMMANDS = {
    "run": ("run", ["python", "-m", f"{PACKAGE}.up"]),
    "test": ("dev", ["python", "-m", f"{PACKAGE}.testrun"]),
    "stop": ("run", ["python", "-m", f"{PACKAGE}.control", "stop"]),
    "reset": ("run", ["python", "-m", f"{PACKAGE}.control", "reset"]),
    "exec": ("run", []),
    "exec-dev": ("dev", []),
}


class Refusal(Exception):
    """What is wrong and what to do, for the person at the keyboard."""


def check_python(version: "tuple[int, int]") -> None:
    """Raise Refusal when `version` (major, minor) is older than 3.11."""
    if version < NEEDED:
        raise Refusal(
            f"Python {version[0]}.{version[1]} is too old: the portal needs Python {NEEDED[0]}.{NEEDED[1]} or newer.\n"
            "Install it, or name another one: make run PYTHON=python3.12"
        )


def newer_python() -> "str | None":
    """Return the path of a Python on PATH that is new enough by its name, or None."""
    found = (shutil.which(f"python3.{minor}") for minor in (11, 12, 13, 14))
    return next((path for path in found if path), None)


def check_room(folder: Path, need_mb: int = MIN_FREE_MB) -> None:
    """Raise Refusal when `folder` cannot be written to, or its disk has less than `need_mb` megabytes left."""
    if not os.access(str(folder), os.W_OK | os.X_OK):
        raise Refusal(
            f"No permission to write in {folder}.\n"
            "Run as the owner of the folder, or copy the project to a folder of your own."
        )
    free_mb = shutil.disk_usage(str(folder)).free // 1_000_000
    if free_mb < need_mb:
        raise Refusal(
            f"The disk is nearly full: {free_mb} MB free under {folder}, at least {need_mb} MB needed.\n"
            "Free some space and run it again."
        )


def lock_digest(kind: str) -> str:
    """Return the digest of a lock file, tied to the version of the Python that runs."""
    return hashlib.sha256(LOCKS[kind].read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def stamp(kind: str) -> Path:
    """Return the file that says which lock the environment was last filled from."""
    return VENV / f"installed-{kind}.sha256"


def is_installed(kind: str) -> bool:
    """Return whether the environment holds what the lock file says."""
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == lock_digest(kind)


def uv_requirement(lock: str) -> str:
    """Return uv's lines (version and hashes) out of the text of the development lock; "" when it has none."""
    start = lock.find("\nuv==")
    lines = lock[start + 1 :].splitlines() if start >= 0 else []
    count = next((n for n, line in enumerate(lines[1:], 1) if not line.startswith("    --hash")), len(lines))
    return "\n".join(lines[:count])


def quiet(argv: "list[str]", **extra: str) -> "tuple[bool, str]":
    """Run a program, its output kept back, `extra` added to its environment; return (succeeded, output)."""
    environment = {**os.environ, **extra}
    done = subprocess.run(argv, capture_output=True, text=True, env=environment, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def make_venv() -> None:
    """Make the virtual environment if it is missing or broken. Raises Refusal when Python lacks what it takes."""
    if PYTHON.exists() and quiet([str(PYTHON), "-c", "import pip"])[0]:
        return
    print("Making the virtual environment …", flush=True)
    made, output = quiet([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if not made:
        raise Refusal(
            f"Python could not make a virtual environment in {VENV}:\n{output.strip()}\n"
            "On Debian or Ubuntu: apt-get install python3-venv"
        )


def find_uv() -> "str | None":
    """Return a uv program: in the environment, on PATH, or installed now as pinned; None when it cannot be had."""
    inside = VENV / "bin" / "uv"
    on_path = None if inside.exists() else shutil.which("uv")
    if on_path or inside.exists():
        return on_path or str(inside)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as handle:
        handle.write(uv_requirement(LOCKS["dev"].read_text()))
        handle.flush()
        quiet([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", handle.name])
    return str(inside) if inside.exists() else None


def install(kind: str) -> None:
    """Install the locked packages, every file checked against its hash: by uv, else by pip. Raises Refusal."""
    lock = str(LOCKS[kind])
    print(f"Installing the locked packages ({LOCKS[kind].name}) …", flush=True)
    uv = find_uv()
    done, output = False, ""
    if uv:
        argv = [uv, "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes", "-r", lock]
        done, output = quiet(argv, UV_LINK_MODE=os.environ.get("UV_LINK_MODE", "copy"))
    if not done:
        print("uv is not to be had here; pip takes a minute or two …", flush=True)
        done, output = quiet([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock])
    if not done:
        raise Refusal(f"The packages could not be installed:\n{output.strip()[-3000:]}")
    for each in ("run", "dev") if kind == "dev" else ("run",):
        stamp(each).write_text(lock_digest(each))


def ensure(kind: str) -> None:
    """Make the environment hold the locked packages; two starts at once wait for each other."""
    if is_installed(kind):
        return
    check_room(ROOT)
    with (ROOT / ".venv.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not is_installed(kind):
            make_venv()
            install(kind)


def main(argv: "list[str]") -> int:
    """Prepare, then become the asked program. Returns an exit status only when something is wrong."""
    if not argv or argv[0] not in COMMANDS:
        print(f"usage: bootstrap.py {' | '.join(COMMANDS)} …", file=sys.stderr)
        return 2
    newer = newer_python() if sys.version_info[:2] < NEEDED else None
    if newer:
        os.execv(newer, [newer, str(Path(__file__).resolve()), *argv])
    kind, program = COMMANDS[argv[0]]
    try:
        check_python(sys.version_info[:2])
        ensure(kind)
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    os.chdir(str(ROOT))
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    become = [*program, *argv[1:]]
    os.execvp(become[0], become)
    return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
