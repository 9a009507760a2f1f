"""Needs, interventions, plans and activities."""

from datetime import date
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from PIL import Image

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import today_in
from clients.choices import NeedKind
from clients.models import Guidance, Need
from programs.choices import ActivityKind, ActivityState, LineState
from programs.models import (
    ActionPlan,
    ActivityPhoto,
    CalendarEntry,
    CareActivity,
    Intervention,
    Participation,
    PhotoPerson,
    PlanLine,
    PlanLineState,
)

_numbers = count(1)


def make_intervention(code: str = "HOUSING-UJI", **fields: Any) -> Intervention:
    fields.setdefault("name", f"Intervensi {code}")
    fields.setdefault("kind", "FACILITATION")
    fields.setdefault("serves", code.partition("-")[0])
    return Intervention.objects.get_or_create(code=code, defaults=fields)[0]


def make_need(guidance: Guidance, code: str = "HOUSING", **fields: Any) -> Need:
    """An open practical need."""
    fields.setdefault("kind", NeedKind.PRACTICAL)
    fields.setdefault("opened_on", date(2025, 2, 1))
    return Need.objects.create(guidance=guidance, code=code, **fields)


def line_values(need: Need, officer: User, **changes: Any) -> dict[str, Any]:
    """What the line actions take."""
    return {
        "need_id": need.pk,
        "goal": "Klien tinggal di rumah kontrakan yang layak",
        "intervention_code": make_intervention().pk,
        "partner_id": None,
        "start_on": date(2025, 3, 1),
        "due_on": date(2025, 6, 1),
        "indicator": "Surat keterangan domisili terbit",
        "responsible_id": officer.pk,
    } | changes


def make_plan(guidance: Guidance, **fields: Any) -> ActionPlan:
    fields.setdefault("created_by", guidance.officer)
    return ActionPlan.objects.create(guidance=guidance, **fields)


def make_line(plan: ActionPlan, need: Need | None = None, **fields: Any) -> PlanLine:
    values = line_values(need or make_need(plan.guidance), plan.created_by)
    values["intervention_id"] = values.pop("intervention_code")
    line = PlanLine.objects.create(plan=plan, **values | fields)
    PlanLineState.objects.create(line=line, state=line.state or LineState.PLANNED, from_on=line.start_on, by=None)
    return line


def make_activity(office: Office, by: User, **fields: Any) -> CareActivity:
    number = next(_numbers)
    fields.setdefault("held_on", date(2026, 10, 10))
    fields.setdefault("kind", ActivityKind.CLEANING)
    fields.setdefault("title", f"Bersih Contoh {number}")
    fields.setdefault("place", "Alun-alun")
    if fields.get("state") in (ActivityState.ACCEPTED, ActivityState.RETURNED):
        fields.setdefault("decided_by", by)
        fields.setdefault("decided_at", "2026-10-20T03:00:00Z")
    return CareActivity.objects.create(office=office, created_by=by, **fields)


def make_entry(office: Office, by: User, **fields: Any) -> CalendarEntry:
    """An entry of the calendar, today unless told otherwise."""
    fields.setdefault("title", f"Agenda Contoh {next(_numbers)}")
    fields.setdefault("from_on", today_in())
    fields.setdefault("to_on", fields["from_on"])
    kanwils = fields.pop("kanwils", ())
    entry = CalendarEntry.objects.create(office=office, created_by=by, form_key=uuid4(), **fields)
    entry.kanwils.set(kanwils)
    return entry


def make_participation(activity: CareActivity, guidance: Guidance, **fields: Any) -> Participation:
    """A participant who agreed; a child by a guardian."""
    guardian = "Wali Contoh" if guidance.is_child else ""
    return Participation.objects.create(
        activity=activity, guidance=guidance, **{"has_agreed": True, "agreed_guardian": guardian} | fields
    )


def make_photo(activity: CareActivity, *persons: Participation, **fields: Any) -> ActivityPhoto:
    """A photo with the participants who are on it; of whom nobody has said where there are none."""
    fields.setdefault("people", "LISTED" if persons else "UNKNOWN")
    photo = ActivityPhoto(activity=activity, digest=f"{next(_numbers):064d}", **fields)
    photo.image.save("foto.jpg", ContentFile(jpeg(size=(40, 30))), save=False)
    photo.save()
    for row in persons:
        PhotoPerson.objects.create(photo=photo, participation=row, by=activity.created_by)
    return photo


def jpeg(*, size: tuple[int, int] = (2400, 1800), with_gps: bool = False, colour: str = "teal") -> bytes:
    """A photo as a phone makes it; `with_gps` adds EXIF with a place and a camera."""
    image, out, exif = Image.new("RGB", size, colour), BytesIO(), Image.Exif()
    if with_gps:
        exif[0x0110] = "Ponsel Contoh"
        exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 59.0, 30.0), 3: "E", 4: (110.0, 25.0, 12.0)})
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
