"""Service orders, as an action takes them and as a row."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from clients.models import Guidance
from programs.choices import HoursKind
from programs.models import HoursEntry, ServiceOrder

_numbers = count(1)


def order_values(**changes: Any) -> dict[str, Any]:
    """A lawful order for an adult: 60 hours, 4 a day, 3 days a week."""
    return {
        "verdict_no": f"{next(_numbers)}/Pid.B/2026/PN Contoh",
        "verdict_on": date(2026, 2, 2),
        "minutes_ordered": 60 * 60,
        "minutes_per_day": 4 * 60,
        "days_a_week": 3,
        "start_on": date(2026, 2, 9),
        "deadline_on": date(2026, 8, 9),
        "place": "Panti Jompo Contoh",
        "partner_id": None,
        "consequence": "REPEAT",
    } | changes


def make_order(guidance: Guidance, **fields: Any) -> ServiceOrder:
    values = order_values(**fields)
    values.setdefault("kind", "YANMAS" if guidance.is_child else "KERSOS")
    values.setdefault("form_key", uuid4())
    values.setdefault("created_by", guidance.officer)
    return ServiceOrder.objects.create(guidance=guidance, **values)


def make_entry(order: ServiceOrder, worked_on: date, minutes: int = 120, **fields: Any) -> HoursEntry:
    """A line of the ledger; the database checks it and moves the balance. A reversal takes its minutes itself."""
    fields.setdefault("kind", HoursKind.CREDIT if minutes > 0 else HoursKind.PENALTY)
    fields.setdefault("form_key", uuid4())
    fields.setdefault("by", order.created_by)
    if fields["kind"] not in (HoursKind.CREDIT, HoursKind.TRAVEL):
        fields.setdefault("reason", "Alasan uji")
    return HoursEntry.objects.create(order=order, worked_on=worked_on, minutes=minutes, **fields)
