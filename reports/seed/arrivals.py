"""Who arrives where, when and on what ground: the list of guidance periods to make, before any row exists."""

from dataclasses import dataclass
from datetime import timedelta

from bapas_portal.accounts.demo import DEMO_PEOPLE
from bapas_portal.accounts.models import User
from clients.choices import GuidanceStatus
from reports.seed import shares
from reports.seed.periods import Beginning
from reports.seed.world import SeedOffice, World

WHOLE_CASELOADS_FROM = 1000
# Demonstration officers and the open caseload each begins with: adults, children.
CASELOADS = {"pk": (30, 0), "pkanak": (0, 15), "apk": (9, 0), "pklain": (18, 0)}
# Of the adults, so many serve pidana kerja sosial.
SERVING = {"pk": 2}
# Grounds long enough that a reserved client still has a story to tell.
RESERVED_LEAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person to be made, and the period to begin with."""

    begin: Beginning
    is_child: bool


def draw_arrivals(world: World, clients: int) -> list[Arrival]:
    """`clients` arrivals by their day: the demonstration caseloads, every ground once, the rest by the shares."""
    found = _caseloads(world, clients)
    found += _every_ground(world, clients - len(found))
    found += [_ordinary(world) for _ in range(clients - len(found))]
    return sorted(found, key=lambda arrival: arrival.begin.start_on)


def _caseloads(world: World, clients: int) -> list[Arrival]:
    share = min(1.0, clients / WHOLE_CASELOADS_FROM)
    offices = {place.office.code: place for place in world.offices}
    codes = {person.username: person.office_code for person in DEMO_PEOPLE}
    found: list[Arrival] = []
    for user in User.objects.filter(username__in=CASELOADS, is_demo=True).order_by("username"):
        place = offices.get(codes[user.username])
        if place is None:
            continue
        adults, children = CASELOADS[user.username]
        serving = SERVING.get(user.username, 0)
        found += [
            _reserved(world, place, user.pk, is_child=False, status=GuidanceStatus.KERSOS if number < serving else None)
            for number in range(int(adults * share))
        ]
        found += [_reserved(world, place, user.pk, is_child=True) for _ in range(int(children * share))]
    return found


def _reserved(
    world: World, place: SeedOffice, officer_id: int, *, is_child: bool, status: GuidanceStatus | None = None
) -> Arrival:
    """A client of a demonstration officer, still under guidance today."""
    ground = shares.ground(world.rng, is_child=is_child, is_first_class=place.is_first_class, status=status)
    days = max(ground.days, RESERVED_LEAST_DAYS)
    start = world.days_back(world.today, 1, min(days - 10, 420))
    return Arrival(Beginning(place, officer_id, shares.Ground(ground.status, days), start, stays=True), is_child)


def _every_ground(world: World, room: int) -> list[Arrival]:
    every = [(status, False) for status in shares.ALL_ADULT] + [(status, True) for status in shares.ALL_CHILD]
    found = []
    for status, is_child in every[: max(0, room)]:
        place = world.office()
        ground = shares.ground(world.rng, is_child=is_child, is_first_class=place.is_first_class, status=status)
        start = world.days_back(world.today, 1, max(2, ground.days // 2))
        begin = Beginning(place, _officer(world, place, is_child=is_child), ground, start, stays=True)
        found.append(Arrival(begin, is_child))
    return found


def _ordinary(world: World) -> Arrival:
    """In the books already on the first day, or come in one of the months since."""
    place = world.office()
    was_there = world.chance(shares.in_stock(world.months))
    is_child = world.chance(shares.CHILDREN_IN_STOCK if was_there else shares.CHILDREN_ARRIVING)
    draw = shares.standing_ground if was_there else shares.ground
    ground = draw(world.rng, is_child=is_child, is_first_class=place.is_first_class)
    if was_there:
        start = world.first_day - timedelta(days=world.rng.randint(1, ground.days))
    else:
        start = world.first_day + timedelta(days=world.rng.randint(0, (world.today - world.first_day).days))
    return Arrival(Beginning(place, _officer(world, place, is_child=is_child), ground, start), is_child)


def _officer(world: World, place: SeedOffice, *, is_child: bool) -> int:
    return world.rng.choice(place.child_officers if is_child else place.adult_officers)
