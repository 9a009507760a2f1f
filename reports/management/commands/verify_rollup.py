"""Compare every shown figure with a full count, and the count with itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bapas_portal.core.dates import months_between
from reports.management.commands.run_rollup import month_of
from reports.verify import verify

MOST_SAID = 50


class Command(BaseCommand):
    help = "Prints the differences between what is shown and a full count of now, and identities that do not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=month_of, default=None, help="YYYY-MM; all by default")
        parser.add_argument("--to", dest="last", type=month_of, default=None, help="YYYY-MM")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        months = list(months_between(first or last, last or first)) if first or last else None
        verdict = verify(months)
        for each in verdict.differences[:MOST_SAID]:
            self.stdout.write(f"{each.table} {' '.join(each.cell)}: shown {each.shown}, counted {each.counted}")
        for check in verdict.checks:
            self.stdout.write(f"{check.code}: {check.compared} compared, {check.failed} failed")
        self.stdout.write(f"{verdict.waiting} offices wait to be counted again")
        self.stdout.write(
            f"{len(verdict.differences)} differences in {verdict.cells} cells of {len(verdict.months)} months"
        )
        if not verdict.is_clean:
            raise CommandError("the figures are not what a full count says")
