"""Action plans: a line for each need, sent to the section head, approved or returned, and carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bapas_portal.accounts.models import User
from clients.choices import NeedClosing, PracticalNeed
from clients.rules.help import help_codes
from clients.rules.instrument import Instrument
from programs.choices import LineState, PlanState
from programs.models import ActionPlan, Intervention, PlanLine, PlanLineState, PlanVersion
from programs.rules.content import digest_of, line_content, plan_content
from reports.seed.assessed import Published, SeedNeed
from reports.seed.partners import SeedPartner
from reports.seed.periods import Period
from reports.seed.reviewed import KeptVersion, add_answer, add_reviews, add_steps, may_go, own_chance
from reports.seed.world import World

MOST_LINES = 5
PLANNED = 0.86
GOALS = {
    "F1": "Hubungan dengan keluarga membaik dan keluarga ikut mendampingi",
    "F2": "Klien bekerja tetap atau menyelesaikan pelatihan",
    "F3": "Klien tidak memakai narkotika selama masa bimbingan",
    "F4": "Klien bergaul dengan teman yang mendukung perubahan",
    "F5": "Waktu luang diisi kegiatan yang membangun",
    "F6": "Penghasilan cukup untuk kebutuhan pokok dan utang terkendali",
    "F7": "Klien mengakui akibat perbuatannya dan menolak kekerasan",
    "IDENTITY": "Klien memiliki KTP dan NIK",
    "WORK": "Klien mendapat pekerjaan",
    "HOUSING": "Klien bertempat tinggal tetap",
    "SCHOOL": "Anak kembali bersekolah",
    "HEALTH": "Klien mendapat layanan kesehatan",
    "REHABILITATION": "Klien menyelesaikan rehabilitasi",
}
OTHER_GOAL = "Kebutuhan khusus klien tertangani"
INDICATORS = (
    "Hadir sekurangnya 8 dari 10 pertemuan",
    "Surat keterangan dari mitra diterima",
    "Laporan perkembangan bulanan baik tiga kali berturut-turut",
    "Sertifikat atau bukti selesai diterima",
    "Keterangan penjamin dan mitra sejalan",
)
RETURN_COMMENTS = (
    "Lengkapi mitra untuk kebutuhan pekerjaan.",
    "Tenggat terlalu dekat, mohon disesuaikan dengan jadwal mitra.",
    "Indikator belum terukur, mohon diperbaiki.",
)


@dataclass(frozen=True)
class Catalogue:
    """What lines choose from: interventions by the code they serve, labels, names of people."""

    interventions: Mapping[str, list[Intervention]]
    instruments: Mapping[str, Instrument]
    names: Mapping[int, str]

    def label(self, need: SeedNeed, *, is_child: bool) -> str:
        if need.kind == "PRACTICAL":
            return str(PracticalNeed(need.code).label)
        instrument = self.instruments["ANAK" if is_child else "KRIM"]
        if need.kind == "TICK":
            return instrument.by_code[need.code].short_label
        return next(factor.label for factor in instrument.factors if factor.code == need.code)


def read_catalogue(instruments: Mapping[str, Published]) -> Catalogue:
    interventions: dict[str, list[Intervention]] = {}
    for intervention in Intervention.objects.filter(is_active=True).order_by("serves", "order", "code"):
        interventions.setdefault(intervention.serves, []).append(intervention)
    parsed = {code: published.definition for code, published in instruments.items()}
    return Catalogue(interventions, parsed, dict(User.objects.values_list("pk", "name")))


@dataclass(slots=True)
class _Line:
    """A line before it is written: what its version says and how it went."""

    need: SeedNeed
    intervention: Intervention
    partner: SeedPartner | None
    goal: str
    indicator: str
    start_on: date
    due_on: date


def add_plan(
    world: World, catalogue: Catalogue, partners: list[SeedPartner], period: Period, needs: list[SeedNeed]
) -> None:
    """A plan for most periods with needs; nothing where no need of the map has an intervention."""
    wanted = [need for need in needs if need.closing != NeedClosing.REASSESSED]
    made_on = min((need.opened_on for need in wanted), default=None)
    if made_on is None or not world.chance(PLANNED):
        return
    drafts = [_line(world, catalogue, partners, period, need) for need in wanted[:MOST_LINES]]
    lines = [line for line in drafts if line is not None]
    if lines:
        _write(world, catalogue, period, lines, made_on)


def _line(
    world: World, catalogue: Catalogue, partners: list[SeedPartner], period: Period, need: SeedNeed
) -> _Line | None:
    codes = help_codes(kind=need.kind, code=need.code, is_child=period.person.is_child)
    options = next((catalogue.interventions[code] for code in codes if code in catalogue.interventions), None)
    if options is None:
        return None
    helpers = [partner for partner in partners if not partner.serves.isdisjoint(codes)]
    start_on = need.opened_on + timedelta(days=world.rng.randint(10, 40))
    return _Line(
        need=need,
        intervention=world.rng.choice(options),
        partner=world.rng.choice(helpers) if helpers and world.chance(0.75) else None,
        goal=next((GOALS[code] for code in (need.code, *codes) if code in GOALS), OTHER_GOAL),
        indicator=world.rng.choice(INDICATORS),
        start_on=start_on,
        due_on=start_on + timedelta(days=world.rng.choice((60, 90, 120, 180, 270))),
    )


def _state(world: World, made_on: date) -> PlanState:
    """Plans of the last weeks are still on their way; older ones are mostly approved."""
    if (world.today - made_on).days < 21:
        return PlanState(world.rng.choices(["DRAFT", "SUBMITTED", "APPROVED"], [4, 4, 2])[0])
    return PlanState(world.rng.choices(["APPROVED", "SUBMITTED", "RETURNED", "DRAFT"], [88, 5, 3, 4])[0])


def _write(world: World, catalogue: Catalogue, period: Period, lines: list[_Line], made_on: date) -> None:
    state = _state(world, made_on)
    sent_on = world.days_on(made_on, 1, 8)
    if state == PlanState.SUBMITTED:
        sent_on = max(sent_on, world.days_back(world.today, 0, 6))
    sent = state != PlanState.DRAFT
    plan_id = world.loader.add(
        ActionPlan,
        guidance_id=period.guidance_id,
        state=state,
        submitted_at=world.moment(sent_on) if sent else None,
        submitted_by_id=period.officer_id if sent else None,
        lock_version=len(lines) + sent,
        created_by_id=period.officer_id,
        recorded_at=world.moment(made_on),
    )
    told = own_chance(world, plan_id) if period.ended_on is None else None
    content = plan_content(_write_line(world, told, catalogue, period, plan_id, line, state, made_on) for line in lines)
    if sent:
        kept = _write_versions(world, period, plan_id, content, state, sent_on)
        if told is not None and state != PlanState.RETURNED:
            add_answer(told, period, kept)
            add_reviews(told, period, plan_id, kept)


def _write_line(
    world: World,
    told: World | None,
    catalogue: Catalogue,
    period: Period,
    plan_id: int,
    line: _Line,
    plan_state: PlanState,
    made_on: date,
) -> dict:
    """Write the line, its states and, with `told`, its steps; returns what a version says of it."""
    steps = _steps(world, line, plan_state, made_on, period.last_on)
    line_id = world.loader.add(
        PlanLine,
        plan_id=plan_id,
        need_id=line.need.pk,
        goal=line.goal,
        intervention_id=line.intervention.code,
        partner_id=line.partner.pk if line.partner else None,
        start_on=line.start_on,
        due_on=line.due_on,
        indicator=line.indicator,
        responsible_id=period.officer_id,
        state=steps[-1][0],
        recorded_at=world.moment(max(made_on, line.need.opened_on)),
    )
    for state, day in steps:
        world.loader.add(
            PlanLineState,
            line_id=line_id,
            state=state,
            from_on=day,
            by_id=period.officer_id,
            recorded_at=world.moment(day),
        )
    said = _add_steps(told, period, line_id, line, may_go(plan_state, steps[-1][0]), steps[0][1]) if told else []
    return _said(catalogue, period, line_id, line, said)


def _add_steps(world: World, period: Period, line_id: int, line: _Line, goes: bool, made_on: date) -> list[dict]:
    return add_steps(
        world,
        period,
        line_id,
        days=(line.start_on, line.due_on),
        has_partner=line.partner is not None,
        goes=goes,
        made_on=made_on,
    )


def _said(catalogue: Catalogue, period: Period, line_id: int, line: _Line, steps: list[dict]) -> dict:
    """The line as a plan version keeps it."""
    need = line.need
    return line_content(
        line_id=line_id,
        need={
            "id": need.pk,
            "kind": need.kind,
            "code": need.code,
            "label": catalogue.label(need, is_child=period.person.is_child),
            "category": need.category,
        },
        goal=line.goal,
        intervention={"code": line.intervention.code, "name": line.intervention.name},
        partner={"id": line.partner.pk, "name": line.partner.name} if line.partner else None,
        start_on=line.start_on.isoformat(),
        due_on=line.due_on.isoformat(),
        indicator=line.indicator,
        responsible={"id": period.officer_id, "name": catalogue.names[period.officer_id]},
        steps=steps,
    )


def _steps(
    world: World, line: _Line, plan_state: PlanState, made_on: date, last_on: date
) -> list[tuple[LineState, date]]:
    """The states a line went through, each with its day, none later than the period's last day."""
    steps = [(LineState.PLANNED, max(made_on, line.need.opened_on))]
    if plan_state != PlanState.APPROVED or line.start_on > last_on or not world.chance(0.92):
        return steps
    steps.append((LineState.RUNNING, line.start_on))
    ends_on = line.due_on + timedelta(days=world.rng.randint(-25, 15))
    if line.need.closing == NeedClosing.MET and line.need.closed_on:
        steps.append((LineState.DONE, max(line.start_on, line.need.closed_on)))
    elif ends_on <= last_on:
        end = world.rng.choices([LineState.DONE, LineState.DROPPED, None], [74, 8, 18])[0]
        if end:
            steps.append((end, max(ends_on, line.start_on)))
    return steps


def _write_versions(
    world: World, period: Period, plan_id: int, content: dict, state: PlanState, sent_on: date
) -> KeptVersion:
    """One version as sent, which is returned; for some plans a first one that was sent back."""
    approver = period.place.approver(is_child=period.person.is_child)
    decided = state in (PlanState.APPROVED, PlanState.RETURNED)
    number = 1
    if state == PlanState.APPROVED and world.chance(0.1):
        _version(world, period, plan_id, content, number, PlanState.RETURNED, sent_on, sent_on, approver)
        number = 2
    decided_on = world.days_on(sent_on, 0, 5)
    decision = state if decided else ""
    pk = _version(world, period, plan_id, content, number, decision, sent_on, decided_on, approver)
    line_ids = [line["line"] for line in content["lines"]]
    return KeptVersion(pk, digest_of(content), sent_on, decided_on if decided else None, line_ids)


def _version(
    world: World,
    period: Period,
    plan_id: int,
    content: dict,
    number: int,
    decision: str,
    sent_on: date,
    decided_on: date,
    approver: int,
) -> int:
    return world.loader.add(
        PlanVersion,
        plan_id=plan_id,
        number=number,
        content=content,
        digest=digest_of(content),
        submitted_at=world.moment(sent_on),
        submitted_by_id=period.officer_id,
        decision=decision,
        decided_at=max(world.moment(decided_on), world.moment(sent_on)) if decision else None,
        decided_by_id=approver if decision else None,
        comment=world.rng.choice(RETURN_COMMENTS) if decision == PlanState.RETURNED else "",
    )
