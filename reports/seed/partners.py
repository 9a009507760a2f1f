"""Partner organisations of every office of the demonstration: invented names, real kinds (domain.md section 7)."""

from dataclasses import dataclass
from datetime import timedelta

from partners.choices import KnownIn
from partners.choices import OrganisationKind as Kind
from partners.models import Organisation
from reports.seed import names
from reports.seed.world import SeedOffice, World

# Name pattern, kind, needs served, share of offices that have one.
PATTERNS = (
    ("Pokmas Lipas {flower} {city}", Kind.POKMAS, ("F4", "F5", "F7"), 1.0),
    ("Pokmas Lipas Karya Mandiri {city}", Kind.POKMAS, ("F2", "F6", "WORK"), 0.8),
    ("Griya Abhipraya {city}", Kind.GRIYA, ("F4", "F5", "F7", "HOUSING"), 1.0),
    ("BLK {city}", Kind.TRAINING_CENTRE, ("F2", "WORK"), 0.9),
    ("Dinas Sosial {city}", Kind.LOCAL_GOVERNMENT, ("F1", "HOUSING", "DISABILITY", "SAFETY"), 0.9),
    ("Dinas Kependudukan dan Catatan Sipil {city}", Kind.LOCAL_GOVERNMENT, ("IDENTITY",), 0.7),
    ("Klinik Pratama Rehabilitasi {city}", Kind.HEALTH, ("F3", "REHABILITATION", "HEALTH"), 0.8),
    ("Puskesmas {flower}", Kind.HEALTH, ("HEALTH",), 0.6),
    ("PKBM Harapan {flower}", Kind.SCHOOL, ("F2", "SCHOOL"), 0.7),
    ("Bengkel Kerja {flower} Jaya", Kind.COMPANY, ("F2", "F6", "WORK"), 0.6),
    ("Koperasi {flower} Sejahtera", Kind.COMPANY, ("F6",), 0.5),
    ("Yayasan Pendamping Keluarga {flower}", Kind.NGO, ("F1", "F4"), 0.6),
    ("Majelis Pembinaan Rohani {city}", Kind.RELIGIOUS, ("F5", "F7"), 0.5),
)


@dataclass(frozen=True, slots=True)
class SeedPartner:
    """A partner as plans need it."""

    pk: int
    name: str
    serves: frozenset[str]


def add_partners(world: World) -> dict[int, list[SeedPartner]]:
    """About eight to ten partners an office, by office id."""
    return {place.pk: _of_office(world, place) for place in world.offices}


def _of_office(world: World, place: SeedOffice) -> list[SeedPartner]:
    rng = world.rng
    city = place.office.city.removeprefix("Kota ").removeprefix("Kab. ")
    found = []
    for pattern, kind, serves, share in PATTERNS:
        if not world.chance(share):
            continue
        name = pattern.format(city=city, flower=rng.choice(names.STREETS))
        with_agreement = world.chance(0.7)
        pk = world.loader.add(
            Organisation,
            name=name,
            kind=kind,
            known_in=KnownIn.KANWIL if world.chance(0.8) else KnownIn.OFFICE,
            office_id=place.pk,
            region_id=place.regency,
            street=names.street(rng),
            contact_name=names.person(rng, rng.choice("MF")),
            phone=f"0800-555-{rng.randrange(10000):04d}",
            description=f"Menerima rujukan klien {place.office.name}.",
            serves=list(serves),
            agreement_no=f"W.{place.office.code}-PKS-{rng.randint(1, 400):03d}" if with_agreement else "",
            agreement_until=world.today + timedelta(days=rng.randint(-60, 700)) if with_agreement else None,
            recorded_at=world.moment(world.days_back(world.first_day, 0, 300)),
        )
        found.append(SeedPartner(pk, name, frozenset(serves)))
    return found
