"""A verdict typed wrongly is corrected: with the reason written, and never below what was worked under it."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from programs.actions.replan import replan_soon
from programs.actions.service import check_terms, lock_order
from programs.models import ServiceOrder

PLANNED_BY = frozenset({"minutes_per_day", "days_a_week", "deadline_on"})
"""The terms that decide which sessions an order takes."""


class TermValues(TypedDict):
    """The terms that may have been typed wrongly. Hours in all and the first day stay: a new order holds those."""

    verdict_no: str
    verdict_on: date
    minutes_per_day: int
    days_a_week: int
    deadline_on: date
    place: str
    partner_id: int | None
    consequence: str


@transaction.atomic
def correct_terms(
    *, order_id: int, lock_version: int, reason: str, by: User, scope: Scope, **values: Unpack[TermValues]
) -> ServiceOrder:
    """Correct the terms of a running order; what stood before stays in its history.

    Raises as `lock_order`, WrongState (somebody corrected it since `lock_version` was read) or Invalid, with the limit
    of the law or the work that stands against it named at its field.
    """
    order = lock_order(order_id, scope, "programs.correct_hours")
    if order.lock_version != lock_version:
        raise WrongState(_("Putusan ini baru saja dibetulkan orang lain. Buka lagi halamannya, lalu periksa."))
    changed = sorted(name for name, value in values.items() if getattr(order, name) != value)
    if not changed:
        return order
    if not reason.strip():
        raise Invalid(_("Belum tersimpan."), {"reason": _("Tulis alasannya.")})
    for name in changed:
        setattr(order, name, values[name])  # type: ignore[literal-required]
    check_terms(order, today_in(order.guidance.office.zone))
    order.lock_version += 1
    try:
        with transaction.atomic():
            order.save(update_fields=[*changed, "lock_version"])
    except IntegrityError as error:
        raise _refused(error) from error
    record(
        verb="service_order.corrected",
        subject=order,
        by=by,
        office_id=order.guidance.office_id,
        fields=changed,
        reason=reason.strip(),
    )
    if PLANNED_BY.intersection(changed):
        replan_soon(office_id=order.guidance.office_id, order_ids=[order.pk], by=by)
    return order


def _refused(error: IntegrityError) -> Invalid:
    texts = {
        "terms_deadline_after_work": ("deadline_on", _("Sesudah hari ini sudah ada jam kerja yang tercatat.")),
        "terms_day_holds_work": ("minutes_per_day", _("Ada hari dengan jam tercatat yang lebih panjang.")),
    }
    name = constraint_of(error)
    if name not in texts:
        raise error
    field, text = texts[name]
    return Invalid(_("Belum tersimpan."), {field: text})
