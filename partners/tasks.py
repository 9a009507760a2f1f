"""Doors for Celery: one call each."""

from celery import shared_task

from partners.actions.agreement_warning import warn_of_ends
from partners.actions.check import remind_checks as remind


@shared_task(name="partners.warn_of_ends")
def warn_of_agreement_ends() -> int:
    """Tell the people named that an agreement ends in 90, 60 or 30 days. Returns of how many agreements."""
    return warn_of_ends()


@shared_task(name="partners.remind_checks")
def remind_checks() -> int:
    """Tell offices whose sites' safety checks run out soon. Returns how many checks were told."""
    return remind()
