"""Programmes of guidance of the demonstration: who takes part, who waits, and sessions past and to come."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from partners.models import Organisation
from programs.choices import AttendanceKind, Audience, EnrolmentState, LineState, ProgrammeState, SessionMode
from programs.models import (
    Attendance,
    AttendanceMark,
    Enrolment,
    EnrolmentStep,
    GuidanceSession,
    Intervention,
    PlanLine,
    Programme,
)
from programs.rules.certificate import telling_word
from reports.seed.copying import Loader
from reports.seed.periods import Period
from reports.seed.world import SeedOffice, World

MODELS = (Programme, Enrolment, EnrolmentStep, GuidanceSession, Attendance, AttendanceMark)
# Name, intervention of the catalogue, sessions (one a week), whether it gives a certificate.
# In this order the phases below go round: every second of three is finished, and gives certificates.
ADULTS = (
    ("Pelatihan barista", "F2-BLK", 8, True),
    ("Las listrik tingkat dasar", "F2-SERTIFIKASI", 10, True),
    ("Kelompok pengelolaan emosi", "F7-EMOSI", 6, False),
    ("Kelompok pemulihan dari NAPZA", "F3-KELOMPOK", 8, False),
    ("Menjahit untuk usaha rumahan", "F2-BLK", 10, True),
    ("Kelas pengasuhan", "F1-PENGASUHAN", 6, True),
    ("Perubahan pola pikir", "F7-KOGNITIF", 8, False),
    ("Merintis usaha kecil", "F6-MODAL", 6, True),
    ("Pembinaan keagamaan pekanan", "F5-KEAGAMAAN", 8, False),
)
CHILDREN = (
    ("Keterampilan digital dasar", "ANAK-F1-KETERAMPILAN", 6, True),
    ("Seni dan olahraga sore", "ANAK-F3-WAKTU", 8, True),
)
SINGLE_TOPICS = (
    "Kemajuan rencana aksi",
    "Mencari pekerjaan",
    "Keadaan di rumah",
    "Pergaulan",
    "Menjaga kewajiban lapor",
)
RESULTS = ("Mengikuti sampai akhir dan aktif bertanya", "Mampu mempraktikkan sendiri", "Menyelesaikan tugas akhir")
REASONS = ("Mendapat pekerjaan dengan jam yang sama", "Pindah tempat tinggal")
MARKS = (AttendanceKind.PRESENT, AttendanceKind.LATE, AttendanceKind.EXCUSED, AttendanceKind.ABSENT)
MARK_WEIGHTS = (78, 8, 8, 6)
A_PROGRAMME_FOR, SEATS = 20, (6, 8, 10)
"""Open clients for each further programme, and places."""
GOES_ON = {ProgrammeState.RUNNING, ProgrammeState.OPEN}
STANDING = (EnrolmentState.WAITING, EnrolmentState.ENROLLED)
PHASES = (ProgrammeState.RUNNING, ProgrammeState.FINISHED, ProgrammeState.OPEN)
COMPLETED, SINGLE = 0.8, 0.45
WEEK = timedelta(days=7)


@dataclass(slots=True)
class _Book:
    """What the makers share: rows to send, plan lines by (period, intervention), partners by office."""

    world: World
    loader: Loader
    lines: dict[tuple[int, str], int]
    lines_of: dict[int, list[int]]
    partners: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))

    def key(self) -> UUID:
        return UUID(int=self.world.rng.getrandbits(128), version=4)


@dataclass(frozen=True, slots=True)
class _Held:
    """A programme as its sessions and participants need it."""

    pk: int
    place: SeedOffice
    by: int
    state: ProgrammeState
    code: str
    name: str
    start_on: date
    end_on: date
    seats: int


def add_guiding(world: World, periods: Sequence[Period]) -> dict[str, int]:
    """Programmes at each Bapas with open periods, and sessions with single clients. Returns the rows by table."""
    book = _Book(world, Loader(MODELS), *_lines())
    for partner in Organisation.objects.filter(is_active=True).order_by("pk"):
        book.partners[partner.office_id].append(partner)
    known = set(Intervention.objects.values_list("pk", flat=True))
    at: dict[tuple[int, bool], list[Period]] = defaultdict(list)
    for period in periods:
        if period.ended_on is None:
            at[period.place.pk, period.person.is_child].append(period)
    for place in world.offices:
        for is_child, kinds in ((False, ADULTS), (True, CHILDREN)):
            here = at[place.pk, is_child]
            wanted = min(len(here), len(PHASES)) + len(here) // A_PROGRAMME_FOR
            for number, kind in enumerate(kinds[:wanted]):
                if kind[1] in known:
                    _add_programme(book, place, kind, PHASES[number % len(PHASES)], here, is_child=is_child)
    for period in periods:
        if period.ended_on is None and world.chance(SINGLE):
            _add_single(book, period)
    return book.loader.finish()


def _lines() -> tuple[dict[tuple[int, str], int], dict[int, list[int]]]:
    rows = PlanLine.objects.current().exclude(state=LineState.DROPPED).order_by("pk")
    by_intervention: dict[tuple[int, str], int] = {}
    by_period: dict[int, list[int]] = defaultdict(list)
    for guidance_id, code, pk in rows.values_list("plan__guidance", "intervention", "pk"):
        by_intervention[guidance_id, code] = pk
        by_period[guidance_id].append(pk)
    return by_intervention, by_period


def _add_programme(
    book: _Book,
    place: SeedOffice,
    kind: tuple[str, str, int, bool],
    state: ProgrammeState,
    here: Sequence[Period],
    *,
    is_child: bool,
) -> None:
    world, (name, code, sessions, gives) = book.world, kind
    back = {ProgrammeState.FINISHED: sessions + 2, ProgrammeState.RUNNING: sessions // 2, ProgrammeState.OPEN: -2}
    start_on = world.today - back[state] * WEEK
    end_on = start_on + (sessions - 1) * WEEK
    officers = (place.child_officers if is_child else place.adult_officers) or place.adult_officers
    partner = _partner(book, place, code, is_child=is_child)
    seats = world.rng.choice(SEATS)
    programme_id = book.loader.add(
        Programme,
        office_id=place.pk,
        name=name,
        intervention_id=code,
        partner_id=partner.pk if partner else None,
        start_on=start_on,
        end_on=end_on,
        sessions_planned=sessions,
        capacity=seats,
        audience=Audience.CHILDREN if is_child else Audience.ADULTS,
        place="Ruang kelas mitra" if partner else "Aula kantor",
        facilitator=partner.contact_name if partner else "",
        gives_certificate=gives,
        state=state,
        closed_on=end_on if state == ProgrammeState.FINISHED else None,
        form_key=book.key(),
        created_by_id=officers[0],
    )
    held = _Held(programme_id, place, officers[0], state, code, name, start_on, end_on, seats)
    _add_sessions(book, held, _enrol(book, held, here))


def _partner(book: _Book, place: SeedOffice, code: str, *, is_child: bool) -> Organisation | None:
    """One that serves the need; a child's programme goes with one whose name may stand on its certificate."""
    serves = code.rpartition("-")[0].removeprefix("ANAK-")
    found = [each for each in book.partners[place.pk] if serves in each.serves or is_child]
    found = [each for each in found if not is_child or not telling_word(each.name)]
    return book.world.rng.choice(found) if found else None


def _enrol(book: _Book, held: _Held, here: Sequence[Period]) -> list[tuple[int, int]]:
    """(enrolment, period) of all who had a place; whoever has a goal with this intervention comes first."""
    world = book.world
    first = min(held.start_on, world.today)
    pool = [period for period in here if period.start_on <= first]
    world.rng.shuffle(pool)
    pool.sort(key=lambda period: (period.guidance_id, held.code) not in book.lines)
    waiting = world.rng.randint(0, 3) if held.state in GOES_ON else 0
    placed = []
    for number, period in enumerate(pool[: held.seats + waiting]):
        state, words = _ended(world, held) if number < held.seats else (EnrolmentState.WAITING, "")
        begun, day = world.days_back(first, 1, 10), held.end_on if state not in STANDING else None
        pk = book.loader.add(
            Enrolment,
            programme_id=held.pk,
            guidance_id=period.guidance_id,
            plan_line_id=book.lines.get((period.guidance_id, held.code)),
            state=state,
            since_on=day or begun,
            result=words if state == EnrolmentState.COMPLETED else "",
            reason=words if state == EnrolmentState.LEFT else "",
        )
        steps = [(EnrolmentState.WAITING if state == EnrolmentState.WAITING else EnrolmentState.ENROLLED, begun, "")]
        for step, on, note in steps + ([(state, day, words)] if day else []):
            book.loader.add(EnrolmentStep, enrolment_id=pk, state=step, on=on, note=note, by_id=held.by)
        if state != EnrolmentState.WAITING:
            placed.append((pk, period.guidance_id))
    return placed


def _ended(world: World, held: _Held) -> tuple[EnrolmentState, str]:
    if held.state in GOES_ON:
        return EnrolmentState.ENROLLED, ""
    if world.chance(COMPLETED):
        return EnrolmentState.COMPLETED, world.rng.choice(RESULTS)
    return EnrolmentState.LEFT, world.rng.choice(REASONS)


def _days(held: _Held, today: date) -> Iterator[date]:
    """Each week up to the next one to come."""
    day = held.start_on
    while day <= min(held.end_on, today + WEEK):
        yield day
        day += WEEK


def _add_sessions(book: _Book, held: _Held, placed: Sequence[tuple[int, int]]) -> None:
    world = book.world
    if held.state == ProgrammeState.OPEN:
        return
    for number, day in enumerate(_days(held, world.today), start=1):
        session_id = book.loader.add(
            GuidanceSession,
            office_id=held.place.pk,
            programme_id=held.pk,
            held_on=day,
            started_at=time(9),
            ended_at=time(11),
            mode=SessionMode.GROUP,
            topic=f"{held.name}: pertemuan {number}",
            form_key=book.key(),
            created_by_id=held.by,
        )
        for enrolment_id, guidance_id in placed:
            row = book.loader.add(Attendance, session_id=session_id, guidance_id=guidance_id, enrolment_id=enrolment_id)
            if day < world.today:
                mark = world.rng.choices(MARKS, MARK_WEIGHTS)[0]
                _mark(book, row, mark, day, held.by)


def _mark(book: _Book, attendance_id: int, mark: AttendanceKind, day: date, by: int) -> None:
    at = book.world.moment(day)
    book.loader.add(AttendanceMark, attendance_id=attendance_id, number=1, mark=mark, by_id=by, recorded_at=at)


def _add_single(book: _Book, period: Period) -> None:
    """One to three sessions with the client alone; the last says when the next one is, some of them today."""
    world, rng = book.world, book.world.rng
    days = sorted({world.days_back(world.today, 5, 100) for _ in range(rng.randint(1, 3))})
    days = [day for day in days if day >= period.start_on]
    lines = book.lines_of.get(period.guidance_id, [])
    for day in days:
        session_id = book.loader.add(
            GuidanceSession,
            office_id=period.place.pk,
            guidance_id=period.guidance_id,
            held_on=day,
            mode=rng.choice((SessionMode.OFFICE, SessionMode.OFFICE, SessionMode.HOME, SessionMode.REMOTE)),
            topic=rng.choice(SINGLE_TOPICS),
            plan_line_id=rng.choice(lines) if lines and world.chance(0.7) else None,
            next_on=world.today + timedelta(days=rng.randint(-2, 25)) if day == days[-1] else None,
            form_key=book.key(),
            created_by_id=period.officer_id,
        )
        row = book.loader.add(Attendance, session_id=session_id, guidance_id=period.guidance_id)
        _mark(book, row, rng.choices(MARKS, MARK_WEIGHTS)[0], day, period.officer_id)
