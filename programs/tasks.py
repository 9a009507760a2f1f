"""Doors for Celery: one call each."""

from celery import shared_task

from bapas_portal.core.jobs import running
from programs.actions.reminder import remind_offices
from programs.actions.replan import plan_every_office
from programs.actions.schedule import run_replan

PLAN_SECONDS = 240
"""An office of 60 orders takes a second; one that takes this long is stuck."""


@shared_task(name="programs.remind_care")
def remind_care() -> int:
    """Remind each Bapas without an activity handed in this month, from the reminder day on. Returns how many."""
    return remind_offices()


@shared_task(name="programs.replan_orders", soft_time_limit=PLAN_SECONDS, time_limit=PLAN_SECONDS + 30)
def replan_orders(job_id: str) -> None:
    """Plan the orders that a job names, or all of its office. One that takes too long fails, and says so."""
    with running(job_id) as job:
        if job.is_open:
            run_replan(job)


@shared_task(name="programs.nightly_plans")
def nightly_plans() -> int:
    """Have every office with running orders planned again. Returns how many offices."""
    return plan_every_office()
