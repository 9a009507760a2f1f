"""The list of the day: who agreed to take part, and who came. One save for the whole list."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.once import StaleEdit
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable
from programs.models import CareActivity, Participation, ParticipationMark
from programs.rules.participation import DayMark, mark_fault

WRITE = "programs.write_activity"


@transaction.atomic
def save_day_list(*, activity_id: int, list_version: int, marks: Mapping[int, DayMark], by: User, scope: Scope) -> int:
    """Save the marks by participation; only what changed is written, each time as a new row. Returns how many.

    `scope` is the whole scope: the list is written under `programs.write_activity`; the consent of a child is noted
    by whoever may know the child (UU 11/2012 art. 19). Nobody is present without having agreed.
    Raises StaleEdit (saved since `list_version` was read), CareActivity.DoesNotExist, WrongState or Invalid, whose
    fields are "agreed_<id>", "guardian_<id>" and "present_<id>".
    """
    activity = lock_editable(activity_id, scope=scope.narrowed(WRITE))
    rows = {row.pk: row for row in _rows(activity)}
    if list_version != activity.list_version or set(marks) - set(rows):
        raise StaleEdit(_("Daftar ini disimpan orang lain setelah Anda membukanya."))
    changed = [(rows[pk], mark) for pk, mark in marks.items() if _mark_of(rows[pk]) != mark]
    _check(activity, changed, scope)
    for row, mark in changed:
        row.has_agreed, row.agreed_guardian, row.was_present = mark.has_agreed, mark.guardian, mark.was_present
        row.save(update_fields=["has_agreed", "agreed_guardian", "was_present"])
        ParticipationMark.objects.create(
            participation=row,
            has_agreed=mark.has_agreed,
            agreed_guardian=mark.guardian,
            was_present=mark.was_present,
            by=by,
        )
    if changed:
        activity.list_version += 1
        activity.save(update_fields=["list_version"])
        record(
            verb="activity.list_saved", subject=activity, by=by, guidances=sorted(r.guidance_id for r, _m in changed)
        )
    return len(changed)


def _rows(activity: CareActivity) -> list[Participation]:
    rows = activity.participations.filter(removed_at=None).select_related("guidance")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _mark_of(row: Participation) -> DayMark:
    return DayMark(row.has_agreed, row.agreed_guardian, row.was_present)


def _check(activity: CareActivity, changed: list[tuple[Participation, DayMark]], scope: Scope) -> None:
    faults: dict[str, str] = {}
    is_to_come = activity.held_on > today_in(activity.office.zone)
    for row, mark in changed:
        guidance = row.guidance
        fault = mark_fault(
            is_child=guidance.is_child,
            has_agreed=mark.has_agreed,
            guardian=mark.guardian,
            was_present=mark.was_present,
            is_to_come=is_to_come,
        )
        consent_changed = (row.has_agreed, row.agreed_guardian) != (mark.has_agreed, mark.guardian)
        may_know = scope.may_identify(
            office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
        )
        if consent_changed and guidance.is_child and not may_know:
            faults[f"agreed_{row.pk}"] = _("Persetujuan anak dicatat oleh PK yang memegang anak itu.")
        elif fault:
            faults[f"{fault[0]}_{row.pk}"] = fault[1]
    if faults:
        raise Invalid(_("Daftar belum tersimpan. Periksa baris yang ditandai."), faults)
