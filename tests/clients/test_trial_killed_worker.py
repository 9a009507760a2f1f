"""A worker killed in mid-trial: the job is delivered again, and what it finds is right, once."""

import pytest
from celery import current_app
from django.db import connections

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.models import Job, JobState
from clients.models import TrialChange
from tests.clients.test_trial_action import a_past, assert_as_by_hand
from tests.factories import make_kanwil, make_nation, make_user
from tests.factories.trials import ask_trial, cut_lower, make_draft
from tests.reports.test_rollup_killed_worker import job_state, kill_all, wait_for, worker


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_one_whole_trial(tmp_path):
    a_past(make_kanwil())
    trial = ask_trial(make_draft(**cut_lower()), make_user(RoleCode.ADMIN, make_nation()))
    queue = f"killed-{trial.job_id.hex}"
    blocker = connections["default"].copy()
    blocker.set_autocommit(False)
    # The lock holds the writing of changes up, after the scoring: the middle of the trial.
    with worker(tmp_path, queue) as process:
        with blocker.cursor() as cursor:
            cursor.execute("LOCK TABLE clients_trialchange IN ACCESS EXCLUSIVE MODE")
        current_app.send_task("clients.try_instrument", kwargs={"job_id": str(trial.job_id)}, queue=queue)
        wait_for(lambda: Job.objects.get(pk=trial.job_id).total > 0, "the worker never came to the middle")
        assert job_state(trial.job) == (JobState.RUNNING, 1)
        kill_all(process)
        blocker.rollback()
        blocker.close()
    assert not TrialChange.objects.exists()
    with worker(tmp_path, queue):
        wait_for(lambda: job_state(trial.job)[0] == JobState.DONE, "the job was not delivered again")
    assert trial.job.attempts == 2
    trial.refresh_from_db()
    assert trial.finished_at
    assert_as_by_hand(trial)
