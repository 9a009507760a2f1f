"""The page of one activity: what it shows this reader, and the small forms on it."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.dates import today_in
from bapas_portal.core.maps import point_on_map
from programs import permissions
from programs.choices import ActivityState
from programs.forms.activity import ActivityDecisionForm
from programs.forms.activity_part import LinkForm, OutputForm, ProposalDecisionForm
from programs.forms.photo import PhotoForm
from programs.models import CareActivity
from programs.queries import activity as queries
from programs.rules.activity import last_day_to_report
from programs.rules.moves import EDITABLE_ACTIVITY, may_move_activity


def visible_activity(request: PortalRequest, pk: int) -> CareActivity:
    """An activity in the reader's sight, with office, region and people; else 404."""
    rows = queries.visible_activities(request.full_scope).select_related(
        "submitted_by", "decided_by", "created_by", "proposed_by", "approved_by", "calendar_entry"
    )
    return get_object_or_404(rows, pk=pk)


def activity_context(request: PortalRequest, activity: CareActivity, **forms: Any) -> dict[str, Any]:
    """What the page of an activity shows this reader; `forms` replace the empty ones after a fault."""
    scope = request.full_scope
    heads = queries.heads(activity)
    people = queries.participants(activity, scope)
    may_edit = activity.state in EDITABLE_ACTIVITY and permissions.may_write_activity(activity, scope)
    return {
        "activity": activity,
        "partners": activity.partners.select_related("office").order_by("name"),
        "heads": heads,
        "participants": people,
        "not_agreed": sum(person.row.has_agreed is False for person in people),
        "photos": queries.photos(activity, scope),
        "outputs": activity.outputs.filter(removed_at=None),
        "links": activity.links.filter(removed_at=None),
        "point": point_on_map(activity.latitude, activity.longitude),
        "report_by": last_day_to_report(activity.held_on, due_day=settings.CARE_REPORT_DUE_DAY),
        "is_late": queries.is_late_activity(activity),
        "photo_form": PhotoForm(
            persons=queries.photo_choices(activity, scope), initial={"shows_child": heads.children > 0}
        ),
        "output_form": OutputForm.fresh(),
        "link_form": LinkForm.fresh(),
        "decision_form": ActivityDecisionForm(),
        "proposal_form": ProposalDecisionForm(),
    } | (_rights(activity, request, may_edit=may_edit) | forms)


def _rights(activity: CareActivity, request: PortalRequest, *, may_edit: bool) -> dict[str, bool]:
    """Which buttons this reader gets."""
    scope = request.full_scope
    is_to_come = activity.held_on > today_in(activity.office.zone)
    may_propose = may_move_activity(activity.state, ActivityState.PROPOSED)
    return {
        "may_edit": may_edit,
        "is_to_come": is_to_come,
        "may_propose": may_edit and is_to_come and may_propose,
        "may_submit": may_edit and not is_to_come,
        "may_decide": activity.state == ActivityState.SUBMITTED and permissions.may_accept_activity(activity, scope),
        "may_approve": activity.state == ActivityState.PROPOSED
        and permissions.may_approve_activity(activity, scope)
        and activity.proposed_by_id != request.user.pk,
        "may_write": permissions.may_write_activity(activity, scope),
    }
