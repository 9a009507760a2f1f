"""Lines of an action plan: adding, changing, taking out, and carrying out."""

from dataclasses import asdict
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.models import Guidance, Need
from partners.queries.organisation import partners_near
from programs.choices import LineState, PlanState
from programs.choices_plan import StepState
from programs.models import ActionPlan, Intervention, PlanLine, PlanLineState
from programs.queries.plan import approved_line_ids, responsible_choices
from programs.rules.measure import read_measure
from programs.rules.moves import EDITABLE_LINE, EDITABLE_PLAN, REMOVABLE_LINE, may_move_line


class LineValues(TypedDict):
    """What a line says. `start_on` and `due_on` are days of the office; `partner_id` may be None.

    The measure (`baseline`, `target`; numbers when `unit` is given) stays as it is where none of the three is sent.
    """

    need_id: int
    goal: str
    intervention_code: str
    partner_id: int | None
    start_on: date
    due_on: date
    indicator: str
    responsible_id: int
    baseline: NotRequired[str]
    target: NotRequired[str]
    unit: NotRequired[str]


@transaction.atomic
def add_line(
    *, guidance_id: int, form_key: UUID | None = None, by: User, scope: Scope, **values: Unpack[LineValues]
) -> PlanLine:
    """Add a line, and the plan with its first. A known `form_key` answers with the line it made.

    Raises Guidance.DoesNotExist (outside the scope), WrongState (plan under review, guidance ended) or Invalid.
    """
    plan = lock_plan(guidance_id, by=by, scope=scope)
    known = PlanLine.objects.filter(plan=plan, form_key=form_key).first() if form_key else None
    if known is not None:
        return again(known, goal=values["goal"].strip(), intervention_id=values["intervention_code"])
    reopen(plan, by=by)
    line = PlanLine(plan=plan, form_key=form_key, **_checked(plan.guidance, values))
    line.save()
    PlanLineState.objects.create(line=line, state=LineState.PLANNED, from_on=_today(plan.guidance), by=by)
    record(verb="plan_line.added", subject=line, by=by, office_id=plan.guidance.office_id, plan=plan.pk)
    return line


@transaction.atomic
def change_line(*, line_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[LineValues]) -> PlanLine:
    """Change what a line says. An approved plan becomes a draft again; its approved version stays.

    Raises StaleEdit when the line was saved since `lock_version` was read, else as `add_line`.
    """
    line, plan = lock_line(line_id, by=by, scope=scope)
    _check_lock(line, lock_version)
    if line.state not in EDITABLE_LINE:
        raise WrongState(_("Baris yang sudah selesai atau dihentikan tidak diubah lagi; tambahkan baris baru."))
    checked = _checked(plan.guidance, values, line=line)
    changed = sorted(name for name, value in checked.items() if getattr(line, name) != value)
    if not changed:
        return line
    reopen(plan, by=by)
    for name in changed:
        setattr(line, name, checked[name])
    line.lock_version += 1
    line.save()
    record(verb="plan_line.changed", subject=line, by=by, office_id=plan.guidance.office_id, fields=changed)
    return line


@transaction.atomic
def remove_line(*, line_id: int, lock_version: int, by: User, scope: Scope) -> PlanLine:
    """Take a line out of the plan; the row stays for the versions that hold it. Raises as `change_line`."""
    line, plan = lock_line(line_id, by=by, scope=scope)
    _check_lock(line, lock_version)
    if line.state not in REMOVABLE_LINE:
        raise WrongState(_("Baris yang sudah dijalankan tidak dikeluarkan; ubah statusnya menjadi dihentikan."))
    reopen(plan, by=by)
    line.removed_at = timezone.now()
    line.lock_version += 1
    line.save(update_fields=["removed_at", "lock_version"])
    record(verb="plan_line.removed", subject=line, by=by, office_id=plan.guidance.office_id, plan=plan.pk)
    return line


@transaction.atomic
def move_line(*, line_id: int, to: str, on: date, note: str = "", by: User, scope: Scope) -> PlanLine:
    """Start, finish or stop a line from the day `on`; the plan's wording does not change.

    Raises WrongState (not approved yet, or the move is not on the list) or Invalid (the day).
    """
    line, plan = lock_line(line_id, by=by, scope=scope)
    if line.pk not in approved_line_ids(plan):
        raise WrongState(_("Baris ini belum disetujui, jadi belum dapat dijalankan."))
    if to not in LineState.values or not may_move_line(line.state, to):
        raise WrongState(_("Baris ini sudah berstatus %(state)s.") % {"state": line.get_state_display()})
    _check_move_day(line, plan.guidance, on)
    line.state = to
    line.save(update_fields=["state"])
    PlanLineState.objects.create(line=line, state=to, from_on=on, by=by, note=note)
    record(verb="plan_line.moved", subject=line, by=by, office_id=plan.guidance.office_id, to=to, on=on.isoformat())
    return line


def lock_plan(guidance_id: int, *, by: User, scope: Scope) -> ActionPlan:
    """The plan of a guidance in scope, locked, made where there is none. Raises Guidance.DoesNotExist or WrongState."""
    rows = Guidance.objects.visible_to(scope).select_related("office")
    guidance = rows.select_for_update(of=("self",)).get(pk=guidance_id)
    if guidance.ended_on is not None:
        raise WrongState(_("Masa bimbingan ini sudah berakhir; rencana aksinya tidak dapat diubah lagi."))
    plan, made = ActionPlan.objects.get_or_create(guidance=guidance, defaults={"created_by": by})
    if made:
        record(verb="plan.started", subject=plan, by=by, office_id=guidance.office_id, guidance=guidance.pk)
    plan.guidance = guidance
    return plan


def reopen(plan: ActionPlan, *, by: User) -> None:
    """Make the plan editable: an approved one becomes a draft. Raises WrongState while it is under review."""
    if plan.state not in EDITABLE_PLAN:
        raise WrongState(_("Rencana ini sedang diperiksa; ubah setelah disetujui atau dikembalikan."))
    if plan.state == PlanState.APPROVED:
        plan.state = PlanState.DRAFT
        record(verb="plan.reopened", subject=plan, by=by, office_id=plan.guidance.office_id)
    plan.lock_version += 1
    plan.save(update_fields=["state", "lock_version"])


def lock_line(line_id: int, *, by: User, scope: Scope) -> tuple[PlanLine, ActionPlan]:
    """The plan is locked before its line, as everywhere, so that two windows never wait for each other."""
    found = PlanLine.objects.visible_to(scope).current().select_related("plan").get(pk=line_id)
    plan = lock_plan(found.plan.guidance_id, by=by, scope=scope)
    line = PlanLine.objects.visible_to(scope).current().select_for_update(of=("self",)).get(pk=line_id)
    return line, plan


def _check_lock(line: PlanLine, lock_version: int) -> None:
    if line.lock_version != lock_version:
        raise StaleEdit(_("Baris ini disimpan orang lain atau jendela lain setelah Anda membukanya."))


def _checked(guidance: Guidance, values: LineValues, line: PlanLine | None = None) -> dict[str, Any]:
    """The values as model fields. Raises Invalid with every fault beside its field."""
    faults: dict[str, str] = {}
    if not _need_fits(guidance, values["need_id"], line):
        faults["need"] = _("Kebutuhan ini tidak terbuka pada peta kebutuhan klien.")
    if not Intervention.objects.filter(pk=values["intervention_code"]).exists():
        faults["intervention"] = _("Pilih intervensi dari daftar.")
    partner = values["partner_id"]
    kept = line.partner_id if line is not None else None
    if partner is not None and not partners_near(guidance.office, kept).filter(pk=partner).exists():
        faults["partner"] = _("Pilih mitra dari daftar.")
    if not responsible_choices(guidance).filter(pk=values["responsible_id"]).exists():
        faults["responsible"] = _("Pilih PK atau APK kantor ini.")
    if values["due_on"] < values["start_on"]:
        faults["due_on"] = _("Tanggal selesai tidak boleh sebelum tanggal mulai.")
    for name in ("goal", "indicator"):
        if not values[name].strip():
            faults[name] = _("Bagian ini wajib diisi.")
    measure, wrong = _measure(values)
    faults |= wrong
    if line is not None and "due_on" not in faults and steps_outside(line, values["start_on"], values["due_on"]):
        faults["due_on"] = _("Ada langkah yang batasnya di luar hari-hari ini. Ubah langkahnya dahulu.")
    if faults:
        raise Invalid(_("Baris rencana belum lengkap."), faults)
    return {
        "need_id": values["need_id"],
        "goal": values["goal"].strip(),
        "intervention_id": values["intervention_code"],
        "partner_id": partner,
        "start_on": values["start_on"],
        "due_on": values["due_on"],
        "indicator": values["indicator"].strip(),
        "responsible_id": values["responsible_id"],
        **measure,
    }


def _measure(values: LineValues) -> tuple[dict[str, Any], dict[str, str]]:
    """The measure as model fields, and its faults in words; nothing where it was not sent."""
    names = ("baseline", "target", "unit")
    if not any(name in values for name in names):
        return {}, {}
    typed = {name: str(values.get(name, "")) for name in names}
    measure, faults = read_measure(baseline=typed["baseline"], target=typed["target"], unit=typed["unit"])
    said = {
        "missing": _("Isi keadaan sekarang dan target, keduanya."),
        "number": _("Dengan satuan, isian ini harus angka, misalnya 4 atau 2,5."),
        "same": _("Target harus berbeda dari keadaan sekarang."),
    }
    return asdict(measure), {name: said[fault] for name, fault in faults.items()}


def steps_outside(line: PlanLine, start_on: date, due_on: date) -> bool:
    """Has the line a planned step that is due before `start_on` or after `due_on`? A ticked one binds nothing."""
    return (
        line.steps.filter(removed_at=None, state=StepState.PLANNED).exclude(due_on__range=(start_on, due_on)).exists()
    )


def _need_fits(guidance: Guidance, need_id: int, line: PlanLine | None) -> bool:
    """An open need of this guidance, or the one the line has had from the start."""
    if line is not None and line.need_id == need_id:
        return True
    return Need.objects.filter(pk=need_id, guidance=guidance, closed_on=None).exists()


def _check_move_day(line: PlanLine, guidance: Guidance, on: date) -> None:
    latest = line.states.order_by("-from_on", "-id").first()
    if on > _today(guidance):
        raise Invalid(_("Tanggal belum tiba."), {"on": _("Tanggal belum tiba.")})
    # The state of a past month is the last row up to its end, so days never run backwards.
    if latest is not None and on < latest.from_on:
        message = _("Tanggal tidak boleh sebelum perubahan terakhir.")
        raise Invalid(message, {"on": message})


def _today(guidance: Guidance) -> date:
    return today_in(guidance.office.zone)
