"""manage.py recompute_tiers [--dry-run]: every open client's tier worked out anew with the rule in force."""

from time import perf_counter
from typing import Any

import pglock
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients.actions.tier_run import work_out_all
from clients.models import TierRun
from clients.queries.tier import rule_in_force


class Command(BaseCommand):
    help = "Works out every open client's tier with the rule in force; --dry-run only counts what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--reason", default="manage.py recompute_tiers")

    def handle(self, *args: Any, **options: Any) -> None:
        rule = rule_in_force()
        if rule is None:
            raise CommandError("no tier rule is published: run load_clients_reference first")
        run = TierRun.objects.create(rule=rule, is_dry=options["dry_run"], reason=options["reason"][:300])
        start = perf_counter()
        with pglock.advisory("clients.recompute_tiers"):
            work_out_all(run)
        seconds = perf_counter() - start
        self.stdout.write(f"run {run.pk}: {run.counted} clients, {run.changed} changed, {seconds:.1f} s")
