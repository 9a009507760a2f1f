"""Doors for Celery: one call each."""

import pglock
from celery import shared_task

from bapas_portal.core.jobs import running
from clients.actions.tier_run import plan_nightly, run_job
from clients.actions.trial import run_trial


@shared_task(name="clients.try_instrument")
def try_instrument(job_id: str) -> None:
    """Try a draft instrument on past assessments. A job delivered twice is done once."""
    with pglock.advisory(f"clients.try_instrument:{job_id}"), running(job_id) as job:
        if job.is_open:
            run_trial(job=job)


@shared_task(name="clients.recompute_tiers")
def recompute_tiers(job_id: str) -> None:
    """Work out every client's tier with the rule a job names, one run at a time."""
    with pglock.advisory("clients.recompute_tiers"), running(job_id) as job:
        if job.is_open:
            run_job(job=job)


@shared_task(name="clients.nightly_tiers")
def nightly_tiers() -> None:
    plan_nightly()
