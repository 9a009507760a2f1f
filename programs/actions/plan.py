"""Submitting an action plan, and deciding on it with four eyes."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import StaleEdit
from bapas_portal.core.scope import Scope
from programs.actions.line import lock_plan
from programs.choices import PlanState
from programs.models import ActionPlan, PlanVersion
from programs.permissions import check_four_eyes
from programs.queries.plan import content_of
from programs.rules.content import digest_of
from programs.rules.moves import may_move_plan


@transaction.atomic
def submit_plan(*, guidance_id: int, lock_version: int | None = None, by: User, scope: Scope) -> PlanVersion:
    """Hand the plan in as it stands: its words become the next version, with their digest.

    `lock_version` is the one the reader saw; None skips that check. Raises Guidance.DoesNotExist,
    WrongState (already handed in or approved), StaleEdit, or Invalid (no line).
    """
    plan = lock_plan(guidance_id, by=by, scope=scope)
    if not may_move_plan(plan.state, PlanState.SUBMITTED):
        raise WrongState(_("Rencana ini sudah %(state)s.") % {"state": plan.get_state_display().lower()})
    if lock_version is not None and plan.lock_version != lock_version:
        raise StaleEdit(_("Rencana berubah setelah halaman ini dibuka. Baca lagi, lalu ajukan."))
    content = content_of(plan)
    if not content["lines"]:
        raise Invalid(_("Tambahkan paling sedikit satu baris sebelum mengajukan rencana."))
    now = timezone.now()
    plan.state, plan.submitted_at, plan.submitted_by = PlanState.SUBMITTED, now, by
    plan.save(update_fields=["state", "submitted_at", "submitted_by"])
    version = PlanVersion.objects.create(
        plan=plan,
        number=_next_number(plan),
        content=content,
        digest=digest_of(content),
        submitted_at=now,
        submitted_by=by,
    )
    _leave_trail("plan.submitted", plan, version, by)
    return version


@transaction.atomic
def decide_plan(
    *, guidance_id: int, approve: bool, version_number: int | None = None, comment: str = "", by: User, scope: Scope
) -> PlanVersion:
    """Approve or return the version handed in; an approval pins it.

    `version_number` is the one the reader saw. Raises ActionPlan.DoesNotExist, WrongState (nothing waits, or
    another version does), NotAllowed (own submission) or Invalid (a return without a comment).
    """
    plan = ActionPlan.objects.visible_to(scope).select_for_update(of=("self",)).get(guidance=guidance_id)
    to = PlanState.APPROVED if approve else PlanState.RETURNED
    version = plan.versions.select_for_update(of=("self",)).filter(decision="").order_by("-number").first()
    if version is None or not may_move_plan(plan.state, to):
        raise WrongState(_("Rencana ini sudah %(state)s.") % {"state": plan.get_state_display().lower()})
    if version_number is not None and version.number != version_number:
        raise WrongState(_("Rencana ini diajukan ulang setelah halaman dibuka. Baca versi terbarunya dahulu."))
    check_four_eyes(version, by)
    if not approve and not comment.strip():
        message = _("Tulis apa yang harus diperbaiki.")
        raise Invalid(message, {"comment": message})
    if digest_of(version.content) != version.digest:
        raise WrongState(_("Isi versi ini tidak sama dengan yang diajukan. Hubungi administrator."))
    version.decision, version.decided_at, version.decided_by = to, timezone.now(), by
    version.comment = comment.strip()
    version.save(update_fields=["decision", "decided_at", "decided_by", "comment"])
    plan.state = to
    plan.save(update_fields=["state"])
    _leave_trail("plan.approved" if approve else "plan.returned", plan, version, by)
    return version


def _next_number(plan: ActionPlan) -> int:
    return (plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _leave_trail(verb: str, plan: ActionPlan, version: PlanVersion, by: User) -> None:
    record(
        verb=verb,
        subject=plan,
        by=by,
        office_id=plan.guidance.office_id,
        version=version.number,
        digest=version.digest,
    )
