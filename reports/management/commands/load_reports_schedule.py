"""The night's work as entries of django-celery-beat. Loading again keeps what an administrator switched off."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

NIGHTLY = (
    ("reports.nightly_rollup", "1", "30"),
    ("clients.nightly_tiers", "2", "15"),
    ("programs.nightly_plans", "2", "45"),
    ("reports.remove_expired_exports", "3", "0"),
    ("reports.forget_refreshed", "3", "10"),
    ("reports.open_periods", "0", "30"),
    ("programs.remind_care", "7", "0"),
    ("reports.remind_months", "7", "30"),
    ("partners.warn_of_ends", "7", "10"),
    ("partners.remind_checks", "7", "20"),
)
REFRESH_SECONDS = 5


class Command(BaseCommand):
    help = (
        "Makes the schedule: rollup, tiers, plans, expired exports, reminders every night; waiting jobs every minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for task, hour, minute in NIGHTLY:
            when, _ = CrontabSchedule.objects.get_or_create(hour=hour, minute=minute, timezone=settings.TIME_ZONE)
            PeriodicTask.objects.update_or_create(name=task, defaults={"task": task, "crontab": when})
        every_minute, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.MINUTES)
        name = "core.resend_waiting_jobs"
        PeriodicTask.objects.update_or_create(name=name, defaults={"task": name, "interval": every_minute})
        # What waits longer than the next turn is dropped: a worker that comes back finds one, not thousands.
        often, _ = IntervalSchedule.objects.get_or_create(every=REFRESH_SECONDS, period=IntervalSchedule.SECONDS)
        refresh = {"task": "reports.refresh", "interval": often, "expire_seconds": REFRESH_SECONDS}
        PeriodicTask.objects.update_or_create(name="reports.refresh", defaults=refresh)
        self.stdout.write(f"{len(NIGHTLY) + 2} scheduled tasks")
