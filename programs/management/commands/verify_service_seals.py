"""Recompute the seals of all attendance at kerja sosial; ends with code 1 when one does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programs.models import ServiceAttendance, ServiceProof
from programs.queries.service_seal import chain_of, unsealed


class Command(BaseCommand):
    help = "Hitung ulang segel kehadiran kerja sosial."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-files", action="store_true", help="do not read the pictures")

    def handle(self, *args: Any, without_files: bool, **options: Any) -> None:
        orders = ServiceAttendance.objects.order_by().values_list("order_id", flat=True)
        orders = orders.union(ServiceProof.objects.order_by().values_list("order_id", flat=True))
        checked = broken = 0
        for order_id in orders:
            for state in chain_of(order_id, with_files=not without_files):
                checked += 1
                if not state.is_whole:
                    broken += 1
                    seal = state.seal
                    what = f"attendance {seal.attendance_id}" if seal.attendance_id else f"proof {seal.proof_id}"
                    self.stdout.write(f"order {order_id}: seal {seal.number} does not hold ({what})")
            if missing := unsealed(order_id):
                broken += missing
                self.stdout.write(f"order {order_id}: {missing} rows without a seal")
        self.stdout.write(f"{checked} seals checked, {broken} broken")
        if broken:
            raise SystemExit(1)
