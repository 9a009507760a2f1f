"""A day of kerja sosial: a session that was held, with clients seated."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import today_in
from programs.actions.service_seal import add_seals
from programs.models import ServiceAttendance, ServiceOrder, ServiceSession, SessionSeat
from tests.factories.clients import make_guidance
from tests.factories.service import make_order
from tests.factories.service_session import make_seat, make_session


def running_order(office: Office, officer: User, *, child: bool = False, **fields: object) -> ServiceOrder:
    """An order that runs around today: 4 hours a day for an adult, 3 for a child."""
    today = today_in()
    name = fields.pop("name", None)
    status = "YANMAS" if child else "KERSOS"
    people = {"name": name} if name else {}
    guidance = make_guidance(office=office, officer=officer, child=child, status=status, **people)
    days = {
        "verdict_on": today - timedelta(40),
        "start_on": today - timedelta(30),
        "deadline_on": today + timedelta(60),
    }
    lengths = {"minutes_ordered": 600, "minutes_per_day": 180} if child else {}
    return make_order(guidance, **days | lengths | fields)


def seated(
    office: Office, officer: User, *, count: int = 1, child: bool = False, on: date | None = None
) -> list[SessionSeat]:
    """Seats of one session of today (or `on`), each of an order of its own."""
    session = make_session(office, on or today_in(), seats=max(count, 1) + 5, supervisor=officer)
    return [make_seat(session, running_order(office, officer, child=child)) for _ in range(count)]


def make_attendance(seat: SessionSeat, by: User, **fields: object) -> ServiceAttendance:
    """A miss, unless told otherwise; sealed as the portal does."""
    values = {"outcome": "MISSED", "form_key": uuid4(), "recorded_at": timezone.now()} | fields
    row = ServiceAttendance.objects.create(seat=seat, order=seat.order, by=by, **values)
    add_seals([row])
    SessionSeat.objects.filter(pk=seat.pk).update(state=row.outcome)
    return row


def session_of(seats: list[SessionSeat]) -> ServiceSession:
    return seats[0].session
