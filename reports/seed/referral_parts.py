"""What gathers around the demonstration's referrals: moves, sessions with feedback, and reports with their review."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from partners.choices_referral import Outcome, Presence, ReportDecision, Source
from partners.choices_referral import ReferralStage as Stage
from partners.models import ReferralMove, ReferralOutcome, ReferralReport, ReferralSession
from reports.seed.copying import Loader
from reports.seed.referral_ways import Way
from reports.seed.world import World

PART_MODELS = (ReferralMove, ReferralSession, ReferralReport, ReferralOutcome)
FEEDBACK = (
    "Datang tepat waktu dan aktif bertanya",
    "Mulai terbuka menceritakan masalahnya",
    "Perlu diingatkan untuk berlatih di rumah",
    "Keluarga ikut mendampingi",
    "",
    "",
)
CONCERNS = ("Tampak tertekan dan menyebut masalah utang", "Datang terlambat dua kali berturut-turut")
SUMMARIES = (
    "Klien mengikuti layanan sampai akhir dan menerapkan yang dipelajari",
    "Klien mengikuti sebagian besar pertemuan; masih perlu pendampingan",
)
CUT_SHORT = "Layanan berakhir lebih awal; sebagian tujuan belum tercapai"
ADVICE = ("Lanjutkan kunjungan rumah bulanan", "Arahkan ke penyaluran kerja", "")
RETURNED = "Tambahkan jumlah kehadiran dan keadaan terakhir klien."
OUTCOMES = (Outcome.MET, Outcome.PARTLY, Outcome.NOT_MET, Outcome.NOT_TRIED)
AFTER_END, AFTER_BREAK = (55, 35, 9, 1), (5, 40, 40, 15)
PRESENCES, PRESENCE_WEIGHTS = (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT), (80, 9, 11)
CONCERN, RETURNS, REPORTS = 0.05, 0.12, 0.9
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """A referral whose parts are told: by which officer, for which ReferralNeed."""

    pk: int
    way: Way
    by: int
    need_row: int


def add_parts(world: World, loader: Loader, told: Told) -> None:
    """Its moves, a session a week while it was served, and the report once it is over."""
    old = Stage.DRAFT.value
    for step in told.way.steps:
        loader.add(
            ReferralMove,
            referral_id=told.pk,
            old=old,
            new=step.stage.value,
            on=step.on,
            reason=step.reason,
            by_id=told.by,
            recorded_at=world.moment(step.on),
        )
        old = step.stage.value
    started_on, ended_on = told.way.started_on, told.way.ended_on
    if started_on is not None:
        _add_sessions(world, loader, told, started_on, min(ended_on or world.today, world.today))
        if ended_on is not None and world.chance(REPORTS):
            _add_reports(world, loader, told, ended_on)


def _add_sessions(world: World, loader: Loader, told: Told, first: date, last: date) -> None:
    paused = [(step.stage == Stage.PAUSED, step.on) for step in told.way.steps]
    source = world.rng.choice((Source.OFFICER, Source.PAPER))
    day = first
    while day <= last:
        is_away = next((stopped for stopped, on in reversed(paused) if on <= day), False)
        if not is_away:
            _add_session(world, loader, told, day, source)
        day += WEEK


def _add_session(world: World, loader: Loader, told: Told, day: date, source: Source) -> None:
    presence = world.rng.choices(PRESENCES, PRESENCE_WEIGHTS)[0]
    is_concern = presence != Presence.EXCUSED and world.chance(CONCERN)
    came = presence == Presence.PRESENT
    feedback = world.rng.choice(CONCERNS if is_concern else FEEDBACK) if came or is_concern else ""
    loader.add(
        ReferralSession,
        referral_id=told.pk,
        held_on=day,
        starts_at=time(9),
        ends_at=time(11),
        presence=presence.value,
        feedback=feedback,
        needs_officer=is_concern,
        source=source.value,
        form_key=_key(world),
        by_id=told.by,
        recorded_at=world.moment(day),
    )


def _add_reports(world: World, loader: Loader, told: Told, ended_on: date) -> None:
    handed_on = ended_on + timedelta(days=world.rng.randint(2, 14))
    if handed_on > world.today:
        return
    if world.chance(RETURNS):
        _add_report(world, loader, told, 1, handed_on, ReportDecision.RETURNED)
        handed_on += timedelta(days=world.rng.randint(5, 10))
        if handed_on <= world.today:
            _add_report(world, loader, told, 2, handed_on, _decision(world, handed_on))
    else:
        _add_report(world, loader, told, 1, handed_on, _decision(world, handed_on))


def _decision(world: World, handed_on: date) -> ReportDecision:
    """Reports of the last days still wait, and now and then an older one."""
    is_new = (world.today - handed_on).days < 6
    return ReportDecision.WAITING if is_new or world.chance(0.05) else ReportDecision.ACCEPTED


def _add_report(
    world: World, loader: Loader, told: Told, number: int, handed_on: date, decision: ReportDecision
) -> None:
    is_decided = decision != ReportDecision.WAITING
    is_whole = told.way.stage == Stage.COMPLETED
    report = loader.add(
        ReferralReport,
        referral_id=told.pk,
        number=number,
        summary=world.rng.choice(SUMMARIES) if is_whole else CUT_SHORT,
        advice=world.rng.choice(ADVICE),
        source=Source.OFFICER.value,
        decision=decision.value,
        comment=RETURNED if decision == ReportDecision.RETURNED else "",
        decided_by_id=told.by if is_decided else None,
        decided_at=world.moment(handed_on + timedelta(days=world.rng.randint(1, 5))) if is_decided else None,
        form_key=_key(world),
        by_id=told.by,
        recorded_at=world.moment(handed_on),
    )
    outcome = world.rng.choices(OUTCOMES, AFTER_END if is_whole else AFTER_BREAK)[0]
    loader.add(ReferralOutcome, report_id=report, need_id=told.need_row, outcome=outcome.value)


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)
