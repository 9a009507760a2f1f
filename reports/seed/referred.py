"""Referrals of the demonstration in all stages, from the lines of plans that have a partner.

Every move is a move of its own, since the database lets a referral begin as a draft and go one step at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bapas_portal.core.dates import age_on
from clients.choices import ConsentGiver
from clients.rules.cohort import ADULT_AT_YEARS
from clients.rules.help import help_codes
from partners.choices_referral import ReferralStage as Stage
from partners.models import Offering, Referral, ReferralNeed
from programs.choices import LineState
from programs.choices_plan import StepActor
from programs.models import PlanLine, PlanReferral
from reports.seed.copying import Loader
from reports.seed.referral_parts import PART_MODELS, Told, add_parts
from reports.seed.referral_ways import Step, Way, draw_way
from reports.seed.reviewed import own_chance
from reports.seed.world import World

REFERRED, REROUTED, QUEUES, LIMITED, SAME, LATELY = 0.5, 0.6, 0.7, 0.6, 0.7, 0.8
SHARES_PHONE = 0.25
MOVED = (
    "stage",
    "since_on",
    "partner",
    "queued_at",
    "consent_by",
    "consent_on",
    "started_on",
    "ended_on",
    "lock_version",
)
BATCH = 500


@dataclass(slots=True)
class _Row:
    """A referral as the makers share it."""

    referral: Referral
    line: PlanLine
    way: Way
    need_row: int
    queued_at: datetime | None = None
    at: int = 0

    @property
    def turn(self) -> tuple[datetime, int]:
        return self.queued_at or datetime.max, self.referral.pk or 0


@dataclass(slots=True)
class _Book:
    world: World
    loader: Loader
    services: dict[int, list[Offering]]
    of_office: dict[int, list[Offering]]
    rows: list[_Row] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)


def add_referrals(world: World) -> dict[str, int]:
    """Referrals with needs, moves, sessions and reports, and how many each service takes. Returns the rows by table."""
    told = own_chance(world, 0)
    book = _Book(told, Loader((Referral, ReferralNeed)), defaultdict(list), defaultdict(list))
    for offering in Offering.objects.filter(is_active=True).select_related("organisation").order_by("pk"):
        book.services[offering.organisation_id].append(offering)
        book.of_office[offering.organisation.office_id].append(offering)
    shown = {officer for place in world.offices for officer in place.told_officers}
    for line in _lines():
        if line.plan.guidance.officer_id in shown or told.chance(REFERRED):
            _draw(book, line)
    counted = book.loader.finish()
    _settle_queues(book)
    _walk(book)
    _limit_places(book)
    return counted | _add_parts(book)


def _lines() -> Iterable[PlanLine]:
    rows = PlanLine.objects.current().exclude(partner=None).order_by("pk").prefetch_related("steps")
    return rows.select_related("need", "plan__guidance")


def _draw(book: _Book, line: PlanLine) -> None:
    world, guidance = book.world, line.plan.guidance
    drafted_on = _drafted_on(world, line)
    offering = _fitting(book, line, book.services[line.partner_id or 0], drafted_on)
    if offering is None or drafted_on > (guidance.ended_on or world.today):
        return
    row = _add(book, line, offering, drafted_on, None)
    declined_on = row.way.steps[-1].on if row.way.stage == Stage.DECLINED else None
    if declined_on is None or not world.chance(REROUTED) or guidance.ended_on is not None:
        return
    other = _fitting(book, line, book.of_office[guidance.office_id], declined_on)
    if other is not None:
        _add(book, line, other, world.days_on(declined_on, 1, 4), row)


def _drafted_on(world: World, line: PlanLine) -> date:
    """With the line, or for one that still runs some day of the last weeks."""
    goes_on = line.plan.guidance.ended_on is None and line.state in (LineState.PLANNED, LineState.RUNNING)
    if goes_on and world.chance(LATELY):
        return max(line.start_on, world.days_back(world.today, 0, 70))
    return line.start_on


def _fitting(book: _Book, line: PlanLine, offered: Sequence[Offering], day: date) -> Offering | None:
    """A service for the line's need that takes the client, to which it was not referred yet."""
    need, guidance = line.need, line.plan.guidance
    codes = set(help_codes(kind=need.kind, code=need.code, is_child=guidance.is_child))
    age = age_on(guidance.birth_on or day, day)
    found = [
        each
        for each in offered
        if codes & set(each.needs)
        and age >= (each.age_from or 0)
        and (each.for_women if guidance.sex == "F" else each.for_men)
        and (guidance.pk, each.pk) not in book.taken
    ]
    busy = [each for each in found if each.pk in book.busy]
    if busy and book.world.chance(SAME):
        return book.world.rng.choice(busy)
    return book.world.rng.choice(found) if found else None


def _add(book: _Book, line: PlanLine, offering: Offering, drafted_on: date, first: _Row | None) -> _Row:
    world, guidance = book.world, line.plan.guidance
    book.taken.add((guidance.pk, offering.pk))
    book.busy.add(offering.pk)
    shares = world.chance(SHARES_PHONE)
    values = {
        "guidance_id": guidance.pk,
        "offering_id": offering.pk,
        "rerouted_from_id": first.referral.pk if first else None,
        "aim": line.goal,
        "sessions_planned": world.rng.choice((4, 6, 8, None)),
        "shared": ["PHONE"] if shares else [],
        "shared_reason": "Mitra memberi tahu jadwal lewat telepon" if shares else "",
        "stage": Stage.DRAFT.value,
        "since_on": drafted_on,
        "form_key": UUID(int=world.rng.getrandbits(128), version=4),
        "created_by_id": guidance.officer_id or line.responsible_id,
        "recorded_at": world.moment(drafted_on),
    }
    pk = book.loader.add(Referral, **values)
    need_row = book.loader.add(ReferralNeed, referral_id=pk, need_id=line.need_id, recorded_at=world.moment(drafted_on))
    referral = Referral(pk=pk, **{name: value for name, value in values.items() if name != "id"})
    referral.offering = offering
    row = _Row(referral, line, draw_way(world, drafted_on, guidance.ended_on), need_row)
    sent_on = row.way.sent_on
    row.queued_at = first.queued_at if first else world.moment(sent_on) if sent_on else None
    book.rows.append(row)
    return row


def _settle_queues(book: _Book) -> None:
    """Who waits today waits at a service that is full, behind all whom it took."""
    for rows in _by_service(book).values():
        is_open = True
        for row in sorted((row for row in rows if row.queued_at), key=lambda row: row.turn, reverse=True):
            is_full = any(other.way.is_seated for other in rows if other is not row)
            stage = row.way.stage
            if stage in (Stage.SENT, Stage.ACCEPTED) and is_open and is_full and book.world.chance(QUEUES):
                _put_in_queue(book.world, row.way)
            elif stage == Stage.WAITING and not (is_open and is_full):
                row.way.steps.pop()
            is_open = is_open and row.way.day_of(Stage.ACCEPTED) is None


def _put_in_queue(world: World, way: Way) -> None:
    """Sent or just accepted: waiting instead."""
    accepted_on = way.steps.pop().on if way.stage == Stage.ACCEPTED else world.days_on(way.steps[-1].on, 1, 6)
    if way.stage != Stage.WAITING:
        way.steps.append(Step(Stage.WAITING, accepted_on))


def _by_service(book: _Book) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in book.rows:
        found[row.referral.offering_id].append(row)
    return found


def _walk(book: _Book) -> None:
    """All go their way: sent; whoever did not wait is taken; whoever waited is taken by turn; then all goes on."""
    _step([row for row in book.rows if row.way.steps])
    _step([row for row in book.rows if _next(row) == Stage.ACCEPTED])
    waited = [row for row in book.rows if _next(row) == Stage.WAITING and row.way.stage != Stage.WAITING]
    _step(waited)
    for row in sorted((row for row in waited if _next(row) == Stage.ACCEPTED), key=lambda row: row.turn):
        _step([row])
    while moving := [row for row in book.rows if _next(row) not in (None, Stage.WAITING)]:
        _step(moving)
    _step([row for row in book.rows if _next(row) == Stage.WAITING])


def _next(row: _Row) -> Stage | None:
    return row.way.steps[row.at].stage if row.at < len(row.way.steps) else None


def _step(rows: Sequence[_Row]) -> None:
    """Each row one step on."""
    for row in rows:
        step, referral = row.way.steps[row.at], row.referral
        if step.stage == Stage.SENT:
            _send(row, step.on)
        if step.stage == Stage.STARTED:
            referral.started_on = referral.started_on or step.on
        if step.stage in (Stage.COMPLETED, Stage.ENDED_EARLY):
            referral.ended_on = step.on
        referral.stage, referral.since_on = step.stage, step.on
        row.at += 1
        referral.lock_version = row.at
    Referral.objects.bulk_update([row.referral for row in rows], MOVED, batch_size=BATCH)


def _send(row: _Row, day: date) -> None:
    guidance = row.line.plan.guidance
    is_minor = age_on(guidance.birth_on or day, day) < ADULT_AT_YEARS
    row.referral.partner_id = row.referral.offering.organisation_id
    row.referral.queued_at = row.queued_at
    row.referral.consent_by = ConsentGiver.GUARDIAN if is_minor else ConsentGiver.CLIENT
    row.referral.consent_on = day


def _limit_places(book: _Book) -> None:
    """A service where somebody waits is full; most others have a limit with some places left."""
    rng, limited = book.world.rng, []
    rows = _by_service(book)
    for offering in (each for found in book.services.values() for each in found):
        stages = [row.way for row in rows.get(offering.pk, ())]
        seated = sum(way.is_seated for way in stages)
        if any(way.stage == Stage.WAITING for way in stages):
            offering.places = seated
        elif rng.random() < LIMITED:
            offering.places = seated + rng.randint(1, 6)
        limited.append(offering)
    Offering.objects.bulk_update(limited, ["places"], batch_size=BATCH)


def _add_parts(book: _Book) -> dict[str, int]:
    loader = Loader((*PART_MODELS, PlanReferral))
    for row in book.rows:
        officer = row.line.plan.guidance.officer_id or row.line.responsible_id
        add_parts(book.world, loader, Told(row.referral.pk, row.way, officer, row.need_row))
        step = next((each for each in row.line.steps.all() if each.actor == StepActor.PARTNER), None)
        if step is not None and row.referral.rerouted_from_id is None:
            loader.add(PlanReferral, step_id=step.pk, referral_id=row.referral.pk, by_id=officer)
    return loader.finish()
