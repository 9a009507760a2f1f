"""How much memory this process really held while it did something: what the kernel counted, not what Python knows."""

from collections.abc import Callable
from pathlib import Path

STATUS = Path("/proc/self/status")
# Writing 5 sets the high-water mark back to what is held now (proc(5)).
RESET = Path("/proc/self/clear_refs")


class NoMemoryFigure(RuntimeError):
    """The system has no /proc that tells a process' resident memory."""


def peak_of(work: Callable[[], object]) -> float:
    """Megabytes resident at most while `work` ran, whatever was held before included. Raises NoMemoryFigure."""
    try:
        RESET.write_text("5")
        work()
        return _high_water()
    except OSError as error:
        raise NoMemoryFigure(str(error)) from error


def _high_water() -> float:
    for line in STATUS.read_text().splitlines():
        name, _colon, value = line.partition(":")
        if name == "VmHWM":
            return int(value.split()[0]) / 1000
    raise NoMemoryFigure("VmHWM is not told")
