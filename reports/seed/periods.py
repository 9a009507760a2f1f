"""Guidance periods: when they start, with whom, and how they end."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from clients.choices import EndReason, EntryReason, GuidanceStatus
from clients.models import Guidance, OfficerAssignment
from clients.rules.register_no import book_of, register_number
from reports.seed import shares
from reports.seed.people import Person
from reports.seed.world import SeedOffice, World

DECREED = ("PB", "CB", "CMB", "ASIM", "CMK")
# Chance a year of an end before the day: revoked (domain.md 5.6), moved, died, offended again, other verdict.
EARLY_ENDS = {
    EndReason.CABUT: shares.REVOKED_A_YEAR,
    EndReason.PINDAH: 0.02,
    EndReason.MENINGGAL: 0.004,
    EndReason.TINDAK_PIDANA_BARU: 0.005,
    EndReason.PUTUSAN_LAIN: 0.001,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A guidance period as the makers of assessments and plans need it; `last_on` is its last day so far."""

    guidance_id: int
    place: SeedOffice
    person: Person
    officer_id: int
    start_on: date
    ended_on: date | None
    last_on: date


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is decided before the period is written down."""

    place: SeedOffice
    officer_id: int
    ground: shares.Ground
    start_on: date
    entry_reason: EntryReason = EntryReason.NEW
    stays: bool = False


class RegisterBooks:
    """Running numbers by office, book and year, in the order the rows are made."""

    def __init__(self) -> None:
        self.last: Counter[tuple[int, str, int]] = Counter()

    def next_number(self, place: SeedOffice, status: str, on: date, *, is_child: bool) -> str:
        book = book_of(status)
        key = (place.pk, book, on.year)
        self.last[key] += 1
        return register_number(
            pattern=settings.REGISTER_NUMBER_PATTERN,
            office_code=place.office.code,
            book=book,
            is_child=is_child,
            running=self.last[key],
            on=on,
        )


def add_periods(world: World, books: RegisterBooks, person: Person, begin: Beginning) -> list[Period]:
    """The period, and for a transfer the matching one at another office from the next day on."""
    natural_end = begin.start_on + timedelta(days=begin.ground.days)
    ended_on, reason = _ending(world, begin, natural_end)
    period = _add_guidance(world, books, person, begin, natural_end=natural_end, ended_on=ended_on, reason=reason)
    if reason != EndReason.PINDAH or ended_on is None:
        return [period]
    target = world.rng.choice([place for place in world.offices if place is not begin.place])
    rest = shares.Ground(begin.ground.status, (natural_end - ended_on).days)
    officers = target.child_officers if person.is_child else target.adult_officers
    moved = Beginning(
        place=target,
        officer_id=world.rng.choice(officers),
        ground=rest,
        start_on=ended_on + timedelta(days=1),
        entry_reason=EntryReason.TRANSFER_IN,
        stays=True,
    )
    end = natural_end if natural_end <= world.today else None
    second = _add_guidance(
        world,
        books,
        person,
        moved,
        natural_end=natural_end + timedelta(days=1),
        ended_on=end,
        reason=EndReason.HMB if end else "",
    )
    return [period, second]


def _ending(world: World, begin: Beginning, natural_end: date) -> tuple[date | None, str]:
    """The day and reason of the end, or (None, '') for a period that still runs."""
    latest = min(natural_end, world.today) - timedelta(days=2)
    earliest = max(begin.start_on + timedelta(days=10), world.first_day)
    if not begin.stays and earliest < latest:
        years = (latest - earliest).days / 365
        for reason, a_year in EARLY_ENDS.items():
            if world.chance(a_year * years):
                return earliest + timedelta(days=world.rng.randint(0, (latest - earliest).days)), reason
    if natural_end > world.today:
        return None, ""
    is_community_service = begin.ground.status == GuidanceStatus.KERSOS
    return natural_end, EndReason.SELESAI_JAM if is_community_service else EndReason.HMB


def _add_guidance(
    world: World,
    books: RegisterBooks,
    person: Person,
    begin: Beginning,
    *,
    natural_end: date,
    ended_on: date | None,
    reason: str,
) -> Period:
    place, status, start = begin.place, begin.ground.status, begin.start_on
    decreed = status in DECREED
    decree_on = world.days_back(start, 5, 40)
    served = timedelta(days=min(365, begin.ground.days // 2) if status == GuidanceStatus.PB else 0)
    guidance_id = world.loader.add(
        Guidance,
        client_id=person.client_id,
        case_id=person.case_id,
        office_id=place.pk,
        officer_id=begin.officer_id,
        status=status,
        register_no=books.next_number(place, status, start, is_child=person.is_child),
        decree_no=f"PAS-{world.rng.randint(100, 9999)}.PK.05.09 Tahun {decree_on.year}" if decreed else "",
        decree_on=decree_on if decreed else None,
        entry_reason=begin.entry_reason,
        start_on=start,
        sentence_expiry_on=natural_end - served if decreed else None,
        guidance_end_on=natural_end,
        ended_on=ended_on,
        end_reason=reason,
        is_child=person.is_child,
        sex=person.sex,
        recorded_at=world.moment(world.days_on(start, 0, 4)),
    )
    _add_assignments(world, begin, guidance_id, person, ended_on)
    last_on = ended_on or world.today
    return Period(guidance_id, place, person, begin.officer_id, start, ended_on, last_on)


def _add_assignments(world: World, begin: Beginning, guidance_id: int, person: Person, ended_on: date | None) -> None:
    """The officer of today; for some periods another officer before."""
    place, since = begin.place, begin.start_on
    officers = place.child_officers if person.is_child else place.adult_officers
    others = [officer for officer in officers if officer != begin.officer_id]
    handed_on = since + timedelta(days=world.rng.randint(30, 240))
    if others and handed_on < (ended_on or world.today) and world.chance(0.08):
        world.loader.add(
            OfficerAssignment,
            guidance_id=guidance_id,
            officer_id=world.rng.choice(others),
            from_on=since,
            to_on=handed_on - timedelta(days=1),
            assigned_by_id=place.approver(is_child=person.is_child),
            recorded_at=world.moment(since),
        )
        since = handed_on
    world.loader.add(
        OfficerAssignment,
        guidance_id=guidance_id,
        officer_id=begin.officer_id,
        from_on=since,
        to_on=ended_on,
        assigned_by_id=place.approver(is_child=person.is_child),
        recorded_at=world.moment(since),
    )
