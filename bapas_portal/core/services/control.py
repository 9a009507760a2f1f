"""`make stop` and `make reset`: acting on a running instance from another shell."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.leftovers import end_leftovers
from bapas_portal.core.services.places import Places, default_places, is_running, read_state, try_lock

STOP_SECONDS = 40.0


def stop(places: Places) -> str:
    """Ask the holder of this instance to stop and wait for it; return what to tell.

    Raises StartError when it does not end, or when it belongs to somebody else.
    """
    holder = read_state(places).get("pid")
    if not is_running(places) or not holder:
        return "Nothing is running."
    try:
        os.kill(int(holder), signal.SIGTERM)
    except PermissionError as error:
        raise StartError(f"Process {holder} belongs to another account; stop it from there.") from error
    until = time.monotonic() + STOP_SECONDS
    while is_running(places):
        if time.monotonic() > until:
            raise StartError(f"Process {holder} did not stop within {STOP_SECONDS:.0f} s; see {places.log}.")
        time.sleep(0.1)
    return "Stopped."


def reset(places: Places) -> str:
    """Remove the instance's databases, files, keys and logs; return what to tell.

    Raises StartError while the instance runs.
    """
    if not places.var.exists():
        return "There is nothing to remove."
    places.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = try_lock(places.lock)
    if lock is None:
        raise StartError("The portal is running. Stop it first: make stop")
    with lock:
        end_leftovers(places)
        note = places.var / "services-home"
        if note.exists():
            home = Path(note.read_text().strip())
            if home.name.startswith("bapas-portal-"):
                shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(places.var)
    return f"Removed {places.var}."


def is_agreed(places: Places) -> bool:
    """Ask before removing; RESET=yes answers for a script."""
    if os.environ.get("RESET") == "yes":
        return True
    print(f"This removes all data, keys and files of this instance: {places.var}")
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        return False


def main(argv: list[str]) -> int:
    """Run `stop` or `reset`; return the exit status."""
    places = default_places()
    try:
        if argv == ["stop"]:
            print(stop(places))
        elif argv == ["reset"]:
            if not is_agreed(places):
                print("Nothing was removed.")
                return 1
            print(reset(places))
        else:
            print("usage: control stop | reset", file=sys.stderr)
            return 2
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
