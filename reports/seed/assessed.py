"""Assessments: answers drawn at random, results from the real scoring, and the needs they open and close."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from clients.choices import EvidenceSource, NeedClosing, NeedKind, PracticalNeed, VersionState
from clients.models import Assessment, AssessmentFactor, InstrumentVersion, Need
from clients.queries.instruments import digest_of
from clients.rules.conditions import Facts
from clients.rules.instrument import Instrument, parse
from clients.rules.judging import categories_of
from clients.rules.needs import FoundNeed, needs_from_result
from clients.rules.results import Result, result_as_json
from clients.rules.scoring import score
from clients.rules.seal import Signed, seal_of
from reports.seed.periods import Period
from reports.seed.world import World

ASSESSED = 0.94
KRIM_DONE = 0.88
YEAR = 365
# The drug factor of the adult instrument: high after a drug offence, low otherwise.
DRUG_FACTOR = "F3"
# A note of evidence, and where it comes from.
NOTES = {
    "Keterangan klien dan penjamin sejalan.": EvidenceSource.FAMILY,
    "Dicocokkan dengan petikan putusan.": EvidenceSource.DOCUMENT,
    "Wawancara di rumah klien, keluarga hadir.": EvidenceSource.FAMILY,
    "Catatan Lapas diperiksa.": EvidenceSource.PRISON,
    "Klien bercerita terbuka.": EvidenceSource.CLIENT,
}
PRACTICAL = {
    PracticalNeed.IDENTITY: 20,
    PracticalNeed.WORK: 40,
    PracticalNeed.HOUSING: 10,
    PracticalNeed.HEALTH: 12,
    PracticalNeed.REHABILITATION: 12,
    PracticalNeed.SCHOOL: 6,
}


@dataclass(frozen=True)
class Published:
    """An instrument in force: its row's id, its definition's digest, and the definition parsed."""

    version_id: int
    digest: str
    definition: Instrument


@dataclass(slots=True)
class SeedNeed:
    """A need of a guidance period; written down when the story is told to its end."""

    kind: str
    code: str
    opened_on: date
    category: str = ""
    score: int | None = None
    maximum: int | None = None
    assessment_id: int | None = None
    closed_on: date | None = None
    closing: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class LeadResult:
    """A period's newest RRI or child's result: what a second person may speak of."""

    assessment_id: int
    category: str
    categories: tuple[str, ...]
    day: date


def read_instruments() -> dict[str, Published]:
    """The published version of each instrument by its code."""
    rows = InstrumentVersion.objects.filter(state=VersionState.PUBLISHED)
    return {row.instrument: Published(row.pk, digest_of(row), parse(row.definition)) for row in rows}


def add_assessments(
    world: World, instruments: dict[str, Published], period: Period
) -> tuple[list[SeedNeed], LeadResult | None]:
    """A first assessment within weeks, then one a year (Permenkumham 12/2013).

    Returns the needs, written down, and the newest lead result; None where nothing was assessed.
    """
    needs: list[SeedNeed] = []
    lead: LeadResult | None = None
    if not world.chance(ASSESSED):
        return needs, lead
    severity = period.person.severity
    for day in _days(world, period):
        if period.person.is_child:
            lead, _result = _assess(world, instruments["ANAK"], period, day, severity, needs)
        else:
            lead, rri = _assess(world, instruments["RRI"], period, day, severity, needs)
            if rri.kriminogenik_due and world.chance(KRIM_DONE):
                _assess(
                    world, instruments["KRIM"], period, min(world.days_on(day, 0, 9), period.last_on), severity, needs
                )
        severity *= world.rng.uniform(0.7, 1.0)
    if needs and world.chance(0.35):
        _open_practical(world, period, needs)
    _write_needs(world, period, needs)
    return needs, lead


def _days(world: World, period: Period) -> Iterator[date]:
    day = period.start_on + timedelta(days=world.rng.randint(1, 21))
    while day <= period.last_on:
        yield day
        day += timedelta(days=YEAR + world.rng.randint(-20, 45))


def _assess(
    world: World, published: Published, period: Period, day: date, severity: float, needs: list[SeedNeed]
) -> tuple[LeadResult, Result]:
    definition, person = published.definition, period.person
    context = {"sex": person.sex, "drug_offence": person.is_drug} if definition.context else {}
    answers = _answers(world, definition, severity, context, is_drug=person.is_drug)
    result = score(definition, answers, context)
    place = world.rng.choice(("Kantor Bapas", "Rumah klien", "Pos Bapas"))
    notes = {code: world.rng.choice(list(NOTES)) for code in world.rng.sample(list(answers), 2)}
    signed = Signed(
        guidance_id=period.guidance_id,
        version_digest=published.digest,
        answers=answers,
        notes=notes,
        sources={code: str(NOTES[note]) for code, note in notes.items()},
        context=context,
        assessor_id=period.officer_id,
        assessed_on=day,
        consent_on=day,
        consent_by=f"wali: {person.guardian}" if person.is_child else "klien",
        place=place,
        purpose="Penyusunan program bimbingan",
        replaces_id=None,
        result=result_as_json(result),
    )
    assessment_id = _add_signed(world, published, period, signed, result)
    _add_factors(world, period, assessment_id, result, day)
    _follow(needs, needs_from_result(definition, result), assessment_id, day)
    return LeadResult(assessment_id, result.category, categories_of(definition), day), result


def _answers(
    world: World, definition: Instrument, severity: float, context: dict[str, Any], *, is_drug: bool
) -> dict[str, Any]:
    """Complete answers that the parts due ask for; the higher `severity` (0 to 1), the higher the scores."""
    chance = world.rng.random
    answers: dict[str, Any] = {}
    total = 0
    for slot, sign in definition.signed_slots:
        lean = 1 - severity if sign < 0 else severity
        if DRUG_FACTOR in slot.factors and definition.subject == "adult":
            lean = min(0.95, lean * 1.6) if is_drug else lean * 0.25
        item = slot.items[0] if len(slot.items) == 1 else world.rng.choice(slot.items)
        steps = sorted(item.scores)
        value = steps[sum(chance() < lean for _ in steps[1:])]
        answers[item.code] = value
        total += sign * value
    facts = Facts(total, total, context, {})
    due = {part.code for part in definition.parts if part.due.holds(facts)}
    answers |= {item.code: True for item in definition.ticks if item.part in due and chance() < severity * 0.2}
    return answers


def _add_signed(world: World, published: Published, period: Period, signed: Signed, result: Result) -> int:
    """The row of what was signed, under its seal."""
    said = {field.name: getattr(signed, field.name) for field in fields(signed)}
    del said["version_digest"], said["replaces_id"]
    return world.loader.add(
        Assessment,
        **said,
        version_id=published.version_id,
        instrument=published.definition.code,
        seal=seal_of(signed),
        total=result.total,
        category=result.category,
        is_kriminogenik_due=bool(result.kriminogenik_due),
        office_id=period.place.pk,
        is_child=period.person.is_child,
        sex=period.person.sex,
        recorded_at=world.moment(signed.assessed_on),
    )


def _add_factors(world: World, period: Period, assessment_id: int, result: Result, day: date) -> None:
    for code, standing in result.factors.items():
        if standing.category is not None:
            world.loader.add(
                AssessmentFactor,
                assessment_id=assessment_id,
                factor=code,
                score=standing.score,
                maximum=standing.maximum,
                category=standing.category,
                assessed_on=day,
                office_id=period.place.pk,
                is_child=period.person.is_child,
                sex=period.person.sex,
            )


def _follow(needs: list[SeedNeed], found: tuple[FoundNeed, ...], assessment_id: int, day: date) -> None:
    """Open what was found; what stood open from an assessment before is met, or replaced by the new finding."""
    if not found:
        return
    still = {(need.kind, need.code) for need in found}
    for need in needs:
        if need.closed_on is None:
            need.closed_on = day
            need.closing = NeedClosing.REASSESSED if (need.kind, need.code) in still else NeedClosing.MET
    needs += [
        SeedNeed(need.kind, need.code, day, need.category, need.score, need.maximum, assessment_id) for need in found
    ]


def _open_practical(world: World, period: Period, needs: list[SeedNeed]) -> None:
    """A practical need noted by hand, on the day of the last assessment."""
    options = dict(PRACTICAL) if not period.person.is_child else {PracticalNeed.SCHOOL: 70, PracticalNeed.IDENTITY: 30}
    code = world.rng.choices(list(options), list(options.values()))[0]
    needs.append(SeedNeed(NeedKind.PRACTICAL, code, needs[-1].opened_on))


def _write_needs(world: World, period: Period, needs: list[SeedNeed]) -> None:
    for need in needs:
        need.pk = world.loader.add(
            Need,
            guidance_id=period.guidance_id,
            kind=need.kind,
            code=need.code,
            category=need.category,
            score=need.score,
            maximum=need.maximum,
            assessment_id=need.assessment_id,
            opened_on=need.opened_on,
            opened_by_id=period.officer_id,
            closed_on=need.closed_on,
            closing=need.closing,
            recorded_at=world.moment(need.opened_on),
        )
