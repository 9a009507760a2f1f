"""Regions, and service orders of clients who live there."""

from datetime import date
from typing import Any

from bapas_portal.accounts.models import Office, Region, User
from programs.models import ServiceOrder
from tests.factories.clients import make_guidance
from tests.factories.service import make_order


def make_region(code: str) -> Region:
    """A village with its regency."""
    regency, _ = Region.objects.get_or_create(code=code[:4], defaults={"name": f"Kab. {code[:4]}", "level": "REGENCY"})
    return Region.objects.get_or_create(
        code=code, defaults={"name": f"Desa {code}", "level": "VILLAGE", "parent": regency}
    )[0]


HERE, THERE = "3301010001", "3302010001"


def make_placed_order(office: Office, officer: User, region: str | None = None, **fields: Any) -> ServiceOrder:
    """An adult's order of 60 hours, 4 a day, from 5 May to 5 November 2025."""
    guidance = make_guidance(office=office, officer=officer, status="KERSOS")
    if region:
        guidance.client.residences.create(street="Jalan Contoh 1", region=make_region(region), from_on=date(2025, 1, 1))
    values = {"verdict_on": date(2025, 4, 20), "start_on": date(2025, 5, 5), "deadline_on": date(2025, 11, 5)} | fields
    return make_order(guidance, **values)
