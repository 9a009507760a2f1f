"""One list, many hands at once: real threads, a list sent twice, and a connection that dies in the middle."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from django.db import connection, transaction

from bapas_portal.accounts.scopes import scope_of
from programs.actions.service_attendance import save_attendance
from programs.models import HoursEntry, ServiceAttendance, ServiceSeal, SessionSeat
from programs.queries.service_seal import chain_of
from programs.rules.service_attendance import Sent
from tests.factories.accounts import make_user
from tests.factories.service_day import seated

SUPERVISE = "programs.supervise_service"


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_save_the_same_list_at_once_and_each_row_counts_once(bapas, pk):
    seats = seated(bapas, pk, count=6)
    people = [pk, make_user("PK", bapas), make_user("PK", bapas), make_user("PK", bapas)]

    def save(turn: int) -> tuple[int, int, int]:
        by = people[turn]
        ended = time(12) if turn % 2 else time(11)
        sent = Sent(outcome="ATTENDED", started_at=time(8), ended_at=ended)
        try:
            taken = save_attendance(
                session_id=seats[0].session_id,
                rows={seat.pk: sent for seat in seats},
                by=by,
                scope=scope_of(by).narrowed(SUPERVISE),
            )
            return len(taken.saved), len(taken.same), len(taken.differs)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(save, range(4)))
    assert sorted(told) == [(0, 0, 6), (0, 0, 6), (0, 6, 0), (6, 0, 0)]
    assert ServiceAttendance.objects.count() == HoursEntry.objects.count() == ServiceSeal.objects.count() == 6
    assert all(link.is_whole for seat in seats for link in chain_of(seat.order_id))


@pytest.mark.django_db(transaction=True)
def test_a_connection_killed_in_the_middle_leaves_nothing(bapas, pk):
    seats = seated(bapas, pk, count=2)
    sent = Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(12))

    def cut() -> None:
        try:
            with transaction.atomic():
                scope = scope_of(pk).narrowed(SUPERVISE)
                save_attendance(session_id=seats[0].session_id, rows={s.pk: sent for s in seats}, by=pk, scope=scope)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, pytest.raises(Exception, match=r"terminat|closed"):
        pool.submit(cut).result()
    assert not ServiceAttendance.objects.exists()
    assert not HoursEntry.objects.exists()
    assert set(SessionSeat.objects.values_list("state", flat=True)) == {"BOOKED"}
