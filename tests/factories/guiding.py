"""Programmes of guidance, enrolments, and sessions with who attended, as rows."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import today_in
from clients.models import Guidance
from programs.choices import Audience, EnrolmentState, SessionMode
from programs.files.programme_certificate import Asked, words_of
from programs.models import Attendance, AttendanceMark, Enrolment, GuidanceSession, Programme, ProgrammeCertificate
from tests.factories.programs import make_intervention

_numbers = count(1)


def programme_values(**changes: Any) -> dict[str, Any]:
    """What the action takes: eight sessions for ten adults, from a week ago on."""
    today = today_in()
    return {
        "name": f"Pelatihan Barista {next(_numbers)}",
        "intervention_id": make_intervention("F2-UJI", kind="SELF_RELIANCE").pk,
        "partner_id": None,
        "start_on": today - timedelta(7),
        "end_on": today + timedelta(60),
        "sessions_planned": 8,
        "capacity": 10,
        "audience": Audience.BOTH,
        "place": "Aula Bapas",
        "facilitator": "Instruktur Contoh",
        "gives_certificate": True,
    } | changes


def make_programme(office: Office, by: User, **fields: Any) -> Programme:
    fields.setdefault("form_key", uuid4())
    return Programme.objects.create(office=office, created_by=by, **programme_values(**fields))


def make_enrolment(programme: Programme, guidance: Guidance, **fields: Any) -> Enrolment:
    fields.setdefault("state", EnrolmentState.ENROLLED)
    fields.setdefault("since_on", today_in())
    return Enrolment.objects.create(programme=programme, guidance=guidance, **fields)


def make_session(office: Office, by: User, *, held_on: date | None = None, **fields: Any) -> GuidanceSession:
    """A session of a group, or with `guidance` of one client."""
    fields.setdefault("mode", SessionMode.OFFICE if fields.get("guidance") else SessionMode.GROUP)
    fields.setdefault("topic", "Menyusun rencana kerja")
    fields.setdefault("form_key", uuid4())
    return GuidanceSession.objects.create(office=office, created_by=by, held_on=held_on or today_in(), **fields)


def make_attendance(
    session: GuidanceSession, guidance: Guidance, mark: str = "", *, by: User | None = None, note: str = ""
) -> Attendance:
    """A row of the list; with a `mark` it is marked once."""
    row = Attendance.objects.create(session=session, guidance=guidance)
    if mark:
        by = by or session.created_by
        AttendanceMark.objects.create(attendance=row, number=1, mark=mark, note=note, by=by)
        row.refresh_from_db()
    return row


def make_certificate(enrolment: Enrolment, by: User, **fields: Any) -> ProgrammeCertificate:
    """Issued today, of an enrolment that is completed."""
    today = today_in()
    return ProgrammeCertificate.objects.create(
        enrolment=enrolment,
        issued_on=today,
        content=words_of(enrolment, attended=1, on=today, asked=Asked("Wati Contoh", "Direktur", "Seni", "Sanggar")),
        form_key=uuid4(),
        issued_by=by,
        **fields,
    )
