"""manage.py bench_directory: the search for a service over 20,000 against its goal; everything is rolled back."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from reports.bench.directing import SERVICES, analyze, build_directory, measure
from reports.bench.setting import as_in_production

# Issue 5: search by need and distance over 20,000 services, p95 at most 150 ms.
GOAL = 0.150


class Command(BaseCommand):
    """A line for each kind of search; fails where a query is slower than its goal."""

    help = "Measures the search for a service. Needs seeded clients. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--calls", type=int, default=40, help="calls of each search (40)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks make synthetic partners; they are refused in production.")
        with as_in_production(), transaction.atomic():
            self.stderr.write(f"building {SERVICES} services …")
            build_directory()
            analyze()
            found = measure(options["calls"])
            transaction.set_rollback(True)
        for name, timed in found.items():
            verdict = "ok" if timed.p95 <= GOAL else "OVER"
            self.stdout.write(
                f"{name:40} median {timed.median * 1000:6.1f} ms  p95 {timed.p95 * 1000:6.1f} ms  {verdict}"
            )
        slow = [name for name, timed in found.items() if name.startswith("query") and timed.p95 > GOAL]
        if slow:
            raise CommandError(f"over {GOAL * 1000:.0f} ms: {', '.join(slow)}")
