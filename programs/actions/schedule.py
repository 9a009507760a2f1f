"""Planning orders into sessions: one order from its page, an office's orders every night or after a miss."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.models import Job
from bapas_portal.core.scope import Scope
from programs.actions.seats import take_seats
from programs.actions.service import lock_order
from programs.choices import OrderState, SeatState
from programs.models import ServiceOrder, ServicePlan, SessionSeat
from programs.queries.schedule import Sites, locked_offers, wanted_of
from programs.rules.schedule import Plan, plan_orders

# Every day a slot of a safe site takes clients becomes a session, unless agreements name the site and none holds then.
# What was opened before, or cancelled, stays as it is.
OPEN_SESSIONS = """
    INSERT INTO programs_servicesession (office_id, site_id, slot_id, held_on, starts_at, ends_at, seats, state,
                                         cancel_reason, form_key, lock_version, recorded_at)
    SELECT o.office_id, s.id, t.id, d.day::date, t.starts_at, t.ends_at, t.seats, 'PLANNED', '', gen_random_uuid(), 0,
           now()
    FROM partners_siteslot t
    JOIN partners_site s ON s.id = t.site_id AND s.is_active
    JOIN partners_organisation o ON o.id = s.organisation_id AND o.is_active AND o.office_id = %(office)s
    JOIN LATERAL (SELECT c.is_safe, c.valid_until FROM partners_sitecheck c WHERE c.site_id = s.id
                  ORDER BY c.checked_on DESC, c.id DESC LIMIT 1) c ON c.is_safe
    CROSS JOIN LATERAL generate_series(GREATEST(%(first)s, t.valid_from)::timestamp,
        LEAST(%(last)s, COALESCE(t.valid_to, %(last)s), c.valid_until)::timestamp, interval '1 day') d(day)
    WHERE EXTRACT(ISODOW FROM d.day) = t.weekday
      AND NOT EXISTS (SELECT 1 FROM programs_servicesession x WHERE x.slot_id = t.id AND x.held_on = d.day::date)
      AND (SELECT BOOL_OR(d.day::date BETWEEN a.starts_on AND a.ends_on
                          AND d.day::date < COALESCE(a.stopped_on, 'infinity'))
           FROM partners_agreementsite p JOIN partners_agreement a ON a.id = p.agreement_id
           WHERE p.site_id = s.id AND p.removed_at IS NULL AND a.signed_on IS NOT NULL) IS NOT FALSE
    ORDER BY d.day, t.starts_at, t.id
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of an office's planning: seats booked and given up, and the plans that fall short."""

    orders: int
    booked: int
    released: int
    short: tuple[Plan, ...]


def horizon(today: date) -> date:
    """The last day for which sessions are opened."""
    return today + timedelta(days=settings.SERVICE_SESSIONS_AHEAD_DAYS)


def open_sessions(office: Office, today: date) -> int:
    """Sessions from tomorrow to the horizon out of the weekly times. Run again it adds only what is new.

    One planner of an office at a time, until its transaction ends: two that open the same sessions would deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('programs.schedule'), %s)", [office.pk])
        days: dict[str, int | date] = {
            "office": office.pk,
            "first": today + timedelta(days=1),
            "last": horizon(today),
        }
        cursor.execute(OPEN_SESSIONS, days)
        return int(cursor.rowcount)


@transaction.atomic
def plan_order(*, order_id: int, by: User, scope: Scope) -> Plan:
    """Book what the order still needs and give up what no longer fits. Raises as `lock_order`."""
    seen = ServiceOrder.objects.visible_to(scope).select_related("guidance__office__parent__parent").get(pk=order_id)
    office = seen.guidance.office
    open_sessions(office, today_in(office.zone))
    order = lock_order(order_id, scope, "programs.write_service")
    plans = _apply(office, [order], by)
    plan = plans[0] if plans else Plan(order.pk)
    record(
        verb="service_order.scheduled",
        subject=order,
        by=by,
        office_id=office.pk,
        booked=len(plan.take),
        released=len(plan.release),
        short=plan.short,
    )
    return plan


def replan_office(office: Office, *, by: User | None = None, order_ids: Collection[int] | None = None) -> Planned:
    """Plan the running orders of an office anew (`order_ids`: only these), all or nothing. `by` None is the night."""
    with transaction.atomic():
        today = today_in(office.zone)
        open_sessions(office, today)
        rows = ServiceOrder.objects.filter(guidance__office=office, state=OrderState.RUNNING)
        rows = rows if order_ids is None else rows.filter(pk__in=order_ids)
        locked = rows.select_related("guidance").select_for_update(of=("self",), no_key=True).order_by("pk")
        plans = _apply(office, list(locked), by)
        booked, released = sum(len(plan.take) for plan in plans), sum(len(plan.release) for plan in plans)
        if booked or released:
            record(
                verb="service_sessions.planned",
                subject=office,
                by=by,
                office_id=office.pk,
                booked=booked,
                released=released,
            )
        return Planned(len(plans), booked, released, tuple(plan for plan in plans if plan.short))


def run_replan(job: Job) -> Planned:
    """What a job of `replan.replan_soon` or of the night asks for. Safe to run again: what is planned stays."""
    office = Office.objects.select_related("parent__parent").get(pk=job.params["office"])
    return replan_office(office, by=job.owner, order_ids=job.params["orders"])


def _apply(office: Office, orders: list[ServiceOrder], by: User | None) -> list[Plan]:
    """Plan locked orders over the office's sessions, locked here: whoever plans beside waits, and sees the seats."""
    today = today_in(office.zone)
    first, last = today + timedelta(days=1), horizon(today)
    sites = Sites()
    offers = locked_offers(office, first, last, sites)
    plans = plan_orders(wanted_of(office, orders, today, sites), offers, last)
    gone = [seat for plan in plans for seat in plan.release]
    SessionSeat.objects.filter(pk__in=gone, state=SeatState.BOOKED).update(
        state=SeatState.RELEASED, reason=_("Disesuaikan dengan rencana")
    )
    take_seats(((session, plan.order) for plan in plans for session in plan.take), by)
    _keep_results([order.pk for order in orders], {plan.order: plan for plan in plans})
    return plans


def _keep_results(order_ids: list[int], plans: dict[int, Plan]) -> None:
    """Write down what is short and why, where it differs from the last time. An order without a plan needs nothing."""
    names = ("planned", "short", "why")
    known = {pk: row for pk, *row in ServicePlan.objects.filter(order__in=order_ids).values_list("order_id", *names)}
    now, changed = timezone.now(), []
    for order_id in order_ids:
        plan = plans.get(order_id) or Plan(order_id)
        row = [plan.planned, plan.short, plan.why or ""]
        if known.get(order_id) != row:
            changed.append(ServicePlan(order_id=order_id, changed_at=now, **dict(zip(names, row, strict=True))))
    ServicePlan.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["order"], update_fields=[*names, "changed_at"]
    )
