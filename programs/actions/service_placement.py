"""When the client cannot come, and what a place must offer: what the planner goes by."""

from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.replan import replan_soon
from programs.actions.service import lock_order
from programs.models import ServiceBusy, ServicePlacement


@transaction.atomic
def add_busy(
    *,
    order_id: int,
    weekday: int,
    starts_at: time,
    ends_at: time,
    reason: str,
    note: str,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> ServiceBusy:
    """A weekly time without service. The order is planned again soon, so seats booked then are given up.

    A known `form_key` answers with the row it made. Raises as `lock_order`, or Invalid.
    """
    order = lock_order(order_id, scope, "programs.write_service")
    known = ServiceBusy.objects.filter(form_key=form_key, order=order).first()
    if known is not None:
        return again(known, weekday=weekday, starts_at=starts_at, ends_at=ends_at, reason=reason, note=note.strip())
    if ends_at <= starts_at:
        raise Invalid(_("Belum tersimpan."), {"ends_at": _("Jam selesai harus sesudah jam mulai.")})
    busy = ServiceBusy(order=order, weekday=weekday, starts_at=starts_at, ends_at=ends_at, reason=reason)
    busy.note, busy.form_key, busy.by = note.strip(), form_key, by
    busy.save(force_insert=True)
    record(verb="service_busy.added", subject=busy, by=by, office_id=order.guidance.office_id, order=order.pk)
    replan_soon(office_id=order.guidance.office_id, order_ids=[order.pk], by=by)
    return busy


@transaction.atomic
def remove_busy(*, busy_id: int, by: User, scope: Scope) -> ServiceBusy:
    """Strike out a busy time; once struck out it stays so. Raises ServiceBusy.DoesNotExist, or as `lock_order`."""
    found = ServiceBusy.objects.visible_to(scope).get(pk=busy_id)
    order = lock_order(found.order_id, scope, "programs.write_service")
    busy = ServiceBusy.objects.select_for_update().get(pk=busy_id)
    if busy.removed_at is not None:
        return again(busy)
    busy.removed_at, busy.removed_by = timezone.now(), by
    busy.save(update_fields=["removed_at", "removed_by"])
    record(verb="service_busy.removed", subject=busy, by=by, office_id=order.guidance.office_id, order=order.pk)
    replan_soon(office_id=order.guidance.office_id, order_ids=[order.pk], by=by)
    return busy


@transaction.atomic
def set_placement(
    *,
    order_id: int,
    lock_version: int,
    needs_step_free: bool,
    latitude: float | None,
    longitude: float | None,
    by: User,
    scope: Scope,
) -> ServicePlacement:
    """What a place must offer, and where the client sets out from. `lock_version` is 0 for the first.

    Raises as `lock_order`, WrongState (somebody changed it since it was read) or Invalid (half a point).
    """
    order = lock_order(order_id, scope, "programs.write_service")
    row = ServicePlacement.objects.filter(order=order).first() or ServicePlacement(order=order)
    if row.lock_version != lock_version:
        raise WrongState(_("Isian ini baru saja diubah orang lain. Buka lagi halamannya, lalu periksa."))
    if (latitude is None) != (longitude is None):
        raise Invalid(_("Belum tersimpan."), {"longitude": _("Isi lintang dan bujur, atau kosongkan keduanya.")})
    row.needs_step_free, row.latitude, row.longitude = needs_step_free, latitude, longitude
    row.lock_version, row.changed_by = lock_version + 1, by
    row.save()
    record(verb="service_order.placement", subject=order, by=by, office_id=order.guidance.office_id)
    replan_soon(office_id=order.guidance.office_id, order_ids=[order.pk], by=by)
    return row
