"""manage.py load_programs_reference: the catalogue of interventions. Adds what is missing, changes nothing else."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from programs.models import Intervention

DATA = Path(__file__).resolve().parents[2] / "data" / "interventions.csv"


class Command(BaseCommand):
    help = "Loads the catalogue of interventions by need (domain.md 4.9 and 5.3). May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        with DATA.open(encoding="utf-8", newline="") as file:
            rows = [Intervention(**row | {"order": int(row["order"])}) for row in csv.DictReader(file)]
        before = Intervention.objects.count()
        Intervention.objects.bulk_create(rows, ignore_conflicts=True)
        self.stdout.write(f"Interventions: {Intervention.objects.count() - before} added, {len(rows)} in the file.")
