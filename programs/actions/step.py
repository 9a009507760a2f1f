"""Steps to the goal of a plan's line: adding, changing, taking out, and ticking off."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.actions.line import lock_line, reopen
from programs.choices_plan import StepActor, StepState
from programs.models import ActionPlan, PlanLine, PlanStep, PlanStepState
from programs.queries.plan import approved_step_ids
from programs.rules.moves import EDITABLE_LINE, may_move_step, step_needs_reason


class StepValues(TypedDict):
    """What a step says. `due_on` lies within the days of its line."""

    action: str
    actor: str
    due_on: date


@transaction.atomic
def add_step(
    *, line_id: int, form_key: UUID | None = None, by: User, scope: Scope, **values: Unpack[StepValues]
) -> PlanStep:
    """Add a step to a line; an approved plan becomes a draft. A known `form_key` answers with the step it made.

    Raises PlanLine.DoesNotExist (outside the scope), WrongState (under review, line or guidance ended) or Invalid.
    """
    line, plan = lock_line(line_id, by=by, scope=scope)
    known = PlanStep.objects.filter(line=line, form_key=form_key).first() if form_key else None
    if known is not None:
        return again(known, **_stripped(values))
    checked = _checked(line, values)
    reopen(plan, by=by)
    step = PlanStep.objects.create(line=line, form_key=form_key, **checked)
    PlanStepState.objects.create(step=step, state=StepState.PLANNED, from_on=_today(plan.guidance), by=by)
    _leave_trail("plan_step.added", step, plan, by)
    return step


@transaction.atomic
def change_step(*, step_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[StepValues]) -> PlanStep:
    """Change what a step says. An approved plan becomes a draft again.

    Raises StaleEdit when it was saved since `lock_version` was read, WrongState once it is ticked, else as `add_step`.
    """
    step, plan = _lock_step(step_id, by=by, scope=scope)
    _check_editable(step, lock_version)
    checked = _checked(step.line, values)
    changed = sorted(name for name, value in checked.items() if getattr(step, name) != value)
    if not changed:
        return step
    reopen(plan, by=by)
    for name in changed:
        setattr(step, name, checked[name])  # type: ignore[literal-required]
    step.lock_version += 1
    step.save()
    _leave_trail("plan_step.changed", step, plan, by, fields=changed)
    return step


@transaction.atomic
def remove_step(*, step_id: int, lock_version: int, by: User, scope: Scope) -> PlanStep:
    """Take a step out of its line; the row stays for the versions that hold it. Raises as `change_step`."""
    step, plan = _lock_step(step_id, by=by, scope=scope)
    _check_editable(step, lock_version)
    reopen(plan, by=by)
    step.removed_at = timezone.now()
    step.lock_version += 1
    step.save(update_fields=["removed_at", "lock_version"])
    _leave_trail("plan_step.removed", step, plan, by)
    return step


@transaction.atomic
def move_step(
    *, step_id: int, to: str, on: date, reason: str = "", form_key: UUID | None = None, by: User, scope: Scope
) -> PlanStepState:
    """Tick a step off, say why it was not done, or take a tick back; the plan stays as it is.

    Raises WrongState (not approved yet, or the move is not on the list) or Invalid (the day, no reason).
    """
    step, plan = _lock_step(step_id, by=by, scope=scope)
    known = PlanStepState.objects.filter(step=step, form_key=form_key).first() if form_key else None
    if known is not None:
        return again(known, state=to, from_on=on, reason=reason.strip())
    if step.pk not in approved_step_ids(plan):
        raise WrongState(_("Langkah ini belum disetujui, jadi belum dapat ditandai."))
    if to not in StepState.values or not may_move_step(step.state, to):
        raise WrongState(_("Langkah ini sudah berstatus %(state)s.") % {"state": step.get_state_display()})
    if to == StepState.PLANNED and not step.line.start_on <= step.due_on <= step.line.due_on:
        raise WrongState(_("Batas langkah ini di luar masa baris. Ubah tanggal barisnya dahulu."))
    _check_move(step, plan.guidance, to, on, reason)
    step.state = to
    step.save(update_fields=["state"])
    moved = PlanStepState.objects.create(
        step=step, state=to, from_on=on, reason=reason.strip(), form_key=form_key, by=by
    )
    _leave_trail("plan_step.moved", step, plan, by, to=to, on=on.isoformat())
    return moved


def _lock_step(step_id: int, *, by: User, scope: Scope) -> tuple[PlanStep, ActionPlan]:
    """Plan, line and step are locked in this order, as everywhere. Raises PlanStep.DoesNotExist."""
    found = PlanStep.objects.visible_to(scope).current().get(pk=step_id)
    line, plan = lock_line(found.line_id, by=by, scope=scope)
    step = PlanStep.objects.visible_to(scope).current().select_for_update(of=("self",)).get(pk=step_id)
    step.line = line
    return step, plan


def _check_editable(step: PlanStep, lock_version: int) -> None:
    if step.lock_version != lock_version:
        raise StaleEdit(_("Langkah ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    if step.state != StepState.PLANNED:
        raise WrongState(_("Langkah yang sudah ditandai tidak diubah lagi; tambahkan langkah baru."))


def _stripped(values: StepValues) -> StepValues:
    return {"action": values["action"].strip(), "actor": values["actor"], "due_on": values["due_on"]}


def _checked(line: PlanLine, values: StepValues) -> StepValues:
    """The values to save. Raises WrongState (the line is over) or Invalid with every fault beside its field."""
    if line.state not in EDITABLE_LINE:
        raise WrongState(_("Baris yang sudah selesai atau dihentikan tidak diubah lagi; tambahkan baris baru."))
    kept, faults = _stripped(values), {}
    if not kept["action"]:
        faults["action"] = _("Tulis apa yang dilakukan.")
    if kept["actor"] not in StepActor.values:
        faults["actor"] = _("Pilih pelaku dari daftar.")
    if not line.start_on <= kept["due_on"] <= line.due_on:
        faults["due_on"] = _("Pilih hari di antara %(first)s dan %(last)s, masa baris ini.") % {
            "first": date_format(line.start_on, "j F Y"),
            "last": date_format(line.due_on, "j F Y"),
        }
    if faults:
        raise Invalid(_("Langkah belum lengkap."), faults)
    return kept


def _check_move(step: PlanStep, guidance: Guidance, to: str, on: date, reason: str) -> None:
    latest = step.states.order_by("-id").first()
    faults = {}
    if on > _today(guidance):
        faults["on"] = _("Tanggal belum tiba.")
    elif on < guidance.start_on:
        faults["on"] = _("Tanggal ini sebelum masa bimbingan mulai.")
    # The first row says when the step was written down; it may have been done before that.
    elif latest is not None and step.states.count() > 1 and on < latest.from_on:
        faults["on"] = _("Tanggal tidak boleh sebelum perubahan terakhir.")
    if step_needs_reason(to) and not reason.strip():
        faults["reason"] = _("Tulis alasannya.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


def _today(guidance: Guidance) -> date:
    return today_in(guidance.office.zone)


def _leave_trail(verb: str, step: PlanStep, plan: ActionPlan, by: User, **data: object) -> None:
    record(verb=verb, subject=step.line, by=by, office_id=plan.guidance.office_id, step=step.pk, **data)
