"""The life of a guidance period: corrected, handed from officer to officer, closed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.closing import closed_faults
from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.actions.register import date_problems, status_problems
from clients.actions.rows import as_text, changed, locked, refuse, whole
from clients.models import Guidance, OfficerAssignment
from clients.permissions.guidance import check_may_hold
from clients.rules.closing import closing_problems

DAY = timedelta(days=1)
# What rooms above do when a guidance ends: this room knows neither plans nor partners.
_closers: list[Callable[[Guidance, User], None]] = []


def add_closer(closer: Callable[[Guidance, User], None]) -> None:
    """Call `closer` in the transaction that closes a guidance, once its last day is set. Told when the app is ready."""
    if closer not in _closers:
        _closers.append(closer)


ALREADY_CLOSED = _("Masa bimbingan ini sudah ditutup.")


def _open(guidance: Guidance) -> None:
    if guidance.ended_on is not None:
        raise WrongState(ALREADY_CLOSED)


def correct_guidance(*, guidance_id: int, by: User, scope: Scope, **values: Any) -> Guidance:
    """Correct status, register number, decree or dates; the history keeps what stood before.

    Raises Invalid, WrongState (closed), Guidance.DoesNotExist.
    """
    with whole(by):
        guidance = locked(Guidance.objects, pk=guidance_id, scope=scope)
        _open(guidance)
        was_on = guidance.start_on
        names = changed(guidance, values)
        if not names:
            return guidance
        problems: dict[str, Any] = {}
        if {"start_on", "status"} & set(names):
            # Both the month it leaves and the month it comes to would be counted otherwise.
            for day in (was_on, guidance.start_on):
                problems |= closed_faults(office_id=guidance.office_id, start_on=day)
        problems |= status_problems(guidance.status, guidance.is_child)
        problems |= date_problems(guidance, guidance.case.offence_on, today_in(guidance.office.zone))
        if "start_on" in names:
            problems |= _start_problems(guidance)
        refuse(problems)
        guidance.save(update_fields=names)
        said: dict[str, Any] = {name: as_text(values[name]) for name in names}
        record(verb="guidance.corrected", subject=guidance, by=by, **said)
    return guidance


def _start_problems(guidance: Guidance) -> dict[str, Any]:
    """The first officer begins with the guidance, so that the officers' days stay within it."""
    first = guidance.assignments.order_by("from_on").first()
    if first is None:
        return {}
    if first.to_on is not None and first.to_on < guidance.start_on:
        return {"start_on": _("Tanggal mulai tidak boleh sesudah masa PK yang pertama berakhir.")}
    first.from_on = guidance.start_on
    first.save(update_fields=["from_on"])
    return {}


def assign_officer(*, guidance_id: int, officer_id: int, from_on: date, by: User, scope: Scope) -> OfficerAssignment:
    """Give the guidance to a PK from `from_on`; the officer before has it until the day before.

    The same first day as now corrects the present line. Raises Invalid, WrongState (closed), Guidance.DoesNotExist.
    """
    with whole(by):
        guidance = locked(Guidance.objects, pk=guidance_id, scope=scope)
        _open(guidance)
        today = today_in(guidance.office.zone)
        officer = check_may_hold(officer_id=officer_id, office=guidance.office, on=today)
        current = guidance.assignments.filter(to_on=None).first()
        refuse(_handing_problems(guidance, current, officer_id, from_on, today))
        before = guidance.officer_id
        assignment = _hand_over(guidance, current, officer, from_on, by)
        guidance.officer = officer
        guidance.save(update_fields=["officer"])
        record(
            verb="guidance.assigned",
            subject=guidance,
            by=by,
            officer=officer.pk,
            before=before,
            from_on=from_on.isoformat(),
        )
    return assignment


def _handing_problems(
    guidance: Guidance, current: OfficerAssignment | None, officer_id: int, from_on: date, today: date
) -> dict[str, Any]:
    if current is not None and current.officer_id == officer_id:
        return {"officer": _("Petugas ini sudah menjadi PK klien.")}
    if from_on > max(today, guidance.start_on):
        return {"from_on": _("Tanggal ini tidak boleh sesudah hari ini.")}
    if from_on < guidance.start_on:
        return {"from_on": _("Tanggal ini tidak boleh sebelum bimbingan mulai.")}
    if current is not None and from_on < current.from_on:
        return {"from_on": _("Tanggal ini tidak boleh sebelum PK yang sekarang mulai.")}
    return {}


def _hand_over(
    guidance: Guidance, current: OfficerAssignment | None, officer: User, from_on: date, by: User
) -> OfficerAssignment:
    if current is not None and current.from_on == from_on:
        current.officer, current.assigned_by = officer, by
        current.save(update_fields=["officer", "assigned_by"])
        return current
    if current is not None:
        current.to_on = from_on - DAY
        current.save(update_fields=["to_on"])
    return OfficerAssignment.objects.create(guidance=guidance, officer=officer, from_on=from_on, assigned_by=by)


def close_guidance(*, guidance_id: int, ended_on: date, end_reason: str, by: User, scope: Scope) -> Guidance:
    """Close the period on its last day, `ended_on`, and end its officer's line with it.

    Raises Invalid, WrongState (closed already), Guidance.DoesNotExist.
    """
    with whole(by):
        guidance = locked(Guidance.objects, pk=guidance_id, scope=scope)
        _open(guidance)
        refuse(
            closing_problems(
                status=guidance.status,
                start_on=guidance.start_on,
                guidance_end_on=guidance.guidance_end_on,
                ended_on=ended_on,
                reason=end_reason,
                today=today_in(guidance.office.zone),
            )
            or _officer_problems(guidance, ended_on)
            or closed_faults(office_id=guidance.office_id, ended_on=ended_on)
        )
        guidance.assignments.filter(to_on=None).update(to_on=ended_on)
        guidance.ended_on, guidance.end_reason = ended_on, end_reason
        guidance.save(update_fields=["ended_on", "end_reason"])
        for closer in _closers:
            closer(guidance, by)
        record(verb="guidance.closed", subject=guidance, by=by, ended_on=ended_on.isoformat(), end_reason=end_reason)
    return guidance


def _officer_problems(guidance: Guidance, ended_on: date) -> dict[str, Any]:
    if guidance.assignments.filter(from_on__gt=ended_on).exists():
        return {"ended_on": _("Tanggal berakhir tidak boleh sebelum PK yang sekarang mulai.")}
    return {}
