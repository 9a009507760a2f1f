"""manage.py bench_attendance: attendance of thirty in one save against its goal, in a database of its own."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.bench import Line, Stage
from reports.bench.attending import bench_attendance
from reports.bench.database import NoDatabase, throw_away
from reports.bench.service_world import build_service_world
from reports.bench.setting import as_in_production, setting_words
from reports.bench.table import table

ORDERS = 400


class Command(BaseCommand):
    """The table, and on the last line the same as JSON."""

    help = "Measures the supervisor's list of thirty saved at once. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=5, help="rounds of A B A B (5)")
        parser.add_argument("--scale", type=float, default=1.0, help="calls per round, times this (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks make synthetic people; they are refused in production.")
        if options["rounds"] < 1 or options["scale"] <= 0:
            raise CommandError("--rounds must be 1 or more, --scale above 0.")
        stage = Stage(clients=ORDERS, rounds=options["rounds"], scale=options["scale"])
        try:
            with as_in_production(), throw_away("attendance"):
                lines = self._measure(stage)
        except NoDatabase as error:
            raise CommandError(f"The server did not make a database for the benchmark: {error}") from error
        self.stdout.write(table(lines))
        self.stdout.write(json.dumps([line.as_json() for line in lines]))

    def _measure(self, stage: Stage) -> list[Line]:
        self.stderr.write("making the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0, stdout=self.stderr)
        build_service_world(stage.clients, 1)
        self.stdout.write(setting_words(stage, 0))
        self.stderr.write("saving lists …")
        return bench_attendance(stage)
