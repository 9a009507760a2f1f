"""The offices of the demonstration, the people who work there, and the one source of chance."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bapas_portal.accounts.choices import Grade, OfficeClass, OfficeKind, RegionLevel, RoleCode
from bapas_portal.accounts.models import Office, Region, RoleGrant, User
from bapas_portal.core.dates import add_months, month_start, today_in
from reports.seed import names, shares
from reports.seed.copying import Loader

KANWIL_CODES = ("31", "33", "35", "51", "72")
DEMO_OFFICE = "3301"
WEIGHTS = {DEMO_OFFICE: 2.6}
FIRST_CLASS_WEIGHT = 2.0
CLIENTS_PER_PK = 32
GRADES = (Grade.FIRST, Grade.FIRST, Grade.YOUNG, Grade.YOUNG, Grade.MIDDLE)
VILLAGES_HELD = 60


@dataclass
class SeedOffice:
    """A Bapas with its people (user ids) and where its clients live (village codes)."""

    office: Office
    weight: float
    villages: list[str]
    regency: str | None
    adult_officers: list[int] = field(default_factory=list)
    child_officers: list[int] = field(default_factory=list)
    adult_approver: int = 0
    child_approver: int = 0
    supervisor: int = 0
    # Officers whose first clients tell the whole story of requests, so that their demonstration is not left to chance.
    told_officers: list[int] = field(default_factory=list)
    kanwil_user: int = 0

    @property
    def pk(self) -> int:
        return self.office.pk

    @property
    def is_first_class(self) -> bool:
        return self.office.office_class == OfficeClass.FIRST

    def approver(self, *, is_child: bool) -> int:
        return self.child_approver if is_child else self.adult_approver


@dataclass
class World:
    """Everything the makers of rows share. `first_day` is the first day of the oldest month."""

    rng: Random
    today: date
    months: int
    loader: Loader
    now: datetime = field(default_factory=timezone.now)
    offices: list[SeedOffice] = field(default_factory=list)
    numbers: Counter = field(default_factory=Counter)

    @property
    def first_day(self) -> date:
        return add_months(month_start(self.today), 1 - self.months)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def days_back(self, day: date, least: int, most: int) -> date:
        return day - timedelta(days=self.rng.randint(least, most))

    def days_on(self, day: date, least: int, most: int) -> date:
        """A day `least` to `most` days later, never in the future."""
        return min(day + timedelta(days=self.rng.randint(least, most)), self.today)

    def moment(self, day: date) -> datetime:
        """Some minute of that day's office hours (08:00 to 16:00 WIB), never in the future."""
        at = datetime.combine(day, time(1 + self.rng.randrange(8), self.rng.randrange(60)), tzinfo=UTC)
        return min(at, self.now)

    def office(self) -> SeedOffice:
        return self.rng.choices(self.offices, self.office_weights)[0]

    @property
    def office_weights(self) -> list[float]:
        return [office.weight for office in self.offices]


def build_world(*, seed: int, months: int, clients: int, loader: Loader) -> World:
    """Offices of a few Kanwil with their people; officers, heads and Kanwil staff are made here."""
    world = World(rng=Random(seed), today=today_in(), months=months, loader=loader)
    offices = Office.objects.filter(kind=OfficeKind.BAPAS, parent__code__in=KANWIL_CODES, closed_on=None)
    world.offices = [_seed_office(office) for office in offices.select_related("parent").order_by("code")]
    _staff(world, clients)
    return world


def kanwil_code(office: Office) -> str:
    """The code of the Kanwil above a Bapas, read from its path (00/33/3301/)."""
    return office.path.split("/")[-3]


def _seed_office(office: Office) -> SeedOffice:
    weight = WEIGHTS.get(office.code, FIRST_CLASS_WEIGHT if office.office_class == OfficeClass.FIRST else 1.0)
    regency = _regency(office)
    villages = Region.objects.filter(level=RegionLevel.VILLAGE, code__startswith=regency or kanwil_code(office))
    held = list(villages.order_by("code").values_list("code", flat=True)[:VILLAGES_HELD])
    return SeedOffice(office=office, weight=weight, villages=held, regency=regency)


def _regency(office: Office) -> str | None:
    """The code of the regency the office stands in, found by the last words of its city's name."""
    place = office.city.removeprefix("Kota ").removeprefix("Kab. ").upper()
    found = Region.objects.filter(
        level=RegionLevel.REGENCY, code__startswith=kanwil_code(office), name__endswith=f" {place}"
    )
    by_kind = found.filter(name__startswith="KOTA" if office.city.startswith("Kota") else "KABUPATEN")
    return by_kind.values_list("code", flat=True).first() or found.values_list("code", flat=True).first()


@dataclass
class _Post:
    """A post to be filled: where, as what."""

    role: RoleCode
    office: Office
    prefix: str


def _staff(world: World, clients: int) -> None:
    """Make the officers an office's share of clients needs, its head, and one person at each Kanwil."""
    posts = [
        _Post(RoleCode.KANWIL, office, f"kanwil{office.code}")
        for office in Office.objects.filter(code__in=KANWIL_CODES).order_by("code")
    ]
    total = sum(world.office_weights)
    for place in world.offices:
        load = clients * shares.in_stock(world.months) * place.weight / total / CLIENTS_PER_PK
        code = place.office.code
        posts.append(_Post(RoleCode.HEAD, place.office, f"kepala{code}"))
        posts += [
            _Post(RoleCode.PK, place.office, f"pk{code}-{number}") for number in range(1, max(1, round(load)) + 1)
        ]
    users = User.objects.bulk_create([_user(world, post, number) for number, post in enumerate(posts, start=1)])
    since = world.first_day - timedelta(days=4 * 365)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=post.role, office=post.office, from_on=since)
        for user, post in zip(users, posts, strict=True)
    )
    held: dict[tuple[str, int | None], list[int]] = {}
    for user, post in zip(users, posts, strict=True):
        held.setdefault((post.role, post.office.pk), []).append(user.pk)
    _seat(world, held)


def _user(world: World, post: _Post, number: int) -> User:
    """A synthetic officer who cannot sign in: the serial part of the NIP is a running number."""
    rng = world.rng
    sex = "F" if rng.random() < 0.4 else "M"
    born = date(rng.randint(1972, 1996), rng.randint(1, 12), rng.randint(1, 28))
    joined = date(born.year + rng.randint(22, 27), rng.randint(1, 12), 1)
    return User(
        username=post.prefix,
        password=make_password(None),
        nip=f"{born:%Y%m%d}{joined:%Y%m}{2 if sex == 'F' else 1}{number % 1000:03d}",
        name=names.person(rng, sex),
        grade=rng.choice(GRADES) if post.role == RoleCode.PK else Grade.NONE,
        is_demo=True,
    )


def _seat(world: World, held: dict[tuple[str, int | None], list[int]]) -> None:
    for place in world.offices:
        officers = held.get((RoleCode.PK, place.pk), [])
        place.adult_officers, place.child_officers = officers, officers[:1]
        heads = held.get((RoleCode.HEAD, place.pk), [0])
        place.adult_approver = place.child_approver = heads[0]
        place.kanwil_user = held.get((RoleCode.KANWIL, place.office.parent_id), [0])[0]
