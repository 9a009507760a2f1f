"""Service orders: taking over the verdict's terms, pauses, and the end."""

from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.actions.replan import replan_soon, waiting_for_seats
from programs.actions.seats import release_seats
from programs.choices import SERVICE_GROUNDS, BreachConsequence, OrderState, PauseReason, ServiceKind
from programs.models import ServiceOrder, ServicePause
from programs.permissions import covering_order
from programs.rules.service import HOUR, LIMITS, latest_deadline


class OrderValues(TypedDict):
    """The verdict's terms. Minutes are whole; days are days of the office; `partner_id` may be None."""

    verdict_no: str
    verdict_on: date
    minutes_ordered: int
    minutes_per_day: int
    days_a_week: int
    start_on: date
    deadline_on: date
    place: str
    partner_id: int | None
    consequence: str


def kind_of(guidance: Guidance) -> ServiceKind:
    """Children serve pelayanan masyarakat, adults kerja sosial; the age on the day of the act decides."""
    return ServiceKind.CHILD if guidance.is_child else ServiceKind.ADULT


@transaction.atomic
def open_order(
    *, guidance_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[OrderValues]
) -> ServiceOrder:
    """Take over a verdict. A known `form_key` answers with the order it made.

    Raises Guidance.DoesNotExist (outside the scope), WrongState (guidance ended, an order runs) or Invalid.
    """
    rows = Guidance.objects.visible_to(scope).select_related("office")
    guidance = rows.select_for_update(of=("self",)).get(pk=guidance_id)
    known = ServiceOrder.objects.filter(form_key=form_key).first()
    if known is not None and known.guidance_id != guidance.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, **values)
    if guidance.ended_on is not None:
        raise WrongState(_("Masa bimbingan ini sudah berakhir."))
    if guidance.status not in SERVICE_GROUNDS:
        raise WrongState(_("Dasar bimbingan klien ini bukan kerja sosial atau pelayanan masyarakat."))
    if guidance.service_orders.filter(state=OrderState.RUNNING).exists():
        raise WrongState(_("Klien ini masih menjalani perintah yang lain. Selesaikan dahulu."))
    order = ServiceOrder(guidance=guidance, kind=kind_of(guidance), form_key=form_key, created_by=by, **values)
    check_terms(order, today_in(guidance.office.zone))
    order.save()
    _leave_trail("service_order.opened", order, by, minutes=order.minutes_ordered)
    return order


def check_terms(order: ServiceOrder, today: date) -> None:
    """The law's limits, each named at its field. Raises Invalid."""
    faults = {**_wrong_minutes(order), **_wrong_days(order, today)}
    if not order.verdict_no.strip():
        faults["verdict_no"] = _("Tulis nomor putusan.")
    if not order.place.strip():
        faults["place"] = _("Tulis tempat menurut putusan.")
    if order.consequence and order.consequence not in BreachConsequence.values:
        faults["consequence"] = _("Pilih akibat dari daftar.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


def _wrong_minutes(order: ServiceOrder) -> dict[str, str]:
    limits, faults = LIMITS[order.kind], {}
    if not limits.least <= order.minutes_ordered <= limits.most:
        faults["minutes_ordered"] = _("%(least)s sampai %(most)s jam (%(article)s).") % {
            "least": limits.least // HOUR,
            "most": limits.most // HOUR,
            "article": limits.article,
        }
    if not 0 < order.minutes_per_day <= limits.per_day:
        faults["minutes_per_day"] = _("Paling lama %(most)s jam sehari (%(article)s).") % {
            "most": limits.per_day // HOUR,
            "article": limits.article,
        }
    if not 1 <= order.days_a_week <= 7:
        faults["days_a_week"] = _("1 sampai 7 hari seminggu.")
    return faults


def _wrong_days(order: ServiceOrder, today: date) -> dict[str, str]:
    faults = {}
    if order.verdict_on > today:
        faults["verdict_on"] = _("Tanggal putusan belum tiba.")
    if order.start_on < order.verdict_on:
        faults["start_on"] = _("Mulai paling cepat pada tanggal putusan.")
    last = latest_deadline(order.kind, order.start_on)
    if order.deadline_on < order.start_on:
        faults["deadline_on"] = _("Batas waktu tidak boleh sebelum mulai.")
    elif last and order.deadline_on > last:
        faults["deadline_on"] = _("Paling lama 6 bulan: sampai %(day)s (KUHP pasal 85).") % {"day": date_format(last)}
    return faults


def lock_order(order_id: int, scope: Scope, permission: str) -> ServiceOrder:
    """The running order, locked, for who holds `permission` over its client.

    Raises ServiceOrder.DoesNotExist (outside the scope), NotAllowed or WrongState (it has ended).
    """
    rows = ServiceOrder.objects.visible_to(scope).select_related("guidance__office")
    order = rows.select_for_update(of=("self",)).get(pk=order_id)
    covering_order(order, scope, permission)
    if order.state != OrderState.RUNNING:
        raise WrongState(_("Perintah ini sudah %(state)s.") % {"state": order.get_state_display().lower()})
    return order


@transaction.atomic
def pause_order(
    *, order_id: int, from_on: date, to_on: date | None, reason: str, note: str, by: User, scope: Scope
) -> ServicePause:
    """Days without work, for a valid reason. Raises as `lock_order`, or Invalid (days, reason, hours worked then)."""
    order = lock_order(order_id, scope, "programs.write_service")
    faults: dict[str, Any] = {}
    if reason not in PauseReason.values:
        faults["reason"] = _("Pilih sebab jeda.")
    if not order.start_on <= from_on <= order.deadline_on:
        faults["from_on"] = _("Jeda mulai di dalam masa perintah.")
    if to_on is not None and to_on < from_on:
        faults["to_on"] = _("Hari terakhir tidak boleh sebelum hari pertama.")
    if not faults and _worked_within(order, from_on, to_on):
        faults["from_on"] = _("Pada hari-hari itu sudah ada jam kerja. Batalkan dahulu jamnya, atau ubah harinya.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    release_seats(order, first=from_on, last=to_on, reason=_("Perintah dijeda"))
    pause = ServicePause(order=order, from_on=from_on, to_on=to_on, reason=reason, note=note.strip(), by=by)
    try:
        with transaction.atomic():
            pause.save()
    except IntegrityError as error:
        raise Invalid(_("Belum tersimpan."), {"from_on": _("Hari-hari ini sudah termasuk jeda lain.")}) from error
    _leave_trail("service_order.paused", order, by, pause=pause.pk)
    _replan(order, by, freed=True)
    return pause


def _worked_within(order: ServiceOrder, from_on: date, to_on: date | None) -> bool:
    rows = order.entries.filter(kind__in=["CREDIT", "TRAVEL"], reversed_by=None, worked_on__gte=from_on)
    return (rows.filter(worked_on__lte=to_on) if to_on else rows).exists()


@transaction.atomic
def resume_order(*, order_id: int, last_on: date, by: User, scope: Scope) -> ServicePause:
    """End the open pause; `last_on` is its last day. Raises as `lock_order`, WrongState (none open) or Invalid."""
    order = lock_order(order_id, scope, "programs.write_service")
    pause = order.pauses.filter(to_on=None).first()
    if pause is None:
        raise WrongState(_("Tidak ada jeda yang terbuka."))
    if last_on < pause.from_on:
        raise Invalid(_("Belum tersimpan."), {"last_on": _("Hari terakhir tidak boleh sebelum hari pertama.")})
    pause.to_on = last_on
    pause.save(update_fields=["to_on"])
    _leave_trail("service_order.resumed", order, by, pause=pause.pk)
    _replan(order, by)
    return pause


@transaction.atomic
def finish_order(*, order_id: int, on: date, note: str, by: User, scope: Scope) -> ServiceOrder:
    """Close the order: done when every minute is worked, else ended early with the reason written.

    Raises as `lock_order`, or Invalid (the day lies ahead or before the start, no reason for an early end).
    """
    order = lock_order(order_id, scope, "programs.write_service")
    if not order.start_on <= on <= today_in(order.guidance.office.zone):
        raise Invalid(_("Belum tersimpan."), {"on": _("Pilih hari sejak mulai sampai hari ini.")})
    is_done = order.minutes_left == 0
    if not is_done and not note.strip():
        raise Invalid(_("Belum tersimpan."), {"note": _("Jam belum penuh: tulis mengapa perintah ini berakhir.")})
    release_seats(order, reason=_("Perintah ditutup"))
    order.state = OrderState.DONE if is_done else OrderState.ENDED
    order.ended_on, order.end_note = on, note.strip()
    order.save(update_fields=["state", "ended_on", "end_note"])
    _leave_trail("service_order.finished", order, by, state=order.state, minutes=order.minutes_done)
    _replan(order, by, freed=True)
    return order


def _replan(order: ServiceOrder, by: User, *, freed: bool = False) -> None:
    """Plan the order again while it runs; `freed`: it gave up seats, which others wait for."""
    office_id = order.guidance.office_id
    ids = [order.pk] if order.state == OrderState.RUNNING else []
    replan_soon(office_id=office_id, order_ids=[*ids, *(waiting_for_seats(office_id) if freed else [])], by=by)


def _leave_trail(verb: str, order: ServiceOrder, by: User, **data: Any) -> None:
    record(verb=verb, subject=order, by=by, office_id=order.guidance.office_id, **data)
