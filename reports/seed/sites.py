"""Work sites (tempat kerja) of the demonstration: social bodies of each Bapas, their weekly times and safety checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from bapas_portal.core.dates import add_months
from partners.choices import JobKind as Job
from partners.choices import OrganisationKind as Kind
from partners.models import Organisation, Site, SiteCheck, SiteSlot
from reports.seed import names
from reports.seed.world import SeedOffice, World

# Middle of each city, WGS 84, to two digits (about a kilometre): its sites lie around it.
CENTRES = {
    "3101": (-6.18, 106.83),
    "3102": (-6.17, 106.76),
    "3103": (-6.26, 106.81),
    "3104": (-6.22, 106.90),
    "3301": (-7.00, 110.42),
    "3302": (-7.57, 110.82),
    "3303": (-6.75, 111.04),
    "3304": (-6.89, 109.68),
    "3305": (-7.43, 109.24),
    "3306": (-7.48, 110.22),
    "3307": (-7.71, 110.60),
    "3308": (-7.72, 109.01),
    "3501": (-7.27, 112.74),
    "3502": (-7.97, 112.63),
    "3503": (-7.82, 112.01),
    "3504": (-7.63, 111.52),
    "3505": (-8.17, 113.70),
    "3506": (-7.15, 111.88),
    "3507": (-7.16, 113.48),
    "5101": (-8.67, 115.22),
    "5102": (-8.45, 115.61),
    "7201": (-0.90, 119.87),
    "7202": (-0.95, 122.79),
}
AROUND = 0.03
HOMELY = (time(8), time(12))
LATE = (time(13), time(16))
DAWN = (time(7), time(11))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A kind of site: whose it is, what is done there, whom it takes, on which weekdays and how many a time."""

    owner: str
    kind: Kind
    name: str
    jobs: tuple[Job, ...]
    weekdays: tuple[int, ...]
    hours: tuple[time, time]
    seats: int
    children: bool = False
    men: bool = True
    step_free: bool = False


# The first five stand at every Bapas, the others at those of the first class.
PATTERNS = (
    _Pattern(
        "Kelurahan {flower}",
        Kind.LOCAL_GOVERNMENT,
        "Kantor Kelurahan {flower}",
        (Job.OFFICE, Job.CLEANING),
        (1, 2, 3, 4, 5),
        HOMELY,
        6,
        children=True,
        step_free=True,
    ),
    _Pattern(
        "Panti Wreda {flower}",
        Kind.SOCIAL_HOME,
        "Panti Wreda {flower}",
        (Job.CARE, Job.KITCHEN, Job.CLEANING),
        (1, 3, 5, 6),
        HOMELY,
        8,
        step_free=True,
    ),
    _Pattern(
        "Takmir Masjid Al-Ikhlas {flower}",
        Kind.RELIGIOUS,
        "Masjid Al-Ikhlas {flower}",
        (Job.WORSHIP, Job.CLEANING),
        (2, 4, 6),
        LATE,
        8,
        children=True,
    ),
    _Pattern(
        "Dinas Permukiman dan Pertamanan {city}",
        Kind.LOCAL_GOVERNMENT,
        "TPU {flower}",
        (Job.GARDENING, Job.CLEANING),
        (1, 2, 4, 6, 7),
        DAWN,
        15,
    ),
    _Pattern(
        "Taman Bacaan {flower}",
        Kind.SCHOOL,
        "Taman Bacaan {flower}",
        (Job.LIBRARY, Job.TEACHING),
        (1, 3, 5, 6),
        LATE,
        6,
        children=True,
        step_free=True,
    ),
    _Pattern(
        "Puskesmas {city} {flower}",
        Kind.HEALTH,
        "Puskesmas {city} {flower}",
        (Job.CLEANING, Job.OFFICE),
        (1, 2, 3, 4, 5),
        HOMELY,
        5,
        step_free=True,
    ),
    _Pattern("RSUD {city}", Kind.HEALTH, "RSUD {city}", (Job.CLEANING, Job.GARDENING), (2, 4, 6), DAWN, 10),
    _Pattern(
        "Panti Asuhan Putri {flower}",
        Kind.SOCIAL_HOME,
        "Panti Asuhan Putri {flower}",
        (Job.KITCHEN, Job.TEACHING),
        (3, 6, 7),
        LATE,
        5,
        children=True,
        men=False,
    ),
)
EVERYWHERE = 5
# By the number of the site at its office: the fourth must be looked at again soon, the fifth should have been, and
# the eighth was found unsafe. Days from today to the end of the last check.
SOON, PAST, UNSAFE = 3, 4, 7
ENDS = {SOON: 12, PAST: -9}


def add_sites(world: World) -> None:
    """Five sites a Bapas, eight at one of the first class, with slots and checks; nothing of a trade (KUHP art. 85)."""
    for place in world.offices:
        wanted = len(PATTERNS) if place.is_first_class else EVERYWHERE
        for number, pattern in enumerate(PATTERNS[:wanted]):
            _add(world, place, number, pattern)


def _add(world: World, place: SeedOffice, number: int, pattern: _Pattern) -> None:
    city = place.office.city.removeprefix("Kota ").removeprefix("Kab. ")
    words = {"city": city, "flower": world.rng.choice(names.STREETS)}
    since = world.days_back(world.first_day, 30, 400)
    street = names.street(world.rng)
    organisation = world.loader.add(
        Organisation,
        name=pattern.owner.format(**words),
        kind=pattern.kind,
        office_id=place.pk,
        region_id=place.regency,
        street=street,
        contact_name=names.person(world.rng, world.rng.choice("MF")),
        phone=_phone(world),
        description="Menyediakan tempat kerja sosial dan pelayanan masyarakat.",
        serves=[],
        agreement_no=f"W.{place.office.code}-PKS-{world.rng.randint(401, 800):03d}",
        agreement_until=world.today + timedelta(days=world.rng.randint(60, 700)),
        recorded_at=world.moment(since),
    )
    site = world.loader.add(
        Site,
        organisation_id=organisation,
        name=pattern.name.format(**words),
        street=street,
        region_id=place.regency,
        job_kinds=list(pattern.jobs),
        supervisor_name=names.person(world.rng, world.rng.choice("MF") if pattern.men else "F"),
        supervisor_phone=_phone(world),
        for_children=pattern.children,
        for_men=pattern.men,
        step_free=pattern.step_free,
        pickup_point=f"Halte Jl. {world.rng.choice(names.STREETS)}" if world.chance(0.4) else "",
        form_key=_key(world),
        recorded_at=world.moment(since),
        **_point(world, place),
    )
    _add_slots(world, place, site, pattern, since)
    _add_checks(world, place, site, number, since)


def _point(world: World, place: SeedOffice) -> dict[str, float | None]:
    centre = CENTRES.get(place.office.code)
    if centre is None:
        return {"latitude": None, "longitude": None}
    latitude, longitude = (round(at + world.rng.uniform(-AROUND, AROUND), 5) for at in centre)
    return {"latitude": latitude, "longitude": longitude}


def _add_slots(world: World, place: SeedOffice, site: int, pattern: _Pattern, since: date) -> None:
    starts_at, ends_at = pattern.hours
    for weekday in pattern.weekdays:
        values = {"site_id": site, "weekday": weekday, "starts_at": starts_at, "ends_at": ends_at}
        grown_on = world.today - timedelta(days=world.rng.randint(40, 90))
        if weekday == pattern.weekdays[0] and since < grown_on:
            # The first weekday once had fewer places: an old slot ended the day before the new one.
            _slot(world, place, **values, seats=pattern.seats // 2, valid_from=since, valid_to=grown_on)
            _slot(world, place, **values, seats=pattern.seats, valid_from=grown_on + timedelta(days=1))
        else:
            _slot(world, place, **values, seats=pattern.seats, valid_from=since)


def _slot(world: World, place: SeedOffice, **values: object) -> None:
    world.loader.add(SiteSlot, form_key=_key(world), by_id=place.adult_officers[0], **values)


def _add_checks(world: World, place: SeedOffice, site: int, number: int, since: date) -> None:
    """A check a year since the site was taken on; the last one says how the site stands."""
    last_ends = world.today + timedelta(days=ENDS.get(number, world.rng.randint(60, 300)))
    for ends in reversed(list(_years_back(last_ends, since))):
        is_safe = number != UNSAFE or ends != last_ends
        checked_on = min(add_months(ends, -12), world.today)
        world.loader.add(
            SiteCheck,
            site_id=site,
            checked_on=checked_on,
            valid_until=ends,
            is_safe=is_safe,
            note="" if is_safe else "Instalasi listrik dapur terbuka; menunggu perbaikan.",
            form_key=_key(world),
            by_id=world.rng.choice(place.adult_officers),
            recorded_at=world.moment(checked_on),
        )


def _years_back(last_ends: date, since: date) -> Iterator[date]:
    """Ends of yearly checks, the latest first, back to the one that held on `since`."""
    ends = last_ends
    while True:
        yield ends
        if add_months(ends, -12) <= since:
            return
        ends = add_months(ends, -12)


def _phone(world: World) -> str:
    return f"0800-555-{world.rng.randrange(10000):04d}"


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)
