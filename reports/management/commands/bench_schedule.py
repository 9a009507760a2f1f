"""manage.py bench_schedule: the planner of kerja sosial against its goal, in a database of its own."""

import json
import os
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.bench import Line, Stage
from reports.bench.database import NoDatabase, throw_away
from reports.bench.planning import bench_planning
from reports.bench.service_world import build_service_world
from reports.bench.setting import as_in_production, setting_words
from reports.bench.table import table


class Command(BaseCommand):
    """The table, and on the last line the same as JSON."""

    help = "Measures planning of service orders: first, after misses, nothing new. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=5000, help="running orders (5000)")
        parser.add_argument("--offices", type=int, default=88, help="offices at most (88)")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="for the parallel run (cores)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks make synthetic people; they are refused in production.")
        if min(options["orders"], options["offices"], options["processes"]) < 1:
            raise CommandError("--orders, --offices and --processes must be 1 or more.")
        began = perf_counter()
        try:
            with as_in_production(), throw_away("schedule"):
                lines = self._measure(options["orders"], options["offices"], options["processes"])
        except NoDatabase as error:
            raise CommandError(f"The server did not make a database for the benchmark: {error}") from error
        self.stdout.write(table(lines))
        judged = [line.is_reached for line in lines if line.is_reached is not None]
        self.stdout.write(f"\n{sum(judged)} of {len(judged)} goals reached, {perf_counter() - began:.0f} s in all.")
        self.stdout.write(json.dumps([line.as_json() for line in lines]))

    def _measure(self, orders: int, offices: int, processes: int) -> list[Line]:
        self.stderr.write("making the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0, stdout=self.stderr)
        rows = build_service_world(orders, offices)
        self.stdout.write(setting_words(Stage(clients=orders, rounds=1), 0))
        self.stdout.write(f"{rows['partners_site']} sites, {rows['partners_siteslot']} weekly times\n")
        self.stderr.write("planning …")
        return bench_planning(orders, processes)
