"""Taking open goals of an earlier plan of the same person over into the plan of this guidance period."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from programs.actions.line import lock_plan, reopen
from programs.choices import LineState
from programs.choices_plan import StepState
from programs.models import ActionPlan, PlanLine, PlanLineState, PlanStep, PlanStepState
from programs.queries.carry import Offer, offers
from programs.queries.plan import responsible_choices
from programs.rules.carry import carried_days, carried_measure, clamped
from programs.rules.measure import Amount, Measure


@transaction.atomic
def carry_lines(
    *, guidance_id: int, line_ids: Collection[int], by: User, scope: Scope, reading: Scope
) -> list[PlanLine]:
    """Copy the chosen lines as planned lines of this plan; the old ones stay. What was taken before is not taken again.

    `scope` is narrowed to programs.write_plan, `reading` to programs.view_plan (the earlier plans). Raises
    Guidance.DoesNotExist, WrongState (under review, guidance ended, a line no longer offered) or Invalid.
    """
    plan = lock_plan(guidance_id, by=by, scope=scope)
    if not line_ids:
        raise Invalid(_("Belum ada yang diambil."), {"lines": _("Pilih paling sedikit satu baris.")})
    offered = {offer.line.pk: offer for offer in offers(reading, plan.guidance)}
    chosen = [offered.get(number) for number in sorted(set(line_ids))]
    found = [offer for offer in chosen if offer is not None and offer.need is not None]
    if len(found) != len(chosen):
        raise WrongState(_("Sebagian baris tidak dapat diambil lagi. Buka lagi halamannya, lalu pilih sekali lagi."))
    fresh = [offer for offer in found if not offer.is_taken]
    if fresh:
        reopen(plan, by=by)
    return [_carry(plan, offer, by) for offer in fresh]


def _carry(plan: ActionPlan, offer: Offer, by: User) -> PlanLine:
    old, guidance, need = offer.line, plan.guidance, offer.need
    today = today_in(guidance.office.zone)
    days = {"start_on": guidance.start_on, "today": today, "months": settings.PLAN_REVIEW_MONTHS}
    start_on, due_on = carried_days(old.due_on, **days)
    line = PlanLine.objects.create(
        plan=plan,
        need=need.need if need else old.need,
        goal=old.goal,
        intervention_id=old.intervention_id,
        partner_id=old.partner_id,
        start_on=start_on,
        due_on=due_on,
        indicator=old.indicator,
        carried_from=old,
        responsible=_responsible(plan, old, by),
        **asdict(_measure(offer)),
    )
    PlanLineState.objects.create(line=line, state=LineState.PLANNED, from_on=today, by=by)
    _carry_steps(line, offer, today, by)
    record(verb="plan_line.carried", subject=line, by=by, office_id=guidance.office_id, plan=plan.pk, line=old.pk)
    return line


def _carry_steps(line: PlanLine, offer: Offer, today: date, by: User) -> None:
    """The steps that nobody ticked, their days moved into the new line's."""
    for old in offer.line.steps.all():
        due_on = clamped(old.due_on, line.start_on, line.due_on)
        step = PlanStep.objects.create(line=line, action=old.action, actor=old.actor, due_on=due_on)
        PlanStepState.objects.create(step=step, state=StepState.PLANNED, from_on=today, by=by)


def _measure(offer: Offer) -> Measure:
    old = offer.line
    before = Measure(old.unit, old.baseline, old.target, old.baseline_value, old.target_value)
    latest = vars(old)["measured"].latest
    return carried_measure(before, Amount(latest.value, latest.unit, latest.words) if latest else None)


def _responsible(plan: ActionPlan, old: PlanLine, by: User) -> User:
    """Who was responsible, where they still work at this office; else its officer, else who takes it over."""
    here = responsible_choices(plan.guidance)
    return here.filter(pk=old.responsible_id).first() or plan.guidance.officer or by
