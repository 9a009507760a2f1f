"""A supervisor's list: the seats of a session, what stands of each, and how its order stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.rules.identity import initials
from programs.choices import OrderState, ServiceKind
from programs.models import (
    HoursEntry,
    SeatWord,
    ServiceAttendance,
    ServiceOrder,
    ServicePause,
    ServiceProof,
    ServiceSession,
    SessionSeat,
)
from programs.rules.service_attendance import Facts


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One client of the list. `who`: the name, or initials for a reader who may not know the person; `word`: what the
    partner said of the seat.
    """

    seat: SessionSeat
    who: str
    is_named: bool
    stands: ServiceAttendance | None
    facts: Facts
    proofs: list[ServiceProof]
    word: SeatWord | None = None


def today_of(scope: Scope) -> date:
    """Today by the clock of the reader's office; western time for who has none."""
    zones = Office.objects.filter(pk=scope.office_id or 0).values_list("zone", flat=True)
    return today_in(zones.first() or "WIB")


def sessions_on(scope: Scope, day: date) -> QuerySet[ServiceSession]:
    """Sessions of a day in scope, by their hour."""
    rows = ServiceSession.objects.visible_to(scope).filter(held_on=day).exclude(state="CANCELLED")
    return rows.select_related("site__organisation", "supervisor", "office").order_by("starts_at", "pk")


def live_seats(session: ServiceSession, scope: Scope) -> QuerySet[SessionSeat]:
    rows = SessionSeat.objects.visible_to(scope).filter(session=session).exclude(state="RELEASED")
    return rows.select_related("order__guidance__client").order_by("pk")


def standing(seat_ids: Collection[int]) -> dict[int, ServiceAttendance]:
    """Seat id -> the row that stands."""
    rows = ServiceAttendance.objects.filter(seat_id__in=seat_ids, replaced_by=None).select_related("by", "entry")
    return {row.seat_id: row for row in rows}


def words_on(seat_ids: Collection[int]) -> dict[int, SeatWord]:
    """Seat id -> what the partner last said of it."""
    rows = SeatWord.objects.filter(seat_id__in=seat_ids, replaced_by=None).select_related("by")
    return {row.seat_id: row for row in rows}


def facts_of(orders: Collection[ServiceOrder], on: date) -> dict[int, Facts]:
    """Order id -> how it stands on a day, reckoned as the ledger's own checks do. Two queries."""
    ids = [order.pk for order in orders]
    counted = Q(worked_on=on) & ~Q(kind="ADJUSTMENT") & ~Q(reverses__kind="ADJUSTMENT", reverses__isnull=False)
    sums = HoursEntry.objects.filter(order_id__in=ids).order_by().values("order_id")
    by_order: dict[int, Any] = {
        row["order_id"]: row
        for row in sums.annotate(done=Coalesce(Sum("minutes"), 0), that_day=Coalesce(Sum("minutes", filter=counted), 0))
    }
    closed = ServicePause.objects.filter(Q(to_on=None) | Q(to_on__gte=on), order_id__in=ids, from_on__lte=on)
    paused = set(closed.values_list("order_id", flat=True))
    return {order.pk: _facts(order, by_order.get(order.pk, {}), is_paused=order.pk in paused) for order in orders}


def _facts(order: ServiceOrder, sums: dict[str, int], *, is_paused: bool) -> Facts:
    return Facts(
        runs=order.state == OrderState.RUNNING,
        is_child=order.kind == ServiceKind.CHILD,
        start_on=order.start_on,
        deadline_on=order.deadline_on,
        is_paused=is_paused,
        per_day=order.minutes_per_day,
        ordered=order.minutes_ordered,
        done=sums.get("done", 0),
        that_day=sums.get("that_day", 0),
    )


def list_of(session: ServiceSession, scope: Scope, full: Scope) -> list[SeatRow]:
    """The seats of a session in scope; `full` (the scope not narrowed) says who may be named. Six queries."""
    seats = list(live_seats(session, scope))
    stands = standing([seat.pk for seat in seats])
    facts = facts_of([seat.order for seat in seats], session.held_on)
    proofs: dict[int, list[ServiceProof]] = {}
    for proof in ServiceProof.objects.filter(seat__in=seats).select_related("by").order_by("pk"):
        proofs.setdefault(proof.seat_id, []).append(proof)
    words, rows = words_on([seat.pk for seat in seats]), []
    for seat in seats:
        is_named, who = named(seat, full)
        seen = proofs.get(seat.pk, [])
        rows.append(SeatRow(seat, who, is_named, stands.get(seat.pk), facts[seat.order_id], seen, words.get(seat.pk)))
    return sorted(rows, key=lambda row: (row.who, row.seat.pk))


def named(seat: SessionSeat, full: Scope) -> tuple[bool, str]:
    """May the reader know who it is, and what to call them."""
    guidance = seat.order.guidance
    may = full.may_identify(office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child)
    return may, guidance.client.name if may else initials(guidance.client.name)


def counts_of(sessions: Collection[ServiceSession]) -> dict[int, tuple[int, int]]:
    """Session id -> (clients expected, rows written). One query."""
    written = Exists(ServiceAttendance.objects.filter(seat=OuterRef("pk")))
    seats = SessionSeat.objects.filter(session__in=sessions).exclude(state="RELEASED")
    found: dict[int, tuple[int, int]] = {}
    for session_id, is_written in seats.annotate(is_written=written).values_list("session_id", "is_written"):
        expected, done = found.get(session_id, (0, 0))
        found[session_id] = (expected + 1, done + is_written)
    return found
