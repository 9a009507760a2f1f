"""Proposals of activities to come: the office's own step before the day. Nothing of it reaches the Kanwil."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable, state_message
from programs.choices import ActivityState
from programs.models import CareActivity
from programs.rules.moves import may_move_activity


@transaction.atomic
def propose_activity(*, activity_id: int, by: User, scope: Scope) -> CareActivity:
    """Hand a planned activity to the head of the Bapas.

    Raises CareActivity.DoesNotExist, NotAllowed, WrongState, or Invalid (the day is past: then the report is due).
    """
    activity = lock_editable(activity_id, scope=scope)
    if not may_move_activity(activity.state, ActivityState.PROPOSED):
        raise WrongState(state_message(activity))
    if activity.held_on <= today_in(activity.office.zone):
        raise Invalid(
            _("Usulan diajukan sebelum harinya. Kegiatan yang sudah berlangsung langsung diajukan ke Kanwil.")
        )
    activity.state, activity.proposed_at, activity.proposed_by = ActivityState.PROPOSED, timezone.now(), by
    activity.approved_at, activity.approved_by, activity.proposal_comment = None, None, ""
    return _moved(activity, "activity.proposed", by)


@transaction.atomic
def decide_proposal(*, activity_id: int, approve: bool, comment: str = "", by: User, scope: Scope) -> CareActivity:
    """The head approves a proposal, or gives it back as a draft with words. Who proposed does not decide.

    Raises CareActivity.DoesNotExist, NotAllowed, WrongState or Invalid (given back without words).
    """
    rows = CareActivity.objects.visible_to(scope).select_related("office")
    activity = rows.select_for_update(of=("self",)).get(pk=activity_id)
    if activity.state != ActivityState.PROPOSED:
        raise WrongState(state_message(activity))
    if activity.proposed_by_id == by.pk:
        raise NotAllowed(_("Usulan yang Anda ajukan sendiri harus diperiksa orang lain."), code="four_eyes")
    if not approve and not comment.strip():
        message = _("Tulis apa yang harus diperbaiki.")
        raise Invalid(message, {"comment": message})
    activity.proposal_comment = comment.strip()
    if approve:
        activity.state, activity.approved_at, activity.approved_by = ActivityState.APPROVED, timezone.now(), by
    else:
        activity.state = ActivityState.DRAFT
    return _moved(activity, "activity.proposal_approved" if approve else "activity.proposal_returned", by)


def _moved(activity: CareActivity, verb: str, by: User) -> CareActivity:
    activity.lock_version += 1
    names = ["state", "proposed_at", "proposed_by", "approved_at", "approved_by", "proposal_comment", "lock_version"]
    activity.save(update_fields=names)
    record(verb=verb, subject=activity, by=by)
    return activity
