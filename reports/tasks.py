"""Doors for Celery: one call each."""

from datetime import timedelta

import pglock
from celery import shared_task
from django.utils import timezone

from bapas_portal.core.jobs import running
from reports import actions
from reports.files import make_export_file


@shared_task(name="reports.rollup")
def rollup(job_id: str) -> None:
    """Run the rollup a job asks for, one at a time. A job redelivered after its end is not run again."""
    with pglock.advisory("reports.rollup"), running(job_id) as job:
        if job.is_open:
            actions.run_rollup(job=job)


@shared_task(name="reports.nightly_rollup")
def nightly_rollup() -> None:
    actions.plan_nightly()


@shared_task(name="reports.refresh", ignore_result=True)
def refresh() -> int:
    """Count again what writes touched since the last time; every few seconds, on every worker that is free."""
    return actions.refresh_all(until=timezone.now() + timedelta(seconds=30))


@shared_task(name="reports.forget_refreshed")
def forget_refreshed() -> int:
    """Remove the rows of what was counted again days ago. Returns how many."""
    return actions.forget_done()


@shared_task(name="reports.make_export")
def make_export(job_id: str) -> None:
    """Make the file an export asks for."""
    with running(job_id) as job:
        if job.is_open:
            make_export_file(job=job)


@shared_task(name="reports.remove_expired_exports")
def remove_expired_exports() -> int:
    """Remove files past their time. Returns how many."""
    return actions.remove_expired()


@shared_task(name="reports.open_periods")
def open_periods() -> int:
    """Open last month's report where it is not open. Returns how many."""
    return actions.open_due_periods()


@shared_task(name="reports.remind_months")
def remind_months() -> int:
    """Remind heads and Kanwil of reports that are open or wait. Returns how many people were told."""
    return actions.remind_months()
