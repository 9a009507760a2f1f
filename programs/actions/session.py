"""Sessions of guidance: one client's, a group's, and cancelling one that was recorded wrongly.

Nothing here counts as hours of a sentence (domain.md 6.3).
"""

from collections.abc import Iterable
from datetime import date, time
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.closing import closed_faults
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.actions.programme import WRITE as WRITE_GROUP
from programs.actions.programme import lock_programme
from programs.choices import AttendanceKind, EnrolmentState, SessionMode
from programs.models import Attendance, AttendanceMark, GuidanceSession, PlanLine
from programs.queries.guiding import pickable_on
from programs.rules.participation import was_open

WRITE_SINGLE = "programs.write_session"


class SingleValues(TypedDict):
    """A session of one client. Days are the office's; `plan_line_id` and `next_on` may be None."""

    held_on: date
    started_at: time | None
    ended_at: time | None
    mode: str
    topic: str
    plan_line_id: int | None
    account: str
    result: str
    next_on: date | None


class GroupValues(TypedDict):
    """A session of a group, past or to come."""

    held_on: date
    started_at: time
    ended_at: time
    topic: str
    facilitator: str


@transaction.atomic
def record_single(
    *, guidance_id: int, mark: str, form_key: UUID, by: User, scope: Scope, **values: Unpack[SingleValues]
) -> GuidanceSession:
    """Record a session with one client and whether the client came. `scope` narrowed to `programs.write_session`.

    Raises Guidance.DoesNotExist (outside the scope), WrongState or Invalid.
    """
    rows = Guidance.objects.visible_to(scope).select_related("office")
    guidance = rows.select_for_update(of=("self",)).get(pk=guidance_id)
    known = GuidanceSession.objects.filter(form_key=form_key).first()
    if known is not None and known.guidance_id != guidance.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, **values)
    _check_single(guidance, mark, values)
    line = PlanLine.objects.filter(pk=values["plan_line_id"] or 0).first()
    session = GuidanceSession(
        office=guidance.office,
        guidance=guidance,
        need_id=line.need_id if line else None,
        facilitator=by.name,
        form_key=form_key,
        created_by=by,
        **values,
    )
    session.save()
    row = Attendance.objects.create(session=session, guidance=guidance)
    AttendanceMark.objects.create(attendance=row, number=1, mark=mark, by=by)
    record(
        verb="session.recorded", subject=session, by=by, office_id=session.office_id, guidance=guidance.pk, state=mark
    )
    return session


def _check_single(guidance: Guidance, mark: str, values: SingleValues) -> None:
    day = values["held_on"]
    faults = closed_faults(office_id=guidance.office_id, held_on=day)
    if day > today_in(guidance.office.zone):
        faults["held_on"] = _("Hari ini belum tiba. Tulis sebagai tanggal berikutnya pada pertemuan terakhir.")
    elif not was_open(start_on=guidance.start_on, ended_on=guidance.ended_on, day=day):
        faults["held_on"] = _("Pada hari itu masa bimbingan ini tidak berjalan.")
    if values["next_on"] and values["next_on"] <= day:
        faults["next_on"] = _("Tanggal berikutnya sesudah hari pertemuan ini.")
    if values["mode"] not in set(SessionMode.values) - {SessionMode.GROUP}:
        faults["mode"] = _("Pilih cara pertemuan.")
    if mark not in AttendanceKind.values:
        faults["mark"] = _("Pilih kehadiran.")
    if not values["topic"].strip():
        faults["topic"] = _("Tulis pokok pertemuan.")
    faults |= _wrong_times(values["started_at"], values["ended_at"])
    line_id = values["plan_line_id"]
    if line_id and not PlanLine.objects.current().filter(pk=line_id, plan__guidance=guidance).exists():
        faults["plan_line_id"] = _("Pilih baris rencana klien ini.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


def _wrong_times(started: time | None, ended: time | None) -> dict[str, str]:
    if ended and (started is None or ended <= started):
        return {"ended_at": _("Jam selesai sesudah jam mulai.")}
    return {}


@transaction.atomic
def plan_group(
    *,
    office_id: int,
    programme_id: int | None,
    guidance_ids: Iterable[int] = (),
    form_key: UUID,
    by: User,
    scope: Scope,
    **values: Unpack[GroupValues],
) -> GuidanceSession:
    """A session of a programme (its enrolled are on the list), or of clients picked for this once.

    `scope` is not narrowed, as in `enrol`. Raises NotAllowed, Programme.DoesNotExist, WrongState or Invalid.
    """
    if not scope.covers(WRITE_GROUP, office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat mencatat pertemuan di kantor Anda sendiri."))
    programme = lock_programme(programme_id, scope) if programme_id else None
    office = programme.office if programme else Office.objects.select_for_update(of=("self",)).get(pk=office_id)
    known = GuidanceSession.groups.filter(form_key=form_key).first()
    if known is not None and (known.office_id, known.programme_id) != (office.pk, programme_id):
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, **values)
    faults = closed_faults(office_id=office.pk, held_on=values["held_on"])
    faults |= _wrong_times(values["started_at"], values["ended_at"])
    if not values["topic"].strip():
        faults["topic"] = _("Tulis pokok pertemuan.")
    if programme and not programme.start_on <= values["held_on"] <= programme.end_on:
        faults["held_on"] = _("Hari ini di luar masa program.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    session = GuidanceSession(
        office=office, programme=programme, mode=SessionMode.GROUP, form_key=form_key, created_by=by, **values
    )
    session.save()
    if programme:
        enrolled = programme.enrolments.filter(state=EnrolmentState.ENROLLED).order_by("pk")
        rows = [Attendance(session=session, guidance_id=row.guidance_id, enrolment=row) for row in enrolled]
        Attendance.objects.bulk_create(rows)
    else:
        _list_clients(session, guidance_ids, scope)
    record(verb="session.planned", subject=session, by=by, office_id=office.pk, on=session.held_on.isoformat())
    return session


def _list_clients(session: GuidanceSession, guidance_ids: Iterable[int], scope: Scope) -> None:
    wanted = set(guidance_ids) - set(session.attendances.values_list("guidance_id", flat=True))
    found = list(pickable_on(session.office_id, session.held_on, scope).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Invalid(_("Ada klien yang tidak dapat dipilih: bukan klien kantor ini pada hari itu."))
    Attendance.objects.bulk_create(Attendance(session=session, guidance=row) for row in found)


def lock_group(session_id: int, scope: Scope) -> GuidanceSession:
    """The group's session, locked, for who writes those of its office (`scope` not narrowed).

    Raises GuidanceSession.DoesNotExist or WrongState (cancelled).
    """
    rows = GuidanceSession.groups.visible_to(scope.narrowed(WRITE_GROUP)).select_related("office", "programme")
    session: GuidanceSession = rows.select_for_update(of=("self",)).get(pk=session_id)
    _check_stands(session)
    return session


def _check_stands(session: GuidanceSession) -> None:
    if session.cancelled_at is not None:
        raise WrongState(_("Pertemuan ini sudah dibatalkan."))


@transaction.atomic
def add_to_session(*, session_id: int, guidance_ids: Iterable[int], by: User, scope: Scope) -> GuidanceSession:
    """Put more clients on the list of a session of no programme. Raises as `lock_group`, WrongState or Invalid."""
    session = lock_group(session_id, scope)
    if session.programme_id:
        raise WrongState(_("Peserta pertemuan program adalah peserta programnya."))
    wanted = sorted(set(guidance_ids))
    _list_clients(session, wanted, scope)
    record(verb="session.list_grew", subject=session, by=by, office_id=session.office_id, guidances=wanted)
    return session


@transaction.atomic
def cancel_session(*, session_id: int, reason: str, by: User, scope: Scope) -> GuidanceSession:
    """Cancel a session recorded or planned wrongly; it and its marks stay on record. `scope` not narrowed.

    Raises GuidanceSession.DoesNotExist, WrongState (cancelled already) or Invalid.
    """
    single = GuidanceSession.objects.visible_to(scope.narrowed(WRITE_SINGLE)).filter(pk=session_id)
    if single.exclude(guidance=None).exists():
        session: GuidanceSession = single.select_for_update(of=("self",)).get()
        _check_stands(session)
    else:
        session = lock_group(session_id, scope)
    if not reason.strip():
        raise Invalid(_("Belum tersimpan."), {"reason": _("Tulis alasannya.")})
    session.cancelled_at, session.cancelled_by, session.cancel_reason = timezone.now(), by, reason.strip()
    session.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    record(verb="session.cancelled", subject=session, by=by, office_id=session.office_id)
    return session
