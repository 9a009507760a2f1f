"""manage.py bench: measure against the goals, in a database of its own that is dropped at the end."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.bench import BENCHES, GROWTH, NAMES, Line, Stage
from reports.bench.counting import growth_line, rollup_seconds
from reports.bench.database import NoDatabase, settle, throw_away
from reports.bench.setting import as_in_production, setting_words
from reports.bench.table import table

GROWTH_PART = 4
GROWTH_CALLS = 5
MONTHS = 12


class Command(BaseCommand):
    help = "Measures pages, search, saving, scope, rollup and files against the goals. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help=f"what to measure (all): {', '.join(NAMES)}")
        parser.add_argument("--clients", type=int, default=5000, help="persons seeded (5000)")
        parser.add_argument("--rounds", type=int, default=5, help="rounds of A B A B (5)")
        parser.add_argument("--scale", type=float, default=1.0, help="calls per round, times this (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Benchmarks seed synthetic people; they are refused in production.")
        names = options["names"] or list(NAMES)
        if unknown := [name for name in names if name not in NAMES]:
            raise CommandError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(NAMES)}.")
        if options["clients"] < GROWTH_PART or options["rounds"] < 1 or options["scale"] <= 0:
            raise CommandError(f"--clients must be {GROWTH_PART} or more, --rounds 1 or more, --scale above 0.")
        stage = Stage(clients=options["clients"], rounds=options["rounds"], scale=options["scale"])
        began = perf_counter()
        try:
            with as_in_production(), throw_away("portal") as name:
                lines = self._measure(stage, names, name)
        except NoDatabase as error:
            raise CommandError(f"The server did not make a database for the benchmark: {error}") from error
        self.stdout.write(table(lines))
        judged = [line.is_reached for line in lines if line.is_reached is not None]
        self.stdout.write(f"\n{sum(judged)} of {len(judged)} goals reached, {perf_counter() - began:.0f} s in all.")

    def _measure(self, stage: Stage, names: list[str], database: str) -> list[Line]:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0, stdout=self.stderr)
        small = self._small_rollup(stage, database) if GROWTH in names else None
        self._seed(stage.clients)
        self.stdout.write(setting_words(stage, MONTHS))
        lines: list[Line] = []
        for name, bench in BENCHES.items():
            if name in names:
                self.stderr.write(f"measuring {name} …")
                lines += bench(stage)
        if small is not None:
            lines.append(growth_line(small, rollup_seconds(GROWTH_CALLS)))
        return lines

    def _small_rollup(self, stage: Stage, database: str) -> tuple[float, int]:
        """The rollup's time and rows in a copy with a part of the clients."""
        with throw_away("small", template=database):
            self._seed(stage.clients // GROWTH_PART)
            return rollup_seconds(GROWTH_CALLS)

    def _seed(self, clients: int) -> None:
        self.stderr.write(f"seeding {clients} clients …")
        call_command("seed_demo", clients=clients, months=MONTHS, stdout=self.stderr)
        settle()
