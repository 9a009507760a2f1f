"""manage.py seed_demo: a synthetic nation for development, demonstration and benchmarks."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import add_months, today_in
from clients.choices import VersionState
from clients.models import Client, InstrumentVersion
from reports.seed.load import seed_nation
from reports.seed.monthly import add_reported_months
from reports.seed.world import DEMO_OFFICE


class Command(BaseCommand):
    """Refused in production and where clients already are; the same seed and day give the same people."""

    help = "Loads synthetic clients with months of history. Refused in production and where clients are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=3000, help="persons (3000)")
        parser.add_argument("--months", type=int, default=12, help="months of history (12)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people (1)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where clients already are")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Demonstration data is not loaded in production.")
        if options["clients"] < 1 or options["months"] < 1:
            raise CommandError("--clients and --months must be 1 or more.")
        if Client.objects.exists():
            if options["if_empty"]:
                self.stdout.write("clients are there already, nothing loaded")
                return
            raise CommandError("There are clients in this database. Use an empty one, or --if-empty.")
        _make_ready()
        began = perf_counter()
        rows = seed_nation(clients=options["clients"], months=options["months"], seed=options["seed"])
        self.stdout.write(f"{sum(rows.values())} rows in {perf_counter() - began:.1f} s")
        if options["verbosity"] > 1:
            for table, number in rows.items():
                self.stdout.write(f"  {table}: {number}")
        first = add_months(today_in(), 1 - options["months"])
        call_command("recompute_tiers", reason="seed_demo", stdout=self.stdout)
        call_command("run_rollup", "--from", f"{first:%Y-%m}", stdout=self.stdout)
        self.stdout.write(f"{add_reported_months(seed=options['seed'])} monthly reports")


def _make_ready() -> None:
    """Load the reference lists where they are missing. Raises CommandError when that does not help."""
    office = Office.objects.filter(kind=OfficeKind.BAPAS, code=DEMO_OFFICE)
    instruments = InstrumentVersion.objects.filter(state=VersionState.PUBLISHED)
    if not office.exists() or instruments.count() < 3:
        call_command("load_reference", verbosity=0)
    if not office.exists() or instruments.count() < 3:
        raise CommandError("Offices or instruments are missing. Run manage.py load_reference.")
