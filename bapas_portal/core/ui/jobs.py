"""What the progress component says about a background job: only what is known."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PHASES = {
    "waiting": "queued pending waiting",
    "running": "running started in_progress working",
    "done": "done finished succeeded success completed",
    "failed": "failed error",
    "cancelled": "cancelled expired",
}
_PHASE_OF = {state: phase for phase, states in _PHASES.items() for state in states.split()}

_WORDS = {
    "waiting": _("Menunggu giliran"),
    "running": _("Sedang dikerjakan"),
    "done": _("Selesai"),
    "failed": _("Gagal"),
    "cancelled": _("Dihentikan"),
    "unknown": _("Keadaan tidak diketahui"),
}


class JobProgress(NamedTuple):
    """A job as shown: phase, its word, percent (None where not known), message."""

    phase: str
    word: str | Promise
    percent: int | None
    message: str

    @property
    def is_moving(self) -> bool:
        """Whether asking again later can show something new."""
        return self.phase in ("waiting", "running", "unknown")


def job_progress(job: Any) -> JobProgress:
    """Read ``state``, ``percent`` and ``message`` off a job, whatever its model calls its states."""
    phase = _PHASE_OF.get(str(job.state).lower(), "unknown")
    percent = getattr(job, "percent", None)
    if phase == "done":
        percent = 100
    elif percent is not None:
        percent = max(0, min(100, int(percent)))
    return JobProgress(phase, _WORDS[phase], percent, str(getattr(job, "message", "") or ""))
