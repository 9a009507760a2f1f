"""Sessions at work sites: opened by hand, cancelled with a reason; seats booked and moved by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from partners.models import Site
from partners.queries.agreement import blocking_agreement
from programs.actions.schedule import replan_office
from programs.actions.service import lock_order
from programs.choices import SeatState, SessionState
from programs.models import ServiceOrder, ServiceSession, SessionSeat


@transaction.atomic
def open_session(
    *,
    office_id: int,
    site_id: int,
    held_on: date,
    starts_at: time,
    ends_at: time,
    seats: int,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> ServiceSession:
    """A session outside the weekly times. A known `form_key` answers with the session it made.

    Raises NotAllowed (office outside the scope), Site.DoesNotExist or Invalid with the broken rule at its field.
    """
    if not scope.covers("programs.write_service_session", office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat membuka sesi untuk kantor Anda sendiri."))
    site = Site.objects.get(pk=site_id)
    known = ServiceSession.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(known, site_id=site_id, held_on=held_on, starts_at=starts_at, ends_at=ends_at, seats=seats)
    office = Office.objects.get(pk=office_id)
    faults: dict[str, Any] = {}
    if held_on < today_in(office.zone):
        faults["held_on"] = _("Hari ini sudah lewat.")
    if ends_at <= starts_at:
        faults["ends_at"] = _("Jam selesai harus sesudah jam mulai.")
    if seats < 1:
        faults["seats"] = _("Paling sedikit satu tempat.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    _check_agreement("site_id", site_id, held_on)
    session = ServiceSession(office=office, site=site, held_on=held_on, starts_at=starts_at, ends_at=ends_at)
    session.seats, session.form_key, session.created_by = seats, form_key, by
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        raise _refused(error) from error
    record(verb="service_session.opened", subject=session, by=by, office_id=office.pk, on=held_on.isoformat())
    return session


def cancel_session(*, session_id: int, lock_version: int, reason: str, by: User, scope: Scope) -> int:
    """Cancel a planned session, give up its seats and plan those orders again. Returns how many were planned again.

    Raises ServiceSession.DoesNotExist (outside the scope), NotAllowed, WrongState (held, cancelled, changed by
    somebody else since `lock_version` was read) or Invalid (no reason).
    """
    session, order_ids = _cancel(
        session_id=session_id, lock_version=lock_version, reason=reason.strip(), by=by, scope=scope
    )
    if order_ids:
        replan_office(session.office, by=by, order_ids=order_ids)
    return len(order_ids)


@transaction.atomic
def _cancel(
    *, session_id: int, lock_version: int, reason: str, by: User, scope: Scope
) -> tuple[ServiceSession, list[int]]:
    rows = ServiceSession.objects.visible_to(scope).select_related("office")
    booked = SessionSeat.objects.filter(session_id=session_id, state=SeatState.BOOKED)
    # Orders before sessions, as everywhere (models/service_session_sql.py).
    held = ServiceOrder.objects.filter(pk__in=list(booked.values_list("order_id", flat=True)))
    list(held.select_for_update(no_key=True).order_by("pk").values("pk"))
    session = rows.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    if not scope.covers("programs.write_service_session", office_id=session.office_id):
        raise NotAllowed(_("Sesi ini dibatalkan oleh kantor yang membukanya."))
    if session.state != SessionState.PLANNED or session.lock_version != lock_version:
        raise WrongState(_("Sesi ini sudah %(state)s.") % {"state": session.get_state_display().lower()})
    if not reason:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), {"reason": _("Tulis alasannya.")})
    if SessionSeat.objects.filter(session=session).exclude(state__in=(SeatState.BOOKED, SeatState.RELEASED)).exists():
        raise WrongState(_("Kehadiran pada sesi ini sudah dicatat."))
    order_ids = list(booked.values_list("order_id", flat=True))
    booked.update(state=SeatState.RELEASED, reason=reason)
    session.state, session.cancel_reason, session.lock_version = SessionState.CANCELLED, reason, lock_version + 1
    session.save(update_fields=["state", "cancel_reason", "lock_version"])
    record(
        verb="service_session.cancelled", subject=session, by=by, office_id=session.office_id, released=len(order_ids)
    )
    return session, order_ids


@transaction.atomic
def move_seat(*, seat_id: int, session_id: int, form_key: UUID, by: User, scope: Scope) -> SessionSeat:
    """Give up a booked seat and take one in another session. A known `form_key` answers with the seat it made.

    Raises SessionSeat.DoesNotExist (outside the scope), WrongState, NotAllowed or Invalid (the rule it breaks).
    """
    found = SessionSeat.objects.visible_to(scope).get(pk=seat_id)
    order = lock_order(found.order_id, scope, "programs.write_service")
    known = SessionSeat.objects.filter(form_key=form_key, moved_from=found).first()
    if known is not None:
        return again(known, session_id=session_id)
    seat = SessionSeat.objects.select_for_update().get(pk=seat_id)
    if seat.state != SeatState.BOOKED:
        raise WrongState(_("Tempat ini sudah %(state)s.") % {"state": seat.get_state_display().lower()})
    seat.state, seat.reason = SeatState.RELEASED, _("Dipindahkan ke sesi lain")
    with _saving():
        seat.save(update_fields=["state", "reason"])
        new = _booked(order, session_id, form_key, by, moved_from=seat)
    record(verb="service_seat.moved", subject=new, by=by, office_id=order.guidance.office_id, order=order.pk)
    return new


@transaction.atomic
def book_seat(*, order_id: int, session_id: int, form_key: UUID, by: User, scope: Scope) -> SessionSeat:
    """Book a seat by hand. Raises as `lock_order`, or Invalid (the rule it breaks)."""
    order = lock_order(order_id, scope, "programs.write_service")
    known = SessionSeat.objects.filter(form_key=form_key, order=order).first()
    if known is not None:
        return again(known, session_id=session_id)
    with _saving():
        new = _booked(order, session_id, form_key, by)
    record(verb="service_seat.booked", subject=new, by=by, office_id=order.guidance.office_id, order=order.pk)
    return new


def _booked(
    order: ServiceOrder, session_id: int, form_key: UUID, by: User, moved_from: SessionSeat | None = None
) -> SessionSeat:
    office = order.guidance.office
    rows = ServiceSession.objects.filter(office=office, state=SessionState.PLANNED)
    session = rows.filter(pk=session_id, held_on__gte=today_in(office.zone)).first()
    if session is None:
        raise Invalid(
            _("Belum tersimpan. Periksa isian yang ditandai."), {"session_id": _("Pilih sesi yang akan datang.")}
        )
    busy = order.busy_times.filter(weekday=session.held_on.isoweekday(), removed_at=None)
    if busy.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at).exists():
        raise Invalid(
            _("Belum tersimpan. Periksa isian yang ditandai."), {"session_id": _("Klien berhalangan pada jam itu.")}
        )
    _check_agreement("session_id", session.site_id, session.held_on)
    seat = SessionSeat(order=order, session=session, form_key=form_key, booked_by=by, moved_from=moved_from)
    seat.save(force_insert=True)
    return seat


def _check_agreement(field: str, site_id: int, day: date) -> None:
    """No new placement under an agreement that is over. Raises Invalid, and says which."""
    ended = blocking_agreement(site_id, day)
    if ended is not None:
        text = _("Perjanjian tempat ini, %(name)s, tidak berlaku pada hari itu.") % {"name": ended}
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), {field: text})


@contextmanager
def _saving() -> Iterator[None]:
    """A savepoint whose refusal by the database is said in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise _refused(error) from error


def _refused(error: IntegrityError) -> Invalid:
    """The database's refusal in words, at its field. Raises `error` again when it is none of these."""
    texts = {
        "session_site_safe": ("site_id", _("Tempat ini belum diperiksa aman untuk hari itu.")),
        "session_site_agreed": ("site_id", _("Perjanjian dengan mitra tempat ini tidak berlaku pada hari itu.")),
        "session_site_active": ("site_id", _("Tempat ini tidak lagi dipakai.")),
        "session_once_at_a_time": ("starts_at", _("Di tempat ini sudah ada sesi pada jam itu.")),
        "seats_never_beyond_session": ("session_id", _("Sesi ini baru saja penuh. Pilih sesi lain.")),
        "seat_once_per_session": ("session_id", _("Klien sudah terdaftar pada sesi ini.")),
        "seats_of_an_order_apart": ("session_id", _("Klien sudah punya sesi lain pada jam itu.")),
        "seat_within_period": ("session_id", _("Hari sesi di luar masa perintah.")),
        "seat_outside_pause": ("session_id", _("Pada hari itu perintah sedang dijeda.")),
        "seat_child_daytime": ("session_id", _("Anak hanya menjalani pada siang hari.")),
        "seat_site_suits": ("session_id", _("Tempat ini tidak menerima klien seperti ini.")),
        "seat_session_open": ("session_id", _("Sesi ini dibatalkan. Pilih sesi lain.")),
    }
    name = constraint_of(error)
    if name not in texts:
        raise error
    field, text = texts[name]
    return Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), {field: text})
