"""Persons, where they live, who vouches for them, and the case that brought them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from bapas_portal.core.fields import blind_index, encrypt
from clients.choices import Education, GuarantorRelation, Marital
from clients.models import Case, Client, Guarantor, OffenceGroup, Residence
from reports.seed import names, shares
from reports.seed.world import SeedOffice, World, kanwil_code

RELIGIONS = {"Islam": 87, "Kristen": 7, "Katolik": 3, "Hindu": 2, "Buddha": 1}
RELIGIONS_BALI = {"Hindu": 83, "Islam": 12, "Kristen": 3, "Katolik": 1, "Buddha": 1}
JOBS = (
    "Buruh harian lepas",
    "Pedagang",
    "Petani",
    "Nelayan",
    "Sopir",
    "Karyawan swasta",
    "Montir",
    "Tukang bangunan",
    "Ojek daring",
    "Wiraswasta",
    "Penjahit",
    "Peternak",
)
NO_JOB = "Belum bekerja"
WORKING = 0.73
EDUCATION = {
    Education.NONE: 3,
    Education.PRIMARY: 26,
    Education.JUNIOR: 28,
    Education.SENIOR: 37,
    Education.DIPLOMA: 3,
    Education.DEGREE: 3,
}
MARITAL = {Marital.SINGLE: 38, Marital.MARRIED: 48, Marital.DIVORCED: 11, Marital.WIDOWED: 3}


@dataclass(frozen=True, slots=True)
class Person:
    """What the makers of later rows need to know of a person and the case."""

    client_id: int
    case_id: int
    sex: str
    is_child: bool
    is_drug: bool
    severity: float
    guardian: str


@dataclass(frozen=True, slots=True)
class Offences:
    """Offence groups with their weights, for adults and for children, and a likely article."""

    groups: list[OffenceGroup]
    adult: list[float]
    child: list[float]
    articles: list[tuple[str, ...]]

    def draw(self, world: World, *, is_child: bool) -> tuple[OffenceGroup, str]:
        weights = self.child if is_child else self.adult
        place = world.rng.choices(range(len(self.groups)), weights)[0]
        return self.groups[place], world.rng.choice(self.articles[place])


def read_offences() -> Offences:
    """The active groups of the database, weighted by a word of their name (shares.OFFENCES)."""
    groups = list(OffenceGroup.objects.filter(is_active=True).order_by("code"))
    drugs = sum(group.is_drug for group in groups) or 1
    rows = [_weights(group, drugs) for group in groups]
    return Offences(groups, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _weights(group: OffenceGroup, drugs: int) -> tuple[float, float, tuple[str, ...]]:
    if group.is_drug:
        return shares.DRUGS["adult"] / drugs, shares.DRUGS["child"] / drugs, shares.DRUG_ARTICLES
    for word, (adult, child, article) in shares.OFFENCES.items():
        if group.name.lower().startswith(word) or word in group.name.lower().split("/"):
            return adult, child, (article,)
    return shares.OTHER_OFFENCE, shares.OTHER_OFFENCE, (shares.UNNAMED_ARTICLES,)


def add_person(
    world: World, offences: Offences, place: SeedOffice, *, is_child: bool, ground: shares.Ground, start_on: date
) -> Person:
    """A person with one case whose guidance starts on `start_on` at `place`."""
    offence_on = world.days_back(start_on, 30, 150) if is_child else world.days_back(start_on, 400, 1600)
    group, article = offences.draw(world, is_child=is_child)
    sex = "F" if world.chance(shares.WOMEN) else "M"
    birth_on = _birth(world, offence_on, is_child=is_child)
    severity = world.rng.betavariate(2.0, 3.0)
    client_id = _add_client(world, place, sex=sex, birth_on=birth_on, is_child=is_child, severity=severity, on=start_on)
    case_id = _add_case(
        world, place, client_id, group, article, offence_on=offence_on, start_on=start_on, ground=ground
    )
    guardian = names.person(world.rng, world.rng.choice("MF"))
    _add_home(world, place, client_id, guardian, is_child=is_child, start_on=start_on)
    return Person(client_id, case_id, sex, is_child, group.is_drug, severity, guardian)


def _birth(world: World, offence_on: date, *, is_child: bool) -> date:
    """Between 14 and under 18 on the day of the offence (UU 11/2012 art. 1), or 18 and above."""
    if is_child:
        return world.days_back(offence_on, 14 * 366, 18 * 365 - 10)
    age = int(world.rng.triangular(18 * 366, 63 * 365, 29 * 365))
    return offence_on - timedelta(days=age)


def _pick(world: World, table: dict) -> str:
    return world.rng.choices(list(table), list(table.values()))[0]


def _add_client(
    world: World, place: SeedOffice, *, sex: str, birth_on: date, is_child: bool, severity: float, on: date
) -> int:
    rng = world.rng
    name, parent = names.person(rng, sex), names.person(rng, "M")
    aliases = [names.nickname(rng)] if world.chance(0.12) else []
    nik = _nik(world, place, sex, birth_on) if world.chance(shares.WITH_NIK) else ""
    schooling = {Education.PRIMARY: 30, Education.JUNIOR: 50, Education.SENIOR: 20} if is_child else EDUCATION
    return world.loader.add(
        Client,
        public_id=UUID(int=rng.getrandbits(128), version=4),
        name=name,
        aliases=aliases,
        parent_name=parent,
        nik=encrypt(nik) if nik else b"",
        nik_index=blind_index(nik) if nik else None,
        sex=sex,
        birth_place=place.office.city.removeprefix("Kota ").removeprefix("Kab. "),
        birth_on=birth_on,
        religion=_pick(world, RELIGIONS_BALI if place.office.code.startswith("51") else RELIGIONS),
        education=_pick(world, schooling),
        marital=Marital.SINGLE if is_child else _pick(world, MARITAL),
        occupation=_occupation(world, is_child=is_child),
        phone=f"0800-555-{rng.randrange(10000):04d}" if world.chance(0.65) else "",
        is_recidivist=not is_child and severity > 0.62,
        search_text=" ".join([name, *aliases, parent]).lower(),
        recorded_at=world.moment(on),
    )


def _occupation(world: World, *, is_child: bool) -> str:
    if is_child:
        return "Pelajar" if world.chance(0.6) else NO_JOB
    return world.rng.choice(JOBS) if world.chance(WORKING) else NO_JOB


def _nik(world: World, place: SeedOffice, sex: str, birth_on: date) -> str:
    """16 digits of nobody: districts 90 to 99 do not exist; the last four digits count persons."""
    world.numbers["nik"] += 1
    number = world.numbers["nik"]
    regency = (place.regency or f"{kanwil_code(place.office)}01")[:4]
    day = birth_on.day + (40 if sex == "F" else 0)
    return f"{regency}{90 + number // 10000 % 10}{day:02d}{birth_on:%m%y}{number % 10000:04d}"


def _add_case(
    world: World,
    place: SeedOffice,
    client_id: int,
    group: OffenceGroup,
    article: str,
    *,
    offence_on: date,
    start_on: date,
    ground: shares.Ground,
) -> int:
    city = place.office.city.removeprefix("Kota ").removeprefix("Kab. ")
    is_tried = ground.status not in ("DIVERSI", "RJ", "AKOT")
    detained_on = offence_on + timedelta(days=world.rng.randint(0, 10)) if is_tried else None
    span = (start_on - offence_on).days
    verdict_on = offence_on + timedelta(days=min(world.rng.randint(25, 140), span)) if is_tried else None
    sentence = int((span + ground.days) / 30.44) if ground.status in ("PB", "CB", "CMB", "ASIM", "CMK") else 0
    world.numbers["verdict"] += 1
    return world.loader.add(
        Case,
        client_id=client_id,
        offence_group_id=group.pk,
        articles=article,
        offence_on=offence_on,
        court=f"Pengadilan Negeri {city}" if is_tried else "",
        verdict_no=f"{world.numbers['verdict']}/Pid.{'Sus' if group.is_drug else 'B'}/{verdict_on.year}/PN"
        if verdict_on
        else "",
        verdict_on=verdict_on,
        sentence_years=sentence // 12,
        sentence_months=sentence % 12,
        fine=800_000_000 if group.is_drug and sentence > 48 else 0,
        first_detained_on=detained_on,
        prison_register_no=f"B.I {world.rng.randint(1, 999)}/{verdict_on.year}" if sentence and verdict_on else "",
        recorded_at=world.moment(start_on),
    )


def _add_home(
    world: World, place: SeedOffice, client_id: int, guardian: str, *, is_child: bool, start_on: date
) -> None:
    rng = world.rng
    street, region = names.street(rng), rng.choice(place.villages) if place.villages else None
    since = world.days_back(start_on, 0, 900)
    moved_on = start_on + timedelta(days=rng.randint(40, 300))
    moves = moved_on < world.today and world.chance(0.07)
    world.loader.add(
        Residence,
        client_id=client_id,
        street=street,
        region_id=region,
        from_on=since,
        to_on=moved_on - timedelta(days=1) if moves else None,
        recorded_at=world.moment(start_on),
    )
    if moves:
        street, region = names.street(rng), rng.choice(place.villages) if place.villages else None
        world.loader.add(
            Residence,
            client_id=client_id,
            street=street,
            region_id=region,
            from_on=moved_on,
            recorded_at=world.moment(moved_on),
        )
    if is_child or world.chance(0.92):
        _add_guarantor(world, client_id, guardian, street, region, is_child=is_child, start_on=start_on)


def _add_guarantor(
    world: World, client_id: int, name: str, street: str, region: str | None, *, is_child: bool, start_on: date
) -> None:
    rng = world.rng
    adult = (
        GuarantorRelation.PARENT,
        GuarantorRelation.SPOUSE,
        GuarantorRelation.SIBLING,
        GuarantorRelation.OTHER_FAMILY,
    )
    world.loader.add(
        Guarantor,
        client_id=client_id,
        name=name,
        relation=GuarantorRelation.PARENT if is_child else rng.choice(adult),
        phone=f"0800-555-{rng.randrange(10000):04d}" if world.chance(0.7) else "",
        street=street,
        region_id=region,
        occupation=rng.choice(JOBS),
        monthly_income=rng.randint(10, 60) * 100_000,
        from_on=start_on,
        recorded_at=world.moment(start_on),
    )
