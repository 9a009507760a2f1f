"""Work for Celery: asked for after the commit, never lost with the broker, safe to run twice."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from bapas_portal.core.models import Job, JobState

logger = logging.getLogger(__name__)
RESEND_AFTER = timedelta(minutes=1)
Told = Callable[[int, int, str], None]


def _send(task: str, kwargs: dict[str, Any]) -> bool:
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False)
    except OperationalError:
        # The Job row stays QUEUED and resend_waiting_jobs sends it when the broker is back.
        logger.exception("broker not reached, %s stays queued", task)
        return False
    return True


def start_job(*, task: str, owner_id: int | None, params: dict[str, Any], dedupe_key: str = "") -> Job:
    """Make a Job and send its task (called with job_id=...). The same dedupe_key while one is open: that Job."""
    try:
        with transaction.atomic():
            job = Job.objects.create(task=task, owner_id=owner_id, params=params, dedupe_key=dedupe_key)
    except IntegrityError:
        return Job.objects.open().get(dedupe_key=dedupe_key)
    transaction.on_commit(lambda: _send_job(job))
    return job


def _send_job(job: Job) -> bool:
    """Send the job's task and note when, so that one that waits behind busy workers is not sent again."""
    is_sent = _send(job.task, {"job_id": str(job.pk)})
    if is_sent:
        Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
    return is_sent


@contextmanager
def running(job_id: str) -> Iterator[Job]:
    """Mark the job running, then done or failed. A job already ended is not run again: yields it with is_open False."""
    job = Job.objects.get(pk=job_id)
    if not job.is_open:
        yield job
        return
    Job.objects.filter(pk=job_id).update(
        state=JobState.RUNNING, started_at=timezone.now(), attempts=job.attempts + 1, done=0, error=""
    )
    job.refresh_from_db()
    try:
        yield job
    except Exception as error:
        # The reason is kept for the person who waits; the error itself goes on to Celery's log.
        _end(job_id, JobState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    _end(job_id, JobState.DONE)


def progress(job_id: str, *, done: int, total: int, message: str = "") -> None:
    """Tell how far the work is. Call it outside a transaction, or nobody sees it before the end."""
    Job.objects.filter(pk=job_id).update(done=done, total=total, message=message)


@contextmanager
def progress_line(job: Job) -> Iterator[Told]:
    """Tell the job's progress over a connection of its own: what the long transaction writes, nobody sees."""
    line = connections["default"].copy()

    def tell(done: int, total: int, message: str) -> None:
        with line.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET done = %s, total = %s, message = %s WHERE id = %s",
                [done, total, message, job.pk],
            )

    try:
        yield tell
    finally:
        line.close()


def _end(job_id: str, state: JobState, error: str = "") -> None:
    Job.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), error=error)


@shared_task(name="core.resend_waiting_jobs")
def resend_waiting_jobs() -> int:
    """Send what could not be sent (the broker was away) and has waited for more than a minute. Returns how many."""
    unsent = Job.objects.filter(state=JobState.QUEUED, sent_at=None, created_at__lt=timezone.now() - RESEND_AFTER)
    return sum(_send_job(job) for job in unsent)
