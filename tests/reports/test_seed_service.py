"""Sessions of the demonstration: a supervisor finds a list today, and clients are planned ahead."""

from bapas_portal.core.dates import today_in
from programs.models import ServiceBusy, ServiceSession, SessionSeat


def test_sessions_of_today_wait_for_their_supervisor_and_seats_are_booked_ahead(seeded):
    today = ServiceSession.objects.filter(held_on=today_in())
    assert today.exists()
    assert not ServiceSession.objects.filter(supervisor=None).exists()
    assert ServiceBusy.objects.exists()
    seats = SessionSeat.objects.filter(state="BOOKED")
    assert seats.filter(session__held_on=today_in()).exists()
    assert seats.filter(session__held_on__gt=today_in()).exists()
    assert seeded["programs.SessionSeat"] == SessionSeat.objects.count()
