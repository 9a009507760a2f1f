"""Asking for orders to be planned again: a worker does it after the commit, so that no page waits for it."""

from collections.abc import Collection, Iterable

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.jobs import start_job
from bapas_portal.core.models import Job
from programs.choices import OrderState
from programs.choices_service import Short
from programs.models import ServiceOrder, ServicePlan


def replan_soon(*, office_id: int, order_ids: Collection[int], by: User) -> Job | None:
    """Have these orders of the office planned again once this transaction commits. None: there are none.

    Planning twice changes nothing, so each wish is a job of its own and none can come too early for another.
    """
    if not order_ids:
        return None
    params = {"office": office_id, "orders": sorted(set(order_ids))}
    return start_job(task="programs.replan_orders", owner_id=by.pk, params=params)


def waiting_for_seats(office_id: int) -> list[int]:
    """Running orders of the office that found every fitting session full: seats given up are for them."""
    rows = ServicePlan.objects.filter(why=Short.FULL, order__state=OrderState.RUNNING)
    return list(rows.filter(order__guidance__office=office_id).values_list("order_id", flat=True))


def plan_every_office() -> int:
    """The night: one job for each office with running orders, so that workers share them. Returns how many.

    An office whose job of today still waits gets no second one.
    """
    return len([_plan_office(office) for office in offices_with_orders()])


def offices_with_orders() -> Iterable[Office]:
    """Offices whose clients serve orders now, with the way up to their Kanwil joined."""
    running = ServiceOrder.objects.filter(state=OrderState.RUNNING).values("guidance__office_id")
    return Office.objects.filter(pk__in=running).select_related("parent__parent").order_by("pk")


def _plan_office(office: Office) -> Job:
    key = f"programs.plan:{office.pk}:{today_in(office.zone).isoformat()}"
    params = {"office": office.pk, "orders": None}
    return start_job(task="programs.replan_orders", owner_id=None, params=params, dedupe_key=key)
