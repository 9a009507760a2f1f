"""The way one referral of the demonstration went until today: its stages with their days, drawn by chance."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from partners.choices_referral import OPEN, SEATED
from partners.choices_referral import ReferralStage as Stage
from reports.seed.world import World

DECLINED = (
    "Kuota bulan ini habis",
    "Klien belum memenuhi syarat kesehatan",
    "Jadwal tidak cocok dengan pekerjaan klien",
)
WITHDRAWN = ("Klien pindah tempat tinggal", "Klien mendapat pekerjaan dengan jam yang sama")
PAUSED = ("Klien sakit", "Pelatih berhalangan dua pekan")
ENDED = ("Klien tidak hadir tiga kali berturut-turut", "Klien pindah kota", "Klien memilih layanan lain")
GUIDANCE_OVER = "bimbingan berakhir"
WEEK = timedelta(days=7)
WAITED, DECLINES, WITHDRAWS, ENDS_EARLY, PAUSES, STILL_DRAFT = 0.12, 0.10, 0.04, 0.12, 0.08, 0.04


@dataclass(frozen=True, slots=True)
class Step:
    """A move on the way."""

    stage: Stage
    on: date
    reason: str = ""


@dataclass(slots=True)
class Way:
    """Where a referral went, the draft left out; `stage` is where it stands."""

    steps: list[Step] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.steps[-1].stage if self.steps else Stage.DRAFT

    @property
    def is_seated(self) -> bool:
        return self.stage in SEATED

    def day_of(self, *stages: Stage) -> date | None:
        """The first day of any of the stages."""
        return next((step.on for step in self.steps if step.stage in stages), None)

    @property
    def sent_on(self) -> date | None:
        return self.day_of(Stage.SENT)

    @property
    def started_on(self) -> date | None:
        return self.day_of(Stage.STARTED)

    @property
    def ended_on(self) -> date | None:
        return self.day_of(Stage.COMPLETED, Stage.ENDED_EARLY)


def draw_way(world: World, drafted_on: date, last_on: date | None) -> Way:
    """The way from `drafted_on` to today; `last_on` is the last day of the guidance once it has ended."""
    way = _drawn(world, drafted_on)
    until = min(last_on or world.today, world.today)
    way.steps = [step for step in way.steps if step.on <= until]
    if last_on is not None and way.stage in OPEN:
        began = way.started_on is not None
        way.steps.append(Step(Stage.ENDED_EARLY if began else Stage.WITHDRAWN, last_on, GUIDANCE_OVER))
    return way


def _drawn(world: World, drafted_on: date) -> Way:
    """The whole way, days to come included."""
    if world.chance(STILL_DRAFT):
        return Way()
    day = drafted_on + timedelta(days=world.rng.randint(0, 5))
    way = Way([Step(Stage.SENT, day)])
    if world.chance(WITHDRAWS):
        way.steps.append(Step(Stage.WITHDRAWN, _later(world, day, 3, 20), world.rng.choice(WITHDRAWN)))
        return way
    day = _later(world, day, 1, 9)
    if world.chance(DECLINES):
        way.steps.append(Step(Stage.DECLINED, day, world.rng.choice(DECLINED)))
        return way
    if world.chance(WAITED):
        way.steps.append(Step(Stage.WAITING, day))
        day = _later(world, day, 6, 35)
    way.steps.append(Step(Stage.ACCEPTED, day))
    _serve(world, way, _later(world, day, 1, 12))
    return way


def _serve(world: World, way: Way, day: date) -> None:
    way.steps.append(Step(Stage.STARTED, day))
    if world.chance(PAUSES):
        stop = _later(world, day, 10, 20)
        day = _later(world, stop, 7, 14)
        way.steps += [Step(Stage.PAUSED, stop, world.rng.choice(PAUSED)), Step(Stage.STARTED, day)]
    if world.chance(ENDS_EARLY):
        way.steps.append(Step(Stage.ENDED_EARLY, _later(world, day, 10, 40), world.rng.choice(ENDED)))
    else:
        way.steps.append(Step(Stage.COMPLETED, _later(world, day, 30, 90)))


def _later(world: World, day: date, least: int, most: int) -> date:
    return day + timedelta(days=world.rng.randint(least, most))
