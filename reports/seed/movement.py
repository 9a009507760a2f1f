"""Klien Bapas Peduli: the month's activities of each office, with partners and participants (domain.md 6.1)."""

from datetime import date, timedelta

from bapas_portal.core.dates import month_end, month_start, months_between
from programs.choices import ActivityKind as Kind
from programs.choices import ActivityState as State
from programs.choices import OutputUnit as Unit
from programs.models import ActivityOutput, CareActivity, Participation
from reports.seed.partners import SeedPartner
from reports.seed.periods import Period
from reports.seed.world import SeedOffice, World

IN_A_MONTH = 0.93
IN_THIS_MONTH = 0.7
SECOND_ACTIVITY = 0.3
ABSENT = 0.05
PARTNER_LINK = CareActivity.partners.through
# Title, kind, place, unit of the output, from, to.
IDEAS = (
    ("Bersih lingkungan kelurahan", Kind.CLEANING, "Balai kelurahan", Unit.BAG, 8, 60),
    ("Bersih sungai bersama warga", Kind.CLEANING, "Bantaran sungai", Unit.KG, 60, 400),
    ("Bersih pasar rakyat", Kind.CLEANING, "Pasar rakyat", Unit.BAG, 10, 50),
    ("Bersih rumah ibadah", Kind.WORSHIP, "Rumah ibadah setempat", Unit.BAG, 4, 25),
    ("Paket sembako untuk warga lansia", Kind.SOCIAL_AID, "Balai warga", Unit.PACK, 20, 120),
    ("Kunjungan ke panti asuhan", Kind.SOCIAL_AID, "Panti asuhan", Unit.PERSON, 20, 80),
    ("Donor darah", Kind.BLOOD, "Unit donor darah", Unit.BLOOD_BAG, 8, 35),
    ("Tanam pohon di taman kota", Kind.GREENING, "Taman kota", Unit.TREE, 20, 200),
    ("Pameran karya klien", Kind.EXHIBITION, "Alun-alun", Unit.PIECE, 15, 90),
    ("Pelatihan pupuk kompos bersama warga", Kind.TRAINING, "Kebun warga", Unit.PERSON, 15, 50),
)
NARRATIVE = "Klien dan petugas bekerja bersama warga dan mitra. Kegiatan tertib dan ditutup dengan evaluasi singkat."
RETURNED = "Mohon lengkapi jumlah hasil dan daftar peserta."


def add_movement(world: World, periods: list[Period], partners: dict[int, list[SeedPartner]]) -> None:
    """Activities of every month at every office; this month some have none yet, and some wait for the Kanwil."""
    at: dict[int, list[Period]] = {}
    for period in periods:
        at.setdefault(period.place.pk, []).append(period)
    for place in world.offices:
        for month in months_between(world.first_day, world.today):
            is_now = month == month_start(world.today)
            if not world.chance(IN_THIS_MONTH if is_now else IN_A_MONTH):
                continue
            for _ in range(1 + world.chance(SECOND_ACTIVITY)):
                _add_activity(world, place, month, at.get(place.pk, []), partners[place.pk])


def _add_activity(
    world: World, place: SeedOffice, month: date, periods: list[Period], partners: list[SeedPartner]
) -> None:
    rng = world.rng
    last = min(month_end(month), world.today)
    held_on = month + timedelta(days=rng.randint(0, (last - month).days))
    title, kind, spot, unit, least, most = rng.choice(IDEAS)
    state = _state(world, held_on)
    author = rng.choice(place.adult_officers)
    sent_on = world.days_on(held_on, 0, 3)
    decided = state in (State.ACCEPTED, State.RETURNED)
    activity_id = world.loader.add(
        CareActivity,
        office_id=place.pk,
        held_on=held_on,
        kind=kind,
        title=title,
        place=f"{spot}, {place.office.city.removeprefix('Kota ').removeprefix('Kab. ')}",
        region_id=place.regency,
        narrative=NARRATIVE,
        officer_count=rng.randint(2, 6),
        state=state,
        first_submitted_at=world.moment(sent_on) if state != State.DRAFT else None,
        submitted_at=world.moment(sent_on) if state != State.DRAFT else None,
        submitted_by_id=author if state != State.DRAFT else None,
        decided_at=max(world.moment(world.days_on(sent_on, 0, 4)), world.moment(sent_on)) if decided else None,
        decided_by_id=place.kanwil_user if decided else None,
        comment=RETURNED if state == State.RETURNED else "",
        created_by_id=author,
        recorded_at=world.moment(sent_on),
    )
    output = {"value": rng.randint(least, most), "unit": unit, "by_id": author, "recorded_at": world.moment(sent_on)}
    world.loader.add(ActivityOutput, activity_id=activity_id, **output)
    for partner in rng.sample(partners, min(len(partners), rng.randint(1, 2))):
        world.loader.add(PARTNER_LINK, careactivity_id=activity_id, organisation_id=partner.pk)
    _add_participants(world, activity_id, held_on, sent_on, periods)


def _state(world: World, held_on: date) -> State:
    """The last days' activities mostly wait; older ones are decided."""
    if (world.today - held_on).days < 8:
        return State(world.rng.choices(["DRAFT", "SUBMITTED", "ACCEPTED"], [2, 4, 4])[0])
    return State(world.rng.choices(["ACCEPTED", "SUBMITTED", "RETURNED"], [94, 3, 3])[0])


def _add_participants(world: World, activity_id: int, held_on: date, sent_on: date, periods: list[Period]) -> None:
    there = [period for period in periods if period.start_on <= held_on <= period.last_on]
    for period in world.rng.sample(there, min(len(there), world.rng.randint(8, 24))):
        world.loader.add(
            Participation,
            activity_id=activity_id,
            guidance_id=period.guidance_id,
            has_agreed=True,
            agreed_guardian="Orang tua klien" if period.person.is_child else "",
            was_present=not world.chance(ABSENT),
            recorded_at=world.moment(sent_on),
        )
