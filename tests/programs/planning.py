"""An office with a site and orders to plan, and what was booked for them."""

from datetime import date, timedelta

from bapas_portal.core.dates import today_in
from programs.choices import SeatState
from programs.models import ServiceOrder, SessionSeat
from tests.factories import make_guidance
from tests.factories.partners import make_site, make_slot
from tests.factories.service import make_order


def make_running(bapas, pk, **fields) -> ServiceOrder:
    """An order of 20 hours that began a week ago."""
    today = today_in()
    values = {"minutes_ordered": 1200, "verdict_on": today - timedelta(20), "start_on": today - timedelta(7)}
    values |= {"deadline_on": today + timedelta(60)} | fields
    return make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"), **values)


def open_week(bapas, **slot) -> None:
    site = make_site(office=bapas)
    for weekday in range(1, 6):
        make_slot(site, weekday, **slot)


def booked(order: ServiceOrder) -> list[date]:
    rows = SessionSeat.objects.filter(order=order, state=SeatState.BOOKED)
    return list(rows.order_by("session__held_on").values_list("session__held_on", flat=True))
