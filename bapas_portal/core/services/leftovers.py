"""Ending what a killed supervisor of this instance left behind.

Each program is started with BAPAS_INSTANCE in its environment and its pid noted in `var/run/services.json`.
Linux ends most of them itself (PR_SET_PDEATHSIG); this finds the rest, and all of them elsewhere.
The caller holds the instance's lock, so nothing found here has a living owner.
"""

import os
import time

import psutil

from bapas_portal.core.services.places import Places, read_state

MARK = "BAPAS_INSTANCE"
SAME_START_SECONDS = 2.0


def noted_child(pid: int) -> dict[str, float]:
    """Return what is written down of a started program: its pid and its start (seconds since 1970)."""
    return {"pid": pid, "started": psutil.Process(pid).create_time()}


def find_leftovers(places: Places) -> list[psutil.Process]:
    """Return the programs that an earlier start of this instance left behind, but never the one that asks."""
    found = {process.pid: process for process in [*_marked(places), *_noted(places)]}
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [process for process in found.values() if process.pid not in own and is_alive(process)]


def end_leftovers(places: Places, *, grace_seconds: float = 5.0) -> int:
    """End every program of an earlier start of this instance; return how many there were."""
    processes = find_leftovers(places)
    end_processes(processes, grace_seconds=grace_seconds)
    return len(processes)


def end_processes(processes: list[psutil.Process], *, grace_seconds: float) -> None:
    """Ask each to stop, wait, then kill those that did not."""
    for process in processes:
        _send(process, "terminate")
    stubborn = wait_for_end(processes, seconds=grace_seconds)
    for process in stubborn:
        _send(process, "kill")
    wait_for_end(stubborn, seconds=grace_seconds)


def wait_for_end(processes: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Wait until all have ended; return those that have not. A zombie has ended: not every PID 1 buries them."""
    until = time.monotonic() + seconds
    left = [process for process in processes if is_alive(process)]
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = [process for process in left if is_alive(process)]
    return left


def is_alive(process: psutil.Process) -> bool:
    """Return whether the very process still works (not only its entry in the table)."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _send(process: psutil.Process, verb: str) -> None:
    try:
        getattr(process, verb)()
    except psutil.NoSuchProcess:
        return


def _marked(places: Places) -> list[psutil.Process]:
    """Programs whose environment names this instance; those of other accounts cannot be read and are not ours."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(places.var):
                found.append(process)
        except psutil.Error:
            continue
    return found


def _noted(places: Places) -> list[psutil.Process]:
    """Programs noted by the last holder, if the number still means the same program."""
    found = []
    for note in read_state(places).get("children", {}).values():
        try:
            process = psutil.Process(int(note["pid"]))
            if abs(process.create_time() - note["started"]) < SAME_START_SECONDS:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found
