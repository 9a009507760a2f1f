"""The worker's part of a journey, done in the test's own process: the same tasks, one after another."""

from bapas_portal.celery import app
from bapas_portal.core.models import Job, JobState

app.loader.import_default_modules()


def work_off() -> int:
    """Run every waiting job as a worker would. Returns how many; each must have ended well."""
    waiting = list(Job.objects.open().order_by("created_at"))
    for job in waiting:
        app.tasks[job.task](job_id=str(job.pk))
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.error
    return len(waiting)
