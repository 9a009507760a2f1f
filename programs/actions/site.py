"""Closing a work site or ending one of its weekly times: sessions ahead with booked seats come first."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from partners.actions import site as sites
from partners.actions import slot as slots
from programs.choices import SeatState, SessionState
from programs.models import ServiceSession, SessionSeat


@transaction.atomic
def close_site(*, site_id: int, by: User, scope: Scope) -> int:
    """Close the site and cancel its empty sessions ahead. Returns how many these were.

    Raises Site.DoesNotExist (outside the scope) or WrongState: closed already, or clients hold seats ahead.
    """
    site = sites.close_site(site_id=site_id, by=by, scope=scope)
    ahead = ServiceSession.objects.filter(site=site, held_on__gte=today_in(site.organisation.office.zone))
    return _cancel_empty(ahead, reason=_("Tempat kerja ditutup."), by=by)


@transaction.atomic
def end_slot(*, slot_id: int, last_on: date, by: User, scope: Scope) -> int:
    """End the weekly time after `last_on` and cancel its empty sessions after that day. Returns how many.

    Raises as partners.actions.slot.end_slot, or WrongState when clients hold seats after that day.
    """
    slot = slots.end_slot(slot_id=slot_id, last_on=last_on, by=by, scope=scope)
    ahead = ServiceSession.objects.filter(slot=slot, held_on__gt=last_on)
    return _cancel_empty(ahead, reason=_("Jam tempat kerja ini berakhir."), by=by)


def _cancel_empty(ahead: QuerySet[ServiceSession], *, reason: str, by: User) -> int:
    rows = ahead.filter(state=SessionState.PLANNED).order_by("held_on", "pk")
    list(rows.order_by("pk").select_for_update(no_key=True).values("pk"))
    seats = SessionSeat.objects.filter(session=OuterRef("pk"))
    booked = list(rows.filter(Exists(seats.filter(state=SeatState.BOOKED))).values_list("held_on", flat=True))
    if booked:
        raise WrongState(_refusal(booked))
    empty = list(rows.filter(~Exists(seats.exclude(state=SeatState.RELEASED))).select_related("office"))
    ServiceSession.objects.filter(pk__in=[row.pk for row in empty]).update(
        state=SessionState.CANCELLED, cancel_reason=reason, lock_version=F("lock_version") + 1
    )
    for row in empty:
        record(verb="service_session.cancelled", subject=row, by=by, office_id=row.office_id, released=0)
    return len(empty)


def _refusal(booked: list[date]) -> str:
    return ngettext(
        "Masih ada %(n)s sesi dengan klien terdaftar, paling awal %(day)s. Batalkan dahulu sesi itu.",
        "Masih ada %(n)s sesi dengan klien terdaftar, paling awal %(day)s. Batalkan dahulu sesi itu.",
        len(booked),
    ) % {"n": len(booked), "day": date_format(booked[0], "j F Y")}
