"""From a bare Python to the virtual environment, then on to the real program.

Run by path with any Python 3: `python3 bapas_portal/core/services/bootstrap.py run|test|stop|reset|exec …`.
Standard library only, and written so that an old Python can read it far enough to say that it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
VENV = os.environ.get("BAPAS_VENV") or os.path.join(ROOT, ".venv")
NEEDED = (3, 11)
MIN_FREE_MB = 500
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
PACKAGE = "bapas_portal.core.services."
# What each command needs installed, and the module that it becomes.
COMMANDS = {
    "run": ("run", PACKAGE + "up"),
    "test": ("dev", PACKAGE + "testrun"),
    "stop": ("run", PACKAGE + "control"),
    "reset": ("run", PACKAGE + "control"),
    "exec": ("run", None),
    "exec-dev": ("dev", None),
}


class Refusal(Exception):
    """What is wrong and what to do, for the person at the keyboard."""


def check_python(version):
    """Raise Refusal when `version` (major, minor, …) is older than 3.11."""
    if tuple(version[:2]) < NEEDED:
        raise Refusal(
            "Python %d.%d is too old: the portal needs Python %d.%d or newer.\n"
            "Install it, or name another one: make run PYTHON=python3.12" % (tuple(version[:2]) + NEEDED)
        )


def newer_python():
    """Return the path of a Python on PATH that is new enough by its name, or None."""
    for minor in (11, 12, 13, 14):
        path = shutil.which("python3.%d" % minor)
        if path:
            return path
    return None


def check_room(folder, need_mb=MIN_FREE_MB):
    """Raise Refusal when `folder` cannot be written to, or its disk has less than `need_mb` megabytes left."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refusal(
            "No permission to write in %s.\nRun as the owner of the folder, or copy the project to your own." % folder
        )
    free_mb = shutil.disk_usage(folder).free // 1000000
    if free_mb < need_mb:
        raise Refusal(
            "The disk is nearly full: %d MB free under %s, at least %d MB needed.\nFree some space and run it again."
            % (free_mb, folder, need_mb)
        )


def venv_python():
    return os.path.join(VENV, "bin", "python")


def lock_digest(kind):
    """Return the digest of a lock file, tied to the Python that runs."""
    with open(os.path.join(ROOT, LOCKS[kind]), "rb") as handle:
        return hashlib.sha256(handle.read() + repr(sys.version_info[:2]).encode()).hexdigest()


def stamp_path(kind):
    return os.path.join(VENV, "installed-%s.sha256" % kind)


def is_installed(kind):
    """Return whether the environment holds what the lock file says."""
    try:
        with open(stamp_path(kind)) as handle:
            return handle.read() == lock_digest(kind) and os.path.exists(venv_python())
    except OSError:
        return False


def uv_requirement():
    """Return uv's lines (version and hashes) out of the development lock, to install it as pinned."""
    lines = []
    with open(os.path.join(ROOT, LOCKS["dev"])) as handle:
        for line in handle:
            if line.startswith("uv=="):
                lines.append(line)
            elif lines and line.startswith("    --hash"):
                lines.append(line)
            elif lines:
                break
    return "".join(lines)


def quiet(argv, **options):
    """Run a program, its output kept back; return (succeeded, output)."""
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, **options)
    return done.returncode == 0, done.stdout


def make_venv():
    """Make the virtual environment if it is missing. Raises Refusal when Python lacks the venv module's parts."""
    if os.path.exists(venv_python()) and quiet([venv_python(), "-c", "import pip"])[0]:
        return
    print("Making the virtual environment …", flush=True)
    made, output = quiet([sys.executable, "-m", "venv", "--clear", VENV])
    if not made:
        raise Refusal(
            "Python could not make a virtual environment in %s:\n%s\n"
            "On Debian or Ubuntu: apt-get install python3-venv" % (VENV, output.strip())
        )


def find_uv():
    """Return a uv program: on PATH, in the environment, or installed now as pinned; None when it cannot be had."""
    inside = os.path.join(VENV, "bin", "uv")
    if os.path.exists(inside):
        return inside
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as handle:
        handle.write(uv_requirement())
        handle.flush()
        quiet([venv_python(), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", handle.name])
    return inside if os.path.exists(inside) else None


def install(kind):
    """Install the locked packages, every file checked against its hash: by uv, else by pip. Raises Refusal."""
    lock = os.path.join(ROOT, LOCKS[kind])
    print("Installing the locked packages (%s) …" % LOCKS[kind], flush=True)
    uv = find_uv()
    done, output = False, ""
    if uv:
        argv = [uv, "pip", "install", "-q", "--python", venv_python(), "--require-hashes", "-r", lock]
        done, output = quiet(argv, env=dict(os.environ, UV_LINK_MODE=os.environ.get("UV_LINK_MODE", "copy")))
    if not done:
        if output:
            print("uv did not manage it; trying pip, which takes a minute or two …", flush=True)
        done, output = quiet([venv_python(), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock])
    if not done:
        raise Refusal("The packages could not be installed:\n%s" % output.strip()[-3000:])
    for each in ("run", "dev") if kind == "dev" else ("run",):
        with open(stamp_path(each), "w") as handle:
            handle.write(lock_digest(each))


def ensure(kind):
    """Make the environment hold the locked packages; two starts at once wait for each other."""
    if is_installed(kind):
        return
    check_room(ROOT)
    with open(os.path.join(ROOT, ".venv.lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not is_installed(kind):
            make_venv()
            install(kind)


def main(argv):
    """Prepare, then become the asked program. Returns an exit status only when something is wrong."""
    command = argv[0] if argv else ""
    if command not in COMMANDS:
        print("usage: bootstrap.py run | test | stop | reset | exec PROGRAM … | exec-dev PROGRAM …", file=sys.stderr)
        return 2
    try:
        newer = newer_python() if tuple(sys.version_info[:2]) < NEEDED else None
        if newer:
            os.execv(newer, [newer, os.path.abspath(__file__)] + argv)
        check_python(sys.version_info)
        kind, module = COMMANDS[command]
        ensure(kind)
    except Refusal as refusal:
        print("\n%s" % refusal, file=sys.stderr)
        return 1
    os.chdir(ROOT)
    os.environ["PATH"] = os.path.join(VENV, "bin") + os.pathsep + os.environ.get("PATH", "")
    rest = argv[1:] if module is None else ["python", "-m", module]
    rest += {"stop": ["stop"], "reset": ["reset"], "test": argv[1:]}.get(command, [])
    os.execvp(rest[0], rest)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
