"""An order's schedule as a page shows it: the seats ahead, what is left after them, and what is short and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.core.dates import today_in
from programs.choices import HoursKind, OrderState, SeatState
from programs.choices_service import Short
from programs.models import ServiceOrder, ServiceSession, SessionSeat
from programs.queries.schedule import Sites, minute, offers_of, wanted_of
from programs.queries.service import spoken
from programs.rules.schedule import Plan, plan_orders
from programs.rules.schedule_world import Offer, Point, Wanted, kilometres

CHOICES = 200
"""Sessions offered at most for one seat by hand."""

# What the officer can do about what is short.
ADVICE: dict[Short, Promise] = {
    Short.NO_SITE: gettext_lazy(
        "Catat tempat kerja yang cocok, atau perbarui pemeriksaan keamanannya, lalu susun lagi."
    ),
    Short.TOO_FAR: gettext_lazy("Cari tempat yang lebih dekat, atau betulkan titik berangkatnya."),
    Short.BUSY: gettext_lazy("Periksa waktu berhalangan, atau buka sesi pada jam lain."),
    Short.FULL: gettext_lazy("Buka sesi tambahan, lalu susun lagi."),
    Short.LATER: gettext_lazy("Masih cukup waktu sampai batasnya; disusun lagi sendiri setiap malam."),
    Short.DEADLINE: gettext_lazy(
        "Buka sesi yang lebih panjang, atau bicarakan dengan kepala Bapas sebelum batas waktu."
    ),
}


@dataclass(frozen=True, slots=True)
class SeatAhead:
    """A booked seat from today on: what it counts at most and what is left after it, in minutes."""

    seat: SessionSeat
    minutes: int
    left_after: int
    away: str
    is_today: bool

    @property
    def words(self) -> str:
        return spoken(self.minutes)

    @property
    def left_words(self) -> str:
        return spoken(self.left_after)


@dataclass(frozen=True, slots=True)
class OrderSchedule:
    """The seats ahead and what planning now would change. `short`: minutes that no booked seat covers.

    to_take, to_release: sessions that planning would book and seats it would give up; `why` is what would still be
    missing after it. finishes_on: the day of the last seat, None while something is short. unwritten: past seats
    whose attendance nobody has written yet. until: the last day for which sessions are opened.
    """

    order: ServiceOrder
    seats: list[SeatAhead]
    unwritten: list[SessionSeat]
    short: int
    to_take: int
    to_release: int
    why: Short | None
    finishes_on: date | None
    until: date

    @property
    def short_words(self) -> str:
        return spoken(self.short)

    @property
    def is_current(self) -> bool:
        """Planning now would change nothing."""
        return not self.to_take and not self.to_release

    @property
    def reason(self) -> str:
        return str(self.why.label) if self.why else ""

    @property
    def advice(self) -> str:
        return str(ADVICE[self.why]) if self.why else ""


def _until(today: date) -> date:
    """The last day for which sessions are opened."""
    return today + timedelta(days=settings.SERVICE_SESSIONS_AHEAD_DAYS)


def schedule_of(order: ServiceOrder) -> OrderSchedule:
    """The schedule of an order in scope already, with guidance, client and office joined."""
    office = order.guidance.office
    today = today_in(office.zone)
    booked = SessionSeat.objects.filter(order=order, state=SeatState.BOOKED)
    booked = booked.select_related("session__site__organisation").order_by("session__held_on", "session__starts_at")
    rows = list(booked)
    ahead = _ahead(order, [row for row in rows if row.session.held_on >= today], today)
    left = ahead[-1].left_after if ahead else order.minutes_left
    plan = _preview(order, today)
    return OrderSchedule(
        order=order,
        seats=ahead,
        unwritten=[row for row in rows if row.session.held_on < today],
        short=left if order.state == OrderState.RUNNING else 0,
        to_take=len(plan.take),
        to_release=len(plan.release),
        why=plan.why,
        finishes_on=ahead[-1].seat.session.held_on if ahead and left == 0 else None,
        until=_until(today),
    )


def _ahead(order: ServiceOrder, rows: Iterable[SessionSeat], today: date) -> list[SeatAhead]:
    home, left, found = home_of(order), order.minutes_left, []
    worked = order.entries.filter(worked_on=today, reversed_by=None, kind__in=(HoursKind.CREDIT, HoursKind.TRAVEL))
    is_worked = worked.exists()
    for row in rows:
        length = minute(row.session.ends_at) - minute(row.session.starts_at)
        is_today = row.session.held_on == today
        minutes = 0 if is_today and is_worked else min(order.minutes_per_day, length, left)
        left -= minutes
        found.append(SeatAhead(row, minutes, left, away_words(home, row.session), is_today))
    return found


def home_of(order: ServiceOrder) -> Point | None:
    """Where the client sets out from, if that is known."""
    placement = getattr(order, "placement", None)
    if placement is None or placement.latitude is None or placement.longitude is None:
        return None
    return Point(placement.latitude, placement.longitude)


def away_words(home: Point | None, session: ServiceSession) -> str:
    """The distance as the crow flies, in words; "" where a point is unknown."""
    site = session.site
    if home is None or site.latitude is None or site.longitude is None:
        return ""
    away = kilometres(home, Point(site.latitude, site.longitude))
    return _("%(n)s km") % {"n": f"{away:.1f}".replace(".", ",")}


def _preview(order: ServiceOrder, today: date) -> Plan:
    """What planning now would do, without doing it."""
    sites = Sites()
    wanted = _wanted(order, today, sites)
    if wanted is None:
        return Plan(order.pk)
    last = _until(today)
    return plan_orders([wanted], _offers(order, today, sites), last)[0]


def _wanted(order: ServiceOrder, today: date, sites: Sites) -> Wanted | None:
    found = wanted_of(order.guidance.office, [order], today, sites)
    return found[0] if found else None


def _offers(order: ServiceOrder, today: date, sites: Sites) -> list[Offer]:
    return offers_of(order.guidance.office, today + timedelta(days=1), _until(today), sites)


def choosable_sessions(order: ServiceOrder) -> list[tuple[ServiceSession, int]]:
    """Sessions from tomorrow on with a free seat to which the order could go, with the seats free; far ones too."""
    office = order.guidance.office
    today, sites = today_in(office.zone), Sites()
    wanted = _wanted(order, today, sites)
    if wanted is None:
        return []
    held = set(
        SessionSeat.objects.filter(order=order).exclude(state=SeatState.RELEASED).values_list("session_id", flat=True)
    )
    free = {
        offer.session: offer.free
        for offer in _offers(order, today, sites)
        if offer.free > 0
        and offer.session not in held
        and wanted.since <= offer.day <= wanted.deadline
        and wanted.suits(offer.place)
        and not wanted.is_hindered(offer.day, offer.starts, offer.ends)
    }
    rows = ServiceSession.objects.filter(pk__in=free).select_related("site").order_by("held_on", "starts_at", "pk")
    return [(row, free[row.pk]) for row in rows[:CHOICES]]
