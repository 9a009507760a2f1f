"""Service orders, as an action takes them and as a row."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from clients.models import Guidance
from programs.models import ServiceOrder

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
