"""Doors for Celery: one call each."""

from celery import shared_task

from programs.actions.reminder import remind_offices


@shared_task(name="programs.remind_care")
def remind_care() -> int:
    """Remind each Bapas without an activity handed in this month, from the reminder day on. Returns how many."""
    return remind_offices()
