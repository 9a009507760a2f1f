"""Activities of Klien Bapas Peduli: recording, handing in, deciding.

They are voluntary guidance and hold no hours: nothing here counts towards a sentence (domain.md 6.3).
"""

from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from programs.actions.activity_values import ActivityValues, checked
from programs.actions.child_words import OWN, check_no_child, check_own_texts
from programs.choices import ActivityState
from programs.models import CareActivity, Participation
from programs.permissions import may_write_activity
from programs.rules.moves import EDITABLE_ACTIVITY, may_move_activity
from programs.rules.participation import was_open

PLANNED_WORDS = frozenset({"held_on", "kind", "place"})
"""What the head approved of a proposal; another day, kind or place is another proposal."""


@transaction.atomic
def record_activity(
    *, office_id: int, form_key: UUID | None = None, by: User, scope: Scope, **values: Unpack[ActivityValues]
) -> CareActivity:
    """Record a new activity as a draft. A known `form_key` of the same office answers with the activity it made.

    Raises NotAllowed (another office) or Invalid.
    """
    if not scope.covers("programs.write_activity", office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat mencatat kegiatan kantor Anda sendiri."))
    office = Office.objects.select_for_update().get(pk=office_id)
    known = CareActivity.objects.filter(office=office, form_key=form_key).first() if form_key else None
    if known is not None:
        return again(known, held_on=values["held_on"], kind=values["kind"], title=values["title"].strip())
    activity = CareActivity(office=office, created_by=by, form_key=form_key, **checked(values, office))
    activity.save()
    activity.partners.set(values["partner_ids"])
    record(verb="activity.recorded", subject=activity, by=by, kind=activity.kind, held_on=str(activity.held_on))
    return activity


@transaction.atomic
def change_activity(
    *, activity_id: int, lock_version: int | None = None, by: User, scope: Scope, **values: Unpack[ActivityValues]
) -> CareActivity:
    """Change an activity that is not with the Kanwil. Another day, kind or place ends the approval of a proposal.

    Raises StaleEdit when it was saved since `lock_version` was read, CareActivity.DoesNotExist, WrongState or Invalid.
    """
    activity = lock_editable(activity_id, scope=scope)
    if lock_version is not None and lock_version != activity.lock_version:
        raise StaleEdit(_("Kegiatan ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    fields = checked(values, activity.office, kept_entry=activity.calendar_entry_id)
    check_no_child(activity, {name: fields[name] for name in OWN if name in fields})
    changed = sorted(name for name, value in fields.items() if getattr(activity, name) != value)
    for name in changed:
        setattr(activity, name, fields[name])
    check_participants(activity)
    if activity.state == ActivityState.APPROVED and PLANNED_WORDS & set(changed):
        activity.state, activity.approved_at, activity.approved_by = ActivityState.DRAFT, None, None
        record(verb="activity.approval_ended", subject=activity, by=by, fields=changed)
    activity.lock_version += 1
    activity.save()
    activity.partners.set(values["partner_ids"])
    record(verb="activity.changed", subject=activity, by=by, fields=changed)
    return activity


@transaction.atomic
def submit_activity(*, activity_id: int, by: User, scope: Scope) -> CareActivity:
    """Hand the report in to the Kanwil.

    Raises WrongState, or Invalid (nobody is counted, the day is to come, or a text names a child of the list).
    """
    activity = lock_editable(activity_id, scope=scope)
    if activity.held_on > today_in(activity.office.zone):
        raise Invalid(_("Kegiatan ini belum berlangsung; ajukan setelah harinya."))
    if not Participation.objects.counted().filter(activity=activity).exists():
        raise Invalid(_("Belum ada peserta yang dihitung. Pilih klien yang ikut, lalu isi daftar hadirnya."))
    check_participants(activity)
    check_own_texts(activity)
    activity.state, activity.submitted_at, activity.submitted_by = ActivityState.SUBMITTED, timezone.now(), by
    activity.first_submitted_at = activity.first_submitted_at or activity.submitted_at
    activity.lock_version += 1
    activity.save(update_fields=["state", "submitted_at", "submitted_by", "first_submitted_at", "lock_version"])
    record(verb="activity.submitted", subject=activity, by=by)
    return activity


@transaction.atomic
def decide_activity(*, activity_id: int, accept: bool, comment: str = "", by: User, scope: Scope) -> CareActivity:
    """The Kanwil accepts or returns. Raises CareActivity.DoesNotExist, WrongState or Invalid (return without words)."""
    rows = CareActivity.objects.visible_to(scope).select_related("office")
    activity = rows.select_for_update(of=("self",)).get(pk=activity_id)
    to = ActivityState.ACCEPTED if accept else ActivityState.RETURNED
    if not may_move_activity(activity.state, to):
        raise WrongState(state_message(activity))
    if activity.submitted_by_id == by.pk:
        raise NotAllowed(_("Kegiatan yang Anda ajukan sendiri harus diperiksa orang lain."), code="four_eyes")
    if not accept and not comment.strip():
        message = _("Tulis apa yang harus diperbaiki.")
        raise Invalid(message, {"comment": message})
    activity.state, activity.decided_at, activity.decided_by = to, timezone.now(), by
    activity.comment = comment.strip()
    activity.save(update_fields=["state", "decided_at", "decided_by", "comment"])
    record(verb="activity.accepted" if accept else "activity.returned", subject=activity, by=by)
    return activity


def lock_editable(activity_id: int, *, scope: Scope) -> CareActivity:
    """The activity, locked, if it may be changed. Raises CareActivity.DoesNotExist, NotAllowed or WrongState."""
    rows = CareActivity.objects.visible_to(scope).select_related("office")
    activity = rows.select_for_update(of=("self",)).get(pk=activity_id)
    if not may_write_activity(activity, scope):
        raise NotAllowed(_("Kegiatan ini diubah oleh Bapas yang mencatatnya."))
    if activity.state not in EDITABLE_ACTIVITY:
        raise WrongState(state_message(activity))
    return activity


def state_message(activity: CareActivity) -> str:
    return _("Kegiatan ini sudah %(state)s.") % {"state": activity.get_state_display().lower()}


def check_participants(activity: CareActivity) -> None:
    """Everybody on the list had an open guidance period on the day. Raises Invalid."""
    rows = Participation.objects.filter(activity=activity, removed_at=None)
    for start_on, ended_on in rows.values_list("guidance__start_on", "guidance__ended_on"):
        if not was_open(start_on=start_on, ended_on=ended_on, day=activity.held_on):
            message = _("Ada peserta yang masa bimbingannya tidak berjalan pada tanggal ini. Periksa daftar peserta.")
            raise Invalid(message, {"held_on": message})
