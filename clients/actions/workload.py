"""What a PK is relieved of for a while: recorded, or taken back before its time. Nothing is overwritten."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.rows import locked, refuse
from clients.models import WorkloadReduction
from clients.permissions.guidance import OFFICER_ROLES
from clients.queries.workload import SET, span_of

# Longer than this and the post itself has changed: assumed, no rule sets it.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Kept:
    """The row that stands, and whether this call made it."""

    row: WorkloadReduction
    is_new: bool


@transaction.atomic
def record_reduction(
    *, officer_id: int, percent: int, from_on: date, to_on: date, reason: str, by: User, scope: Scope
) -> Kept:
    """`officer` carries `percent` (1 to 100) less from a day to a day, both included.

    `scope` is narrowed to clients.set_reduction. The same reduction sent twice is kept once. Raises Invalid
    (`officer`: no PK of the reader's office today; `to_on`: before the first day, past, too far; `from_on`: meets
    another reduction of the PK) or NotAllowed (one's own load).
    """
    grants = RoleGrant.objects.visible_to(scope).on(today_in()).filter(role__in=OFFICER_ROLES, user__is_active=True)
    grant = grants.filter(user_id=officer_id).select_related("office").order_by("pk").first()
    if grant is None or not scope.covers(SET, office_id=grant.office_id):
        raise Invalid(_("Periksa isian yang ditandai."), {"officer": _("Petugas ini bukan PK atau APK kantor Anda.")})
    if officer_id == by.pk:
        raise NotAllowed(_("Beban sendiri dikurangi oleh atasan, bukan oleh yang bersangkutan."))
    # The officer's row is the lock: two people at once cannot both find the days free.
    officer = User.objects.select_for_update(of=("self",)).get(pk=officer_id)
    reason = reason.strip()
    _check_days(from_on, to_on, today_in(grant.office.zone))
    same = _same_days(officer, percent, from_on, to_on, reason)
    if same is not None:
        return Kept(same, is_new=False)
    row = WorkloadReduction.objects.create(
        officer=officer,
        office=grant.office,
        percent=percent,
        reason=reason,
        from_on=from_on,
        to_on=to_on,
        recorded_by=by,
    )
    _trail("reduction.recorded", row, by)
    return Kept(row, is_new=True)


def _check_days(from_on: date, to_on: date, today: date) -> None:
    """Raises Invalid."""
    if to_on < from_on:
        refuse({"to_on": _("Hari terakhir mendahului hari pertama.")})
    if to_on < today:
        refuse({"to_on": _("Hari terakhir sudah lewat: pengurangan ini tidak mengubah apa pun lagi.")})
    if (to_on - from_on).days >= MOST_DAYS:
        refuse({"to_on": _("Paling lama satu tahun. Catat lagi bila kemudian masih perlu.")})


def _same_days(officer: User, percent: int, from_on: date, to_on: date, reason: str) -> WorkloadReduction | None:
    """The very same reduction if it stands already. Raises Invalid where another one holds on some of the days."""
    rows = WorkloadReduction.objects.filter(officer=officer, from_on__lte=to_on, to_on__gte=from_on)
    meeting = [row for row in rows.select_related("office") if span_of(row).meets(from_on, to_on)]
    for row in meeting:
        same = (row.percent, row.from_on, row.to_on, row.reason) == (percent, from_on, to_on, reason)
        if same and row.ended_at is None:
            return row
    if meeting:
        text = _(
            "Pada hari itu sudah ada pengurangan %(percent)s %%, %(first)s sampai %(last)s. Akhiri dahulu yang itu."
        )
        first, last = date_format(meeting[0].from_on, "j F Y"), date_format(meeting[0].to_on, "j F Y")
        refuse({"from_on": text % {"percent": meeting[0].percent, "first": first, "last": last}})
    return None


@transaction.atomic
def end_reduction(*, reduction_id: int, by: User, scope: Scope) -> WorkloadReduction:
    """Take a reduction back from today on. `scope` is narrowed to clients.set_reduction.

    Raises WorkloadReduction.DoesNotExist, WrongState (over, or taken back already) or NotAllowed (one's own).
    """
    row = locked(WorkloadReduction.objects.select_related("office"), pk=reduction_id, scope=scope)
    if row.officer_id == by.pk:
        raise NotAllowed(_("Beban sendiri dikurangi oleh atasan, bukan oleh yang bersangkutan."))
    if row.ended_at is not None:
        raise WrongState(_("Pengurangan ini sudah diakhiri."))
    if row.to_on < today_in(row.office.zone):
        raise WrongState(_("Pengurangan ini sudah selesai pada hari terakhirnya."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _trail("reduction.ended", row, by)
    return row


def _trail(verb: str, row: WorkloadReduction, by: User) -> None:
    record(
        verb=verb,
        subject=row,
        by=by,
        office_id=row.office_id,
        officer=row.officer_id,
        percent=row.percent,
        from_on=row.from_on.isoformat(),
        to_on=row.to_on.isoformat(),
    )
