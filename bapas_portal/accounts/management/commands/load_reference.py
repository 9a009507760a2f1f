"""manage.py load_reference: what every installation needs before the first client. Safe to run again."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import transaction

from bapas_portal.accounts.reference import load_offices, load_regions

# Each room loads its own lists; a room above may build on those below.
ROOM_LOADERS = ("load_clients_reference", "load_programs_reference", "load_reports_schedule")


class Command(BaseCommand):
    help = "Loads offices, regions, offence groups, instruments and interventions; changes nothing that exists."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self.stdout.write(f"offices: {load_offices()} new")
            self.stdout.write(f"regions: {load_regions()} new")
        for loader in ROOM_LOADERS:
            if loader in get_commands():
                call_command(loader, stdout=self.stdout)
