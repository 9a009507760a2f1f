"""Sessions at work sites as the office sees them: a week of them, who sits in one, who may supervise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.queries import people_who_may
from bapas_portal.core.scope import Scope
from partners.models import Site
from programs.choices import SeatState, SessionState
from programs.models import ServiceSession, SessionSeat
from programs.queries.service_attendance import named

VIEW, WRITE, SUPERVISE = (
    "programs.view_service_session",
    "programs.write_service_session",
    "programs.supervise_service",
)
LIVE = ~Q(places__state=SeatState.RELEASED)


@dataclass(frozen=True, slots=True)
class SessionDay:
    """The sessions of one day, with `taken` seats each."""

    on: date
    sessions: list[ServiceSession]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A client in a session: the name, or initials for a reader who may not know the person."""

    seat: SessionSeat
    who: str
    is_named: bool


def monday_of(day: date) -> date:
    """The Monday of the day's week; the first week there is begins on its first day."""
    return day - timedelta(days=min(day.weekday(), (day - date.min).days))


def with_taken(rows: QuerySet[ServiceSession]) -> QuerySet[ServiceSession]:
    """Adds `taken`, the seats that are not given up."""
    return rows.annotate(taken=Count("places", filter=LIVE))


def sessions_between(scope: Scope, first: date, last: date) -> QuerySet[ServiceSession]:
    """Sessions in scope from day to day, with `taken`, by day and hour."""
    rows = ServiceSession.objects.visible_to(scope).filter(held_on__range=(first, last))
    rows = rows.select_related("site__organisation", "supervisor", "office")
    return with_taken(rows).order_by("held_on", "starts_at", "pk")


def by_day(rows: Iterable[ServiceSession], today: date) -> list[SessionDay]:
    days = groupby(rows, key=lambda row: row.held_on)
    return [SessionDay(day, list(sessions), _("hari ini") if day == today else "") for day, sessions in days]


def sites_of(scope: Scope) -> QuerySet[Site]:
    """The sites at which sessions in scope are held, by name."""
    used = ServiceSession.objects.visible_to(scope).values("site")
    return Site.objects.filter(pk__in=used).select_related("organisation").order_by("name", "pk")


def sites_for(offices: Iterable[Office]) -> QuerySet[Site]:
    """The active sites of the offices' own partners, by name: where they may open a session."""
    rows = Site.objects.filter(is_active=True, organisation__is_active=True)
    rows = rows.filter(organisation__office__in=[office.pk for office in offices])
    return rows.select_related("organisation").order_by("name", "pk")


def seat_lines(session: ServiceSession, scope: Scope, full: Scope) -> list[SeatLine]:
    """Who sits in the session, by name; `full` (the scope not narrowed) says who may be named."""
    seats = SessionSeat.objects.visible_to(scope).filter(session=session).exclude(state=SeatState.RELEASED)
    lines = []
    for seat in seats.select_related("order__guidance__client"):
        is_named, who = named(seat, full)
        lines.append(SeatLine(seat, who, is_named))
    return sorted(lines, key=lambda line: (line.who, line.seat.pk))


def supervisors_of(office: Office) -> QuerySet[User]:
    """Who may supervise sessions of the office today, by name."""
    return people_who_may(SUPERVISE, office)


def later_of_slot(session: ServiceSession) -> QuerySet[ServiceSession]:
    """The planned sessions of the same weekly time after this one."""
    rows = ServiceSession.objects.filter(office=session.office_id, slot=session.slot_id, state=SessionState.PLANNED)
    return rows.filter(held_on__gt=session.held_on) if session.slot_id else rows.none()
