"""The calendar of the demonstration: national and local days, and activities to come that heads approved."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from programs.choices import ActivityKind, ActivityState
from programs.models import CalendarEntry, CareActivity
from reports.seed.world import World

# Title, what is asked, days from today to the first day, and how many days.
NATIONAL = (
    ("Bulan Bersih Lingkungan", "Setiap Bapas membersihkan satu tempat umum bersama warga.", -12, 20),
    ("Gerakan Tanam Pohon", "Tanam paling sedikit 20 pohon bersama Pemda.", 18, 3),
)
LOCAL = ("Pekan Peduli Wilayah", "Kegiatan serentak di wilayah ini.", 6, 5)
OFFICES_WITH_PLANS = 12


def add_calendar(world: World) -> dict[str, int]:
    """Entries of Ditjenpas and of each Kanwil with staff, and activities to come. Returns the rows by table."""
    grants = RoleGrant.objects.select_related("office").order_by("pk")
    national = grants.filter(role=RoleCode.DITJENPAS).first()
    if national is None:
        return {}
    entries = [_entry(world, national.office, national.user_id, *each) for each in NATIONAL]
    seen: set[int] = set()
    for grant in grants.filter(role=RoleCode.KANWIL):
        if grant.office_id not in seen:
            seen.add(grant.office_id)
            entries.append(_entry(world, grant.office, grant.user_id, *LOCAL))
    return {"programs.CalendarEntry": len(entries), "programs.CareActivity.planned": _plans(world, entries[1])}


def _entry(world: World, office: Office, by: int, title: str, directive: str, first: int, days: int) -> CalendarEntry:
    from_on = world.today + timedelta(days=first)
    return CalendarEntry.objects.create(
        office=office,
        title=title,
        directive=directive,
        from_on=from_on,
        to_on=from_on + timedelta(days=days - 1),
        form_key=UUID(int=world.rng.getrandbits(128), version=4),
        created_by_id=by,
    )


def _plans(world: World, entry: CalendarEntry) -> int:
    """One approved proposal at each of the first offices with a head."""
    heads = RoleGrant.objects.filter(role=RoleCode.HEAD).values_list("office_id", "user_id")
    head_of = dict(heads)
    places = [place for place in world.offices if place.pk in head_of][:OFFICES_WITH_PLANS]
    for place in places:
        author = next((one for one in place.adult_officers if one != head_of[place.pk]), None)
        if author is None:
            continue
        CareActivity.objects.create(
            office_id=place.pk,
            held_on=entry.from_on,
            kind=ActivityKind.GREENING,
            title="Tanam pohon bersama warga",
            place="Taman kota",
            calendar_entry=entry,
            state=ActivityState.APPROVED,
            proposed_at=timezone.now(),
            proposed_by_id=author,
            approved_at=timezone.now(),
            approved_by_id=head_of[place.pk],
            created_by_id=author,
        )
    return len(places)
