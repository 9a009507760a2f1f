"""Marking who came: a whole list in one save, each row with a lock of its own."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from programs.actions.session import lock_group
from programs.choices import AttendanceKind
from programs.models import Attendance, AttendanceMark
from programs.rules.attendance import Said, SentMark, Verdict, judged

LONGEST_NOTE = 500


@dataclass(slots=True)
class Outcome:
    """`saved`: rows that were written. `same`: nothing to write. `clashes`: rows another has changed since, as they
    stand; left alone.
    """

    saved: list[Attendance] = field(default_factory=list)
    same: list[Attendance] = field(default_factory=list)
    clashes: list[Attendance] = field(default_factory=list)


@transaction.atomic
def save_marks(*, session_id: int, sent: Iterable[SentMark], by: User, scope: Scope) -> Outcome:
    """Write the rows that changed on the page; a row that another changed meanwhile is left as it stands.

    A changed mark is a new one, the old one stays. A note the writer may not read (whose row it is stays hidden)
    stands unless another is written. Raises as `lock_group`, WrongState (the day has not come) or Invalid with the
    row's id as field.
    """
    session = lock_group(session_id, scope)
    if session.held_on > today_in(session.office.zone):
        raise WrongState(_("Hari pertemuan ini belum tiba; kehadiran dicatat pada harinya."))
    related = session.attendances.select_related("marked_by", "guidance")
    rows = {row.pk: row for row in related.select_for_update(of=("self",))}
    wanted = list(sent)
    _check(wanted, rows)
    seen, outcome = _seen(wanted), Outcome()
    for each in wanted:
        row = rows[each.attendance_id]
        was = seen.get((row.pk, each.version), ("", ""))
        said = (each.mark, each.note.strip() or _hidden_note(row, was, scope))
        verdict = judged(seen=was, sent=said, stands=(row.mark, row.note))
        if verdict is Verdict.CLASH:
            outcome.clashes.append(row)
        elif verdict is Verdict.SAVE:
            row.mark, row.note = said
            outcome.saved.append(row)
        else:
            outcome.same.append(row)
    AttendanceMark.objects.bulk_create(
        AttendanceMark(attendance=row, number=row.version + 1, mark=row.mark, note=row.note, by=by)
        for row in outcome.saved
    )
    if outcome.saved:
        guidances = sorted(row.guidance_id for row in outcome.saved)
        record(verb="attendance.saved", subject=session, by=by, office_id=session.office_id, guidances=guidances)
    return outcome


def _hidden_note(row: Attendance, seen: Said, scope: Scope) -> str:
    """The note the page did not show to who may not know whose row it is (UU 11/2012 art. 19)."""
    who = row.guidance
    may = scope.may_identify(office_id=who.office_id, officer_id=who.officer_id, is_child=who.is_child)
    return "" if may else seen[1]


def _check(wanted: Iterable[SentMark], rows: Container[int]) -> None:
    faults = {}
    for each in wanted:
        if each.attendance_id not in rows:
            faults[str(each.attendance_id)] = _("Baris ini bukan dari pertemuan ini.")
        elif each.mark not in ("", *AttendanceKind.values):
            faults[str(each.attendance_id)] = _("Pilih kehadiran dari daftar.")
        elif not each.mark and (each.version or each.note.strip()):
            faults[str(each.attendance_id)] = _("Pilih kehadiran; catatan saja tidak cukup.")
        elif len(each.note.strip()) > LONGEST_NOTE:
            faults[str(each.attendance_id)] = _("Paling panjang 500 huruf.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa baris yang ditandai."), faults)


def _seen(wanted: Iterable[SentMark]) -> dict[tuple[int, int], Said]:
    """What each row said when its page was opened, by row and version."""
    ids = [each.attendance_id for each in wanted if each.version]
    marks = AttendanceMark.objects.filter(attendance__in=ids)
    return {(mark.attendance_id, mark.number): (mark.mark, mark.note) for mark in marks}
