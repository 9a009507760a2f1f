"""The hours ledger: credit, travel, penalty, adjustment, reversal. Entries are added, never changed."""

from datetime import date, time
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Abs
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from programs.actions.service import lock_order
from programs.choices import HoursKind, ServiceKind
from programs.models import HoursEntry, ServiceOrder
from programs.permissions import covering_order
from programs.rules.service import Daytime, daytime


@transaction.atomic
def credit_hours(
    *,
    order_id: int,
    worked_on: date,
    minutes: int,
    started_at: time | None = None,
    ended_at: time | None = None,
    is_travel: bool = False,
    reason: str = "",
    form_key: UUID,
    by: User,
    scope: Scope,
) -> HoursEntry:
    """Add minutes worked, or travelled, on a day. A known `form_key` answers with the entry it made.

    Raises as `lock_order`, or Invalid with the broken limit named at its field.
    """
    order = lock_order(order_id, scope, "programs.write_service")
    known = _known(order, form_key)
    if known is not None:
        return again(known, worked_on=worked_on, minutes=minutes, reason=reason.strip())
    if worked_on > today_in(order.guidance.office.zone):
        raise Invalid(_("Belum tersimpan."), {"worked_on": _("Hari ini belum tiba.")})
    if minutes <= 0:
        raise Invalid(_("Belum tersimpan."), {"minutes": _("Isi lamanya bekerja.")})
    if not is_travel:
        _check_daytime(order, started_at, ended_at)
    if started_at and ended_at and _overlapping(order, worked_on, started_at, ended_at):
        raise Invalid(_("Belum tersimpan."), {"started_at": _("Jam ini bertumpuk dengan yang sudah tercatat.")})
    kind = HoursKind.TRAVEL if is_travel else HoursKind.CREDIT
    entry = HoursEntry(kind=kind, worked_on=worked_on, minutes=minutes, started_at=started_at, ended_at=ended_at)
    entry.reason = reason.strip()
    return _added(order, entry, form_key, by)


def _check_daytime(order: ServiceOrder, started: time | None, ended: time | None) -> None:
    """A child serves in daytime (UU 11/2012 art. 76), so its work needs a clock. Raises Invalid."""
    if order.kind != ServiceKind.CHILD:
        return
    if started is None or ended is None:
        text = _("Isi jam mulai dan jam selesai: anak bekerja pada siang hari (UU 11/2012 pasal 76).")
        raise Invalid(_("Belum tersimpan."), {"started_at": text})
    day = daytime(settings.SERVICE_CHILD_DAY)
    if not day.holds(started, ended):
        field = "started_at" if started < day.first else "ended_at"
        raise Invalid(_("Belum tersimpan."), {field: not_daytime(day)})


def not_daytime(day: Daytime) -> str:
    return _("Anak bekerja pada siang hari saja, pukul %(first)s sampai %(last)s (UU 11/2012 pasal 76).") % {
        "first": time_format(day.first, "H.i"),
        "last": time_format(day.last, "H.i"),
    }


def _overlapping(order: ServiceOrder, day: date, started: time, ended: time) -> bool:
    same_day = order.entries.filter(worked_on=day, kind__in=["CREDIT", "TRAVEL"], reversed_by=None)
    return same_day.filter(started_at__lt=ended, ended_at__gt=started).exists()


@transaction.atomic
def penalise(
    *, order_id: int, worked_on: date, minutes: int, reason: str, form_key: UUID, by: User, scope: Scope
) -> HoursEntry:
    """Take minutes (> 0) off what was credited on a day. Raises as `credit_hours`."""
    order = lock_order(order_id, scope, "programs.write_service")
    known = _known(order, form_key)
    if known is not None:
        return again(known, worked_on=worked_on, minutes=-minutes, reason=reason.strip())
    faults = {**({} if minutes > 0 else {"minutes": _("Isi lamanya potongan.")}), **_no_reason(reason)}
    if faults:
        raise Invalid(_("Belum tersimpan."), faults)
    entry = HoursEntry(kind=HoursKind.PENALTY, worked_on=worked_on, minutes=-minutes, reason=reason.strip())
    return _added(order, entry, form_key, by)


@transaction.atomic
def adjust(*, order_id: int, minutes: int, reason: str, form_key: UUID, by: User, scope: Scope) -> HoursEntry:
    """Add or take off minutes for a reason outside any day, within the cap of the settings.

    All adjustments that stand, added without their signs, may reach SERVICE_ADJUSTMENT_PERCENT of the order.
    Raises as `credit_hours`.
    """
    order = lock_order(order_id, scope, "programs.correct_hours")
    known = _known(order, form_key)
    if known is not None:
        return again(known, minutes=minutes, reason=reason.strip())
    faults = {**({} if minutes else {"minutes": _("Isi menit yang ditambah atau dikurangi.")}), **_no_reason(reason)}
    cap = order.minutes_ordered * settings.SERVICE_ADJUSTMENT_PERCENT // 100
    rows = order.entries.filter(kind=HoursKind.ADJUSTMENT, reversed_by=None)
    used = rows.aggregate(used=Sum(Abs("minutes")))["used"] or 0
    if used + abs(minutes) > cap:
        faults["minutes"] = _("Penyesuaian paling banyak %(cap)s menit untuk perintah ini; sudah dipakai %(used)s.") % {
            "cap": cap,
            "used": used,
        }
    if faults:
        raise Invalid(_("Belum tersimpan."), faults)
    today = today_in(order.guidance.office.zone)
    entry = HoursEntry(kind=HoursKind.ADJUSTMENT, worked_on=today, minutes=minutes, reason=reason.strip())
    return _added(order, entry, form_key, by)


@transaction.atomic
def reverse(*, entry_id: int, reason: str, form_key: UUID, by: User, scope: Scope) -> HoursEntry:
    """Cancel an entry by its opposite; the entry stays. Raises as `credit_hours`, or WrongState (already cancelled)."""
    found = HoursEntry.objects.visible_to(scope).get(pk=entry_id)
    order = lock_order(found.order_id, scope, "programs.view_service")
    covering_order(order, scope, "programs.correct_hours" if found.by_id != by.pk else "programs.write_service")
    known = _known(order, form_key)
    if known is not None:
        return again(known, reverses_id=found.pk, reason=reason.strip())
    if found.kind == HoursKind.REVERSAL:
        raise WrongState(_("Pembatalan tidak dapat dibatalkan; catat jamnya lagi."))
    if HoursEntry.objects.filter(reverses=found).exists():
        raise WrongState(_("Baris ini sudah dibatalkan."))
    if faults := _no_reason(reason):
        raise Invalid(_("Belum tersimpan."), faults)
    entry = HoursEntry(kind=HoursKind.REVERSAL, reverses=found, worked_on=found.worked_on, minutes=-found.minutes)
    entry.reason = reason.strip()
    return _added(order, entry, form_key, by)


def _known(order: ServiceOrder, form_key: UUID) -> HoursEntry | None:
    """The entry this form made before. Raises WrongState for a key that another order's form has used."""
    found = HoursEntry.objects.filter(form_key=form_key).first()
    if found is not None and found.order_id != order.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    return found


def _no_reason(reason: str) -> dict[str, str]:
    return {} if reason.strip() else {"reason": _("Tulis alasannya.")}


def _added(order: ServiceOrder, entry: HoursEntry, form_key: UUID, by: User) -> HoursEntry:
    entry.order, entry.form_key, entry.by = order, form_key, by
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise _refused(order, error) from error
    record(
        verb=f"hours.{entry.kind.lower()}",
        subject=entry,
        by=by,
        office_id=order.guidance.office_id,
        order=order.pk,
        minutes=entry.minutes,
        on=entry.worked_on.isoformat(),
    )
    return entry


def _refused(order: ServiceOrder, error: IntegrityError) -> Invalid:
    """The ledger's refusal in words, at its field. Raises `error` again when it is none of the ledger's."""
    limits = {"most": order.minutes_per_day, "left": order.minutes_left}
    texts = {
        "hours_within_period": ("worked_on", _("Hari ini di luar masa perintah.")),
        "hours_outside_pause": ("worked_on", _("Pada hari ini perintah sedang dijeda.")),
        "hours_day_limit": ("minutes", _("Melebihi batas sehari, %(most)s menit menurut putusan.") % limits),
        "hours_penalty_of_day": ("minutes", _("Melebihi jam yang tercatat pada hari itu.")),
        "hours_never_beyond_order": ("minutes", _("Melebihi sisa perintah, %(left)s menit.") % limits),
        "hours_never_below_zero": ("minutes", _("Jam yang dijalani tidak dapat kurang dari nol.")),
    }
    name = constraint_of(error)
    if name not in texts:
        raise error
    field, text = texts[name]
    return Invalid(_("Belum tersimpan."), {field: text})
