"""Do the releases say what was published? One line for each that does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Release
from reports.queries.release import broken_releases


class Command(BaseCommand):
    help = "Recounts the seals of all releases and of their figures; fails when one was changed or is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(broken_releases())
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults")
        self.stdout.write(f"{Release.objects.count()} releases are whole")
