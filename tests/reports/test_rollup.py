"""Asking for a rollup and running it whole."""

from datetime import date

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid
from bapas_portal.core.models import Job, JobState
from reports import tasks
from reports.actions import plan_nightly, request_rollup
from reports.actions.rollup import failing
from reports.choices import RunState
from reports.counting import STEPS
from reports.models import Figure, PublishedMonth, RollupRun
from tests.factories import make_bapas, make_guidance, make_kanwil, make_nation, make_user

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture
def asked(transactional_db) -> Job:
    nation = make_nation()
    make_guidance(office=make_bapas(make_kanwil(nation)), start_on=date(2025, 1, 15))
    by = make_user(RoleCode.DITJENPAS, nation)
    return Job.objects.create(
        task="reports.rollup", owner=by, params={"first_month": "2025-05-01", "last_month": "2025-06-01"}
    )


def test_a_rollup_counts_checks_and_publishes(asked):
    tasks.rollup(str(asked.pk))
    asked.refresh_from_db()
    run = RollupRun.objects.get(job=asked)
    assert (asked.state, run.state) == (JobState.DONE, RunState.PUBLISHED)
    assert (asked.done, asked.total) == (2 * len(STEPS), 2 * len(STEPS) + 1)
    assert run.data_as_of is not None
    assert list(PublishedMonth.objects.order_by("month").values_list("month", flat=True)) == [MAY, JUNE]
    assert Figure.objects.filter(run=run, measure="CLIENTS_END").count() == 2
    assert AuditEvent.objects.filter(verb="rollup.published", actor=asked.owner).count() == 1


def test_a_job_delivered_again_after_its_end_counts_nothing_twice(asked):
    tasks.rollup(str(asked.pk))
    before = list(Figure.objects.values_list("pk", flat=True))
    tasks.rollup(str(asked.pk))
    assert list(Figure.objects.values_list("pk", flat=True)) == before
    assert RollupRun.objects.count() == 1


def test_a_job_cut_off_between_counting_and_publishing_starts_over_cleanly(asked):
    tasks.rollup(str(asked.pk))
    Job.objects.filter(pk=asked.pk).update(state=JobState.RUNNING, finished_at=None)
    Figure.objects.update(value=99)
    tasks.rollup(str(asked.pk))
    assert set(Figure.objects.values_list("value", flat=True)) == {1}


def test_a_run_that_breaks_off_is_failed_and_publishes_nothing(asked):
    run = RollupRun.objects.create(first_month=MAY, last_month=MAY, job=asked)
    with pytest.raises(ZeroDivisionError), failing(run):
        _ = 1 // 0
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    tasks.rollup(str(asked.pk))
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED


@pytest.mark.django_db
def test_asking_leaves_a_job_and_a_trail_and_the_same_months_once(directorate):
    scope = scope_of(directorate).narrowed("reports.run_rollup")
    job = request_rollup(first_month=MAY, last_month=date(2025, 6, 30), by=directorate, scope=scope)
    again = request_rollup(first_month=MAY, last_month=JUNE, by=directorate, scope=scope)
    assert job == again
    assert job.params == {"first_month": "2025-05-01", "last_month": "2025-06-01"}
    assert AuditEvent.objects.filter(verb="rollup.requested").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (JUNE, MAY, "last_month"),
        (MAY, date(2999, 1, 1), "last_month"),
        (date(2020, 1, 1), MAY, "first_month"),
    ],
)
def test_months_that_cannot_be_counted_are_refused_by_name(directorate, first, last, field):
    scope = scope_of(directorate).narrowed("reports.run_rollup")
    with pytest.raises(Invalid) as refused:
        request_rollup(first_month=first, last_month=last, by=directorate, scope=scope)
    assert list(refused.value.fields) == [field]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_night_counts_last_month_and_this_one(time_machine):
    time_machine.move_to("2026-01-09 01:30:00+07:00")
    assert plan_nightly().params == {"first_month": "2025-12-01", "last_month": "2026-01-01"}
