"""Celery finds tasks in tasks.py; the core's are beside what they use."""

from bapas_portal.core.jobs import resend_waiting_jobs

__all__ = ["resend_waiting_jobs"]
