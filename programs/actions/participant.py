"""Who took part in an activity."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable
from programs.actions.child_words import check_own_texts
from programs.models import CareActivity, Participation
from programs.queries.activity import pickable

WRITE = "programs.write_activity"


@transaction.atomic
def add_participants(*, activity_id: int, guidance_ids: Iterable[int], by: User, scope: Scope) -> list[Participation]:
    """Put clients on the list; who is on it already stays once. `scope` is the whole scope, not narrowed:

    the activity is changed under `programs.write_activity`, the clients are picked under `clients.view_client`.
    Raises CareActivity.DoesNotExist, WrongState, or Invalid (not in sight, another office, not open that day, or a
    text of the activity names a child who is picked).
    """
    activity = lock_editable(activity_id, scope=scope.narrowed(WRITE))
    wanted = set(guidance_ids)
    wanted -= set(activity.participations.filter(removed_at=None).values_list("guidance_id", flat=True))
    found = list(pickable(activity, scope).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Invalid(_("Ada klien yang tidak dapat dipilih: bukan klien kantor ini pada tanggal kegiatan."))
    rows = Participation.objects.bulk_create(Participation(activity=activity, guidance=row) for row in found)
    if rows:
        check_own_texts(activity)
        record(verb="activity.participants_added", subject=activity, by=by, guidances=sorted(wanted))
    return rows


@transaction.atomic
def remove_participant(*, activity_id: int, participation_id: int, by: User, scope: Scope) -> CareActivity:
    """Take a client off the list; the row stays with the moment. `scope` as in `add_participants`.

    Raises CareActivity.DoesNotExist, Participation.DoesNotExist or WrongState.
    """
    activity = lock_editable(activity_id, scope=scope.narrowed(WRITE))
    row = activity.participations.select_for_update().get(pk=participation_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    activity.list_version += 1
    activity.save(update_fields=["list_version"])
    record(verb="activity.participant_removed", subject=activity, by=by, guidance=row.guidance_id)
    return activity
