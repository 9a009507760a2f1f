"""manage.py recompute_assessments --check: does every kept result still follow from its answers?"""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients.queries.recompute import kept_assessments
from clients.rules.recompute import is_equal


class Command(BaseCommand):
    """Changes nothing: an assessment is corrected by a new one only. Prints ids, never an answer or a name.

    Exit code 0 when all are equal, 1 when any differs.
    """

    help = "Scores all kept assessments anew, each with its own version, and lists the ids of those that differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", required=True, help="compare only; there is nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        start, equal, differing = perf_counter(), 0, 0
        for definition, kept in kept_assessments():
            if is_equal(definition, kept):
                equal += 1
            else:
                differing += 1
                self.stdout.write(str(kept.pk))
        self.stdout.write(f"{equal} equal, {differing} differ, {perf_counter() - start:.1f} s")
        if differing:
            raise CommandError("These do not follow from their answers: find out who changed the rows, and how.")
