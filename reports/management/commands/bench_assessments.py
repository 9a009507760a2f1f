"""manage.py bench_assessments: the assessment workshop against its goals, in a database of its own."""

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.bench import Line, Stage
from reports.bench.database import NoDatabase, settle, throw_away
from reports.bench.entry import bench_answer, bench_due, bench_form
from reports.bench.memory import NoMemoryFigure
from reports.bench.rescoring import PART, bench_rescoring
from reports.bench.setting import as_in_production, setting_words
from reports.bench.table import table

MONTHS = 12


class Command(BaseCommand):
    """The table, and on the last line the same as JSON."""

    help = "Measures form, saved answers, due list, trial, check and tiers. Refused in production; no own data touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=5000, help="persons seeded (5000)")
        parser.add_argument("--assessments", type=int, default=100_000, help="RRI and open periods at least (100000)")
        parser.add_argument("--rounds", type=int, default=5, help="rounds of A B A B (5)")
        parser.add_argument("--scale", type=float, default=1.0, help="calls per round, times this (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks seed synthetic people; they are refused in production.")
        if options["clients"] < 1 or options["assessments"] < PART or options["rounds"] < 1 or options["scale"] <= 0:
            raise CommandError(f"--clients, --rounds 1 or more, --assessments {PART} or more, --scale above 0.")
        stage = Stage(clients=options["clients"], rounds=options["rounds"], scale=options["scale"])
        began = perf_counter()
        try:
            with as_in_production(), throw_away("workshop"):
                lines = self._measure(stage, options["assessments"])
        except (NoDatabase, NoMemoryFigure) as error:
            raise CommandError(f"This cannot be measured here: {error}") from error
        self.stdout.write(table(lines))
        judged = [line.is_reached for line in lines if line.is_reached is not None]
        self.stdout.write(f"\n{sum(judged)} of {len(judged)} goals reached, {perf_counter() - began:.0f} s in all.")
        self.stdout.write(json.dumps([line.as_json() for line in lines]))

    def _measure(self, stage: Stage, assessments: int) -> list[Line]:
        self.stderr.write(f"seeding {stage.clients} clients …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0, stdout=self.stderr)
        call_command("seed_demo", clients=stage.clients, months=MONTHS, stdout=self.stderr)
        settle()
        self.stdout.write(setting_words(stage, MONTHS))
        self.stderr.write("measuring form, answers, due list …")
        lines = [*bench_form(stage), *bench_answer(stage), *bench_due(stage)]
        self.stderr.write(f"measuring what scores {assessments // PART} and {assessments} anew …")
        return lines + bench_rescoring(assessments)
