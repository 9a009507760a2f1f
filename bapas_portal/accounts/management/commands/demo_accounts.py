"""manage.py demo_accounts: makes the demonstration accounts (with --make) and prints them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bapas_portal.accounts.demo import demo_accounts, make_demo_accounts


class Command(BaseCommand):
    help = "Prints the demonstration accounts; --make makes them first. Refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Demonstration accounts are not made in production.")
        if options["make"]:
            make_demo_accounts()
        for row in demo_accounts():
            self.stdout.write(f"{row['username']:<10} {row['password']:<20} {row['role']:<36} {row['note']}")
