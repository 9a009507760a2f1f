"""manage.py bench_guiding: programmes of guidance and their lists against their goals, in a database of its own."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.bench import Stage
from reports.bench.database import NoDatabase, settle, throw_away
from reports.bench.guiding import bench_guiding
from reports.bench.setting import as_in_production, setting_words
from reports.bench.table import table

MONTHS = 6


class Command(BaseCommand):
    """The table, and on the last line the same as JSON."""

    help = "Measures the list of programmes, a programme, a session's list and saving it. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=3000, help="persons seeded (3000)")
        parser.add_argument("--rounds", type=int, default=5, help="rounds of A B A B (5)")
        parser.add_argument("--scale", type=float, default=1.0, help="calls per round, times this (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks seed synthetic people; they are refused in production.")
        if options["clients"] < 1 or options["rounds"] < 1 or options["scale"] <= 0:
            raise CommandError("--clients and --rounds 1 or more, --scale above 0.")
        stage = Stage(clients=options["clients"], rounds=options["rounds"], scale=options["scale"])
        try:
            with as_in_production(), throw_away("guiding"):
                self.stderr.write(f"seeding {stage.clients} clients …")
                call_command("migrate", verbosity=0, interactive=False)
                call_command("load_reference", verbosity=0, stdout=self.stderr)
                call_command("seed_demo", clients=stage.clients, months=MONTHS, stdout=self.stderr)
                settle()
                self.stdout.write(setting_words(stage, MONTHS))
                lines = bench_guiding(stage)
        except NoDatabase as error:
            raise CommandError(f"This cannot be measured here: {error}") from error
        self.stdout.write(table(lines))
        self.stdout.write(json.dumps([line.as_json() for line in lines]))
