"""Seats given up and seats taken, many at once. The database checks each statement as a whole."""

from collections.abc import Iterable
from datetime import date
from io import StringIO
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from bapas_portal.accounts.models import User
from programs.choices import SeatState
from programs.models import ServiceOrder, SessionSeat


def release_seats(order: ServiceOrder, *, reason: str, first: date | None = None, last: date | None = None) -> int:
    """Give up the order's booked seats from day to day (None: no bound). Returns how many. The order is locked."""
    rows = SessionSeat.objects.filter(order=order, state=SeatState.BOOKED)
    rows = rows.filter(session__held_on__gte=first) if first else rows
    rows = rows.filter(session__held_on__lte=last) if last else rows
    return SessionSeat.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        state=SeatState.RELEASED, reason=reason
    )


def take_seats(seats: Iterable[tuple[int, int]], by: User | None) -> int:
    """Book (session id, order id) pairs in one COPY. Orders and sessions are locked. Raises IntegrityError."""
    now, booker = timezone.now().isoformat(), str(by.pk) if by else "\\N"
    lines = [f"{session}\t{order}\t{SeatState.BOOKED}\t{booker}\t{now}\t\t{uuid4()}\n" for session, order in seats]
    if not lines:
        return 0
    columns = "session_id, order_id, state, booked_by_id, booked_at, reason, form_key"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY programs_sessionseat ({columns}) FROM STDIN", StringIO("".join(lines)))
    return len(lines)
