"""Jobs: asked for once, told after the commit, never run again once ended."""

import pytest
import redis
from django.db import transaction
from django.utils import timezone

from bapas_portal.core import jobs
from bapas_portal.core.models import Job, JobState

TASK = "core.resend_waiting_jobs"


@pytest.mark.django_db
def test_the_same_work_asked_twice_is_one_job():
    first = jobs.start_job(task=TASK, owner_id=None, params={}, dedupe_key="x")
    second = jobs.start_job(task=TASK, owner_id=None, params={}, dedupe_key="x")
    assert first == second
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_work_that_ended_may_be_asked_for_again():
    first = jobs.start_job(task=TASK, owner_id=None, params={}, dedupe_key="x")
    with jobs.running(str(first.pk)):
        pass
    assert jobs.start_job(task=TASK, owner_id=None, params={}, dedupe_key="x") != first


@pytest.mark.django_db
def test_a_failing_job_keeps_its_reason_and_raises():
    job = jobs.start_job(task=TASK, owner_id=None, params={})
    with pytest.raises(ValueError, match="no such month"), jobs.running(str(job.pk)):
        raise ValueError("no such month")
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "ValueError: no such month")
    assert job.finished_at is not None


@pytest.mark.django_db
def test_a_redelivered_job_that_ended_does_nothing():
    job = jobs.start_job(task=TASK, owner_id=None, params={})
    with jobs.running(str(job.pk)):
        pass
    with jobs.running(str(job.pk)) as again:
        assert not again.is_open
    job.refresh_from_db()
    assert job.attempts == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, None), (1, 3, 33), (3, 3, 100)])
def test_percent_is_what_is_done_and_none_while_unknown(done, total, percent):
    assert Job(task=TASK, done=done, total=total, state=JobState.RUNNING).percent == percent


@pytest.mark.django_db(transaction=True)
def test_the_task_is_sent_after_the_commit_only(settings):
    broker = redis.from_url(settings.REDIS_URL)
    waiting = broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE)
    with transaction.atomic():
        jobs.start_job(task=TASK, owner_id=None, params={})
        assert broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE) == waiting
    assert broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE) == waiting + 1
    broker.close()


@pytest.mark.django_db
def test_a_job_that_waited_while_the_broker_was_away_is_sent_again():
    job = jobs.start_job(task=TASK, owner_id=None, params={})
    assert jobs.resend_waiting_jobs() == 0
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - 2 * jobs.RESEND_AFTER)
    assert jobs.resend_waiting_jobs() == 1
    assert jobs.resend_waiting_jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_waits_behind_busy_workers_is_not_sent_twice():
    job = jobs.start_job(task=TASK, owner_id=None, params={})
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - 2 * jobs.RESEND_AFTER)
    assert jobs.resend_waiting_jobs() == 0
