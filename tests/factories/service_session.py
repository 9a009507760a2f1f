"""Sessions at work sites and seats in them, as rows; the database checks them."""

from datetime import date, time
from typing import Any
from uuid import uuid4

from bapas_portal.accounts.models import Office
from partners.models import Site
from programs.models import ServiceBusy, ServiceOrder, ServiceSession, SessionSeat
from tests.factories.partners import make_site


def make_session(office: Office, held_on: date, site: Site | None = None, **fields: Any) -> ServiceSession:
    """A planned session from 08:00 to 12:00 with five seats, at a safe site of the office."""
    values = {"starts_at": time(8), "ends_at": time(12), "seats": 5} | fields
    site = site or make_site(office=office)
    return ServiceSession.objects.create(office=office, site=site, held_on=held_on, form_key=uuid4(), **values)


def make_seat(session: ServiceSession, order: ServiceOrder, **fields: Any) -> SessionSeat:
    return SessionSeat.objects.create(session=session, order=order, form_key=uuid4(), **fields)


def make_busy(order: ServiceOrder, weekday: int, **fields: Any) -> ServiceBusy:
    values = {"starts_at": time(7), "ends_at": time(15), "reason": "WORK"} | fields
    return ServiceBusy.objects.create(order=order, weekday=weekday, form_key=uuid4(), **values)
