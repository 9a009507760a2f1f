"""Count months now, in this process, without a worker."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

import pglock
from django.core.management.base import BaseCommand, CommandError

from bapas_portal.core.dates import add_months, month_start, today_in
from bapas_portal.core.jobs import running
from bapas_portal.core.models import Job
from reports.actions.rollup import TASK, run_rollup
from reports.choices import RunState


class Command(BaseCommand):
    help = "Counts the months --from..--to (YYYY-MM; the last twelve by default) and publishes them if they check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=month_of, default=None)
        parser.add_argument("--to", dest="last", type=month_of, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        last = options["last"] or month_start(today_in())
        first = options["first"] or add_months(last, -11)
        if last < first:
            raise CommandError("--from must not be after --to")
        params = {"first_month": first.isoformat(), "last_month": last.isoformat()}
        job = Job.objects.create(task=TASK, params=params)
        with pglock.advisory("reports.rollup"), running(str(job.pk)) as job:
            run = run_rollup(job=job)
        if run.state != RunState.PUBLISHED:
            raise CommandError(f"not published: {[check for check in run.checks if not check['passed']]}")
        self.stdout.write(f"published {first:%Y-%m}..{last:%Y-%m}: {run.figures.count()} figures")


def month_of(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
