"""A saved attendance corrected: its hours taken back by reversals, and a new row that names the one it replaces."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from programs.actions.replan import replan_soon
from programs.actions.service_attendance import KEYS, check_rows, lock_orders, lock_session, write_rows
from programs.actions.service_step import withdraw_steps
from programs.choices import HoursKind, OrderState
from programs.choices_service import SeatOutcome
from programs.models import HoursEntry, ServiceAttendance, ServiceOrder
from programs.permissions import may_correct_attendance
from programs.rules.service_attendance import Sent, cleaned, differing


@transaction.atomic
def correct_attendance(*, attendance_id: int, sent: Sent, reason: str, by: User, scope: Scope) -> ServiceAttendance:
    """Replace the row that stands. A miss that becomes excused withdraws its step of the ladder.

    `scope` is the reader's whole: a superior's right to correct is another reach than the supervisor's.

    Raises ServiceAttendance.DoesNotExist (outside the scope), NotAllowed (neither one's own nor a superior), WrongState
    (corrected by somebody meanwhile) or Invalid (no reason, nothing changed, a limit).
    """
    here = scope.narrowed("programs.supervise_service")
    found = ServiceAttendance.objects.visible_to(here).select_related("seat", "order__guidance").get(pk=attendance_id)
    session = lock_session(found.seat.session_id, here)
    orders = lock_orders({found.order_id})
    if found.by_id != by.pk and not may_correct_attendance(found, scope):
        raise NotAllowed(_("Hanya yang mencatat baris ini atau atasannya yang dapat membetulkannya."))
    said, why = cleaned(sent), reason.strip()
    later = ServiceAttendance.objects.filter(replaces=found).select_related("by").first()
    if later is not None:
        raise _already(later, said, why)
    faults = {} if why else {"reason": _("Tulis mengapa dibetulkan.")}
    if not differing(vars(found), said):
        faults["outcome"] = _("Isinya sama dengan yang tersimpan.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    _take_back(found, why, by)
    try:
        check_rows(session, {found.seat_id: (orders[found.order_id], said)})
    except Invalid as error:
        fields = {name.partition("-")[2]: text for name, text in error.fields.items()}
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), fields) from error
    row = write_rows(session, [(found.seat, said)], by, replaces=found, reason=why)[0]
    if found.outcome == SeatOutcome.MISSED:
        withdraw_steps(found, why, by)
    office_id = found.order.guidance.office_id
    record(
        verb="attendance.corrected", subject=row, by=by, office_id=office_id, replaces=found.pk, order=found.order_id
    )
    replan_soon(office_id=office_id, order_ids=[found.order_id], by=by)
    return row


def _already(later: ServiceAttendance, said: Sent, why: str) -> WrongState:
    """Sent twice, or somebody else was first: what stands is kept either way."""
    if not differing(vars(later), said) and later.reason == why:
        return WrongState(_("Pembetulan ini sudah tersimpan."), code="sent_before")
    name = later.by.name
    return WrongState(
        _("%(name)s sudah membetulkan baris ini. Lihat yang tersimpan, lalu betulkan baris itu bila perlu.")
        % {"name": name},
        code="corrected_meanwhile",
    )


def _take_back(row: ServiceAttendance, why: str, by: User) -> None:
    """The opposite of each line of the ledger that stands; a line already reversed by hand is left.

    Raises WrongState where the order is closed, or a penalty or an adjustment leans on these hours.
    """
    ids = [pk for pk in (row.entry_id, row.travel_entry_id) if pk]
    entries = list(HoursEntry.objects.filter(pk__in=ids, reversed_by=None).order_by("pk"))
    if entries and ServiceOrder.objects.get(pk=row.order_id).state != OrderState.RUNNING:
        raise WrongState(_("Perintah klien ini sudah ditutup; jamnya tidak dapat diubah lagi."))
    try:
        with transaction.atomic():
            _reverse(row, entries, why, by)
    except IntegrityError as error:
        if constraint_of(error) not in ("hours_penalty_of_day", "hours_never_below_zero"):
            raise
        raise WrongState(
            _("Ada potongan atau penyesuaian yang memakai jam baris ini. Batalkan dahulu itu, lalu betulkan baris ini.")
        ) from error


def _reverse(row: ServiceAttendance, entries: list[HoursEntry], why: str, by: User) -> None:
    for entry in entries:
        HoursEntry.objects.create(
            order_id=row.order_id,
            kind=HoursKind.REVERSAL,
            reverses=entry,
            worked_on=entry.worked_on,
            minutes=-entry.minutes,
            reason=why,
            form_key=uuid.uuid5(KEYS, f"back:{entry.pk}"),
            by=by,
        )
