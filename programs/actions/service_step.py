"""The ladder after a missed session: the system proposes a step, a person takes it, a second person decides the grave.

No sanction is automatic: without a person nothing happens, and what the verdict says for a breach is for the
prosecutor and the judge (KUHP art. 85).
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.service import lock_order
from programs.choices_service import DECIDED_STEPS, BreachStep, SeatOutcome, StepAct
from programs.models import ServiceAttendance, ServiceStep, ServiceStepAct
from programs.queries.service_step import standing_steps
from programs.rules.ladder import next_step, read_ladder


def ladder() -> tuple[str, ...]:
    return read_ladder(settings.SERVICE_LADDER, BreachStep.values)


@transaction.atomic
def take_step(
    *, miss_id: int, step: str, taken_on: date, note: str, form_key: UUID, by: User, scope: Scope
) -> ServiceStep:
    """Take the next step for a miss. A known `form_key` answers with its row.

    Raises ServiceAttendance.DoesNotExist (outside the scope), as `lock_order`, WrongState (excused meanwhile, a step
    taken meanwhile, the top reached) or Invalid.
    """
    miss = ServiceAttendance.objects.visible_to(scope).select_related("seat__session").get(pk=miss_id)
    order = lock_order(miss.order_id, scope, "programs.write_service")
    known = ServiceStep.objects.filter(form_key=form_key).first()
    if known is not None and known.miss_id != miss.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, step=step, taken_on=taken_on, note=note.strip())
    if miss.outcome != SeatOutcome.MISSED or ServiceAttendance.objects.filter(replaces=miss).exists():
        raise WrongState(_("Catatan ini bukan ketidakhadiran tanpa alasan sah, atau sudah dibetulkan."))
    steps = standing_steps([order.pk]).get(order.pk, [])
    if any(row.miss_id == miss.pk for row in steps):
        raise WrongState(_("Langkah untuk ketidakhadiran ini sudah dicatat."))
    proposed = next_step(ladder(), [row.step for row in steps])
    if proposed is None:
        raise WrongState(_("Sudah dilaporkan kepada jaksa; langkah selanjutnya ada pada jaksa."))
    if step != proposed:
        raise WrongState(_("Langkah berikutnya sudah berubah. Muat ulang halaman ini."))
    if not miss.seat.session.held_on <= taken_on <= today_in(order.guidance.office.zone):
        raise Invalid(_("Belum tersimpan."), {"taken_on": _("Pilih hari sejak sesi itu sampai hari ini.")})
    if step in DECIDED_STEPS and not note.strip():
        raise Invalid(_("Belum tersimpan."), {"note": _("Tulis pertimbangannya untuk yang memutus.")})
    made = ServiceStep.objects.create(
        order=order, miss=miss, step=step, taken_on=taken_on, note=note.strip(), form_key=form_key, by=by
    )
    office_id = order.guidance.office_id
    record(verb="service_step.taken", subject=made, by=by, office_id=office_id, order=order.pk, kind=step)
    return made


@transaction.atomic
def decide_step(*, step_id: int, approve: bool, note: str, by: User, scope: Scope) -> ServiceStepAct:
    """A second person approves or refuses a hearing or a report to the prosecutor.

    Raises ServiceStep.DoesNotExist (outside the scope), NotAllowed (one's own), WrongState or Invalid (a refusal
    without its reason).
    """
    rows = ServiceStep.objects.visible_to(scope).select_related("order__guidance")
    step = rows.select_for_update(of=("self",)).get(pk=step_id)
    if step.step not in DECIDED_STEPS:
        raise WrongState(_("Langkah ini tidak perlu diputus."))
    if step.by_id == by.pk:
        raise NotAllowed(_("Langkah yang Anda ajukan sendiri diputus orang lain."), code="four_eyes")
    if step.acts.exists():
        raise WrongState(_("Langkah ini sudah diputus atau ditarik."))
    if not approve and not note.strip():
        raise Invalid(_("Belum tersimpan."), {"note": _("Tulis mengapa tidak disetujui.")})
    act = StepAct.APPROVED if approve else StepAct.REFUSED
    return _act(step, act, note.strip(), by)


def withdraw_steps(miss: ServiceAttendance, reason: str, by: User) -> list[ServiceStepAct]:
    """Withdraw what stands for a miss that is none any more. The caller holds the order's lock."""
    steps = miss.steps.select_related("order__guidance").exclude(acts__act__in=[StepAct.WITHDRAWN, StepAct.REFUSED])
    return [_act(step, StepAct.WITHDRAWN, reason, by) for step in steps]


def _act(step: ServiceStep, act: str, note: str, by: User) -> ServiceStepAct:
    made = ServiceStepAct.objects.create(step=step, act=act, note=note, by=by)
    office_id = step.order.guidance.office_id
    record(verb=f"service_step.{act.lower()}", subject=step, by=by, office_id=office_id, order=step.order_id)
    return made
