"""manage.py replan_orders: what the night does, at once and in this process."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programs.actions.replan import offices_with_orders
from programs.actions.schedule import replan_office


class Command(BaseCommand):
    help = "Plans the running service orders into sessions again; run twice it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", default="", help="code of one office (all)")

    def handle(self, *args: Any, **options: Any) -> None:
        offices = list(offices_with_orders())
        if options["office"]:
            offices = [office for office in offices if office.code == options["office"]]
            if not offices:
                raise CommandError("No running order at an office of that code.")
        began = perf_counter()
        orders = booked = 0
        for office in offices:
            done = replan_office(office)
            orders, booked = orders + done.orders, booked + done.booked
            self.stdout.write(
                f"{office.code}: {done.orders} orders, {done.booked} seats booked, {done.released} given up, "
                f"{len(done.short)} short"
            )
        seconds = perf_counter() - began
        self.stdout.write(f"{len(offices)} offices, {orders} orders, {booked} seats booked in {seconds:.1f} s")
