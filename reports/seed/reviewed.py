"""Around the plans of running periods: steps to each goal, the client's word on a version, and reviews.

Each plan draws from a chance of its own, so that other rows of the demonstration stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from bapas_portal.core.dates import add_months
from programs.choices import GoalProgress, LineState, PlanAnswerKind, PlanState, ReviewCause, ReviewResult, UnableReason
from programs.choices_plan import StepActor, StepState
from programs.models import PlanAnswer, PlanReview, PlanReviewGoal, PlanStep, PlanStepState
from programs.rules.picture import digest_of
from reports.seed import names
from reports.seed.periods import Period
from reports.seed.world import World

SIGNATURE = "plan_answers/contoh/tanda-tangan.jpg"
OFFICER_STEPS = ("Menghubungi pelaksana untuk menentukan jadwal", "Membuat surat pengantar", "Berkunjung ke rumah")
CLIENT_STEPS = ("Hadir pada pertemuan pertama", "Melengkapi berkas yang diminta", "Mendaftar dan mengambil jadwal")
LAST_STEPS = {
    StepActor.PARTNER: "Memberi surat keterangan kehadiran",
    StepActor.FAMILY: "Mengingatkan jadwal setiap minggu",
    StepActor.CLIENT: "Menunjukkan bukti selesai kepada PK",
}
NOT_DONE = ("Klien sakit pada hari itu.", "Jadwal pelaksana penuh.", "Surat belum terbit.")
REFUSALS = ("Saya belum siap ikut kegiatan itu.", "Waktunya bentrok dengan jam kerja saya.")
LOOKED_AT = (
    "Wawancara dengan klien dan keterangan keluarga.",
    "Kunjungan rumah dan keterangan mitra.",
    "Laporan bulanan dan wawancara dengan klien.",
)
TROUBLES = ("Beberapa kali tidak hadir.", "Menunggu surat dari mitra.", "Terhalang jam kerja.")


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version that was handed in. `decided_on` is None while it waits."""

    version_id: int
    digest: str
    sent_on: date
    decided_on: date | None
    line_ids: Sequence[int]


def own_chance(world: World, plan_id: int) -> World:
    """The same world with the chance of one plan."""
    return replace(world, rng=Random(plan_id))


def add_steps(
    world: World, period: Period, line_id: int, *, days: tuple[date, date], has_partner: bool, goes: bool, made_on: date
) -> list[dict[str, Any]]:
    """Three steps of a goal within its `days`; returns what a version says of them. `goes`: approved, not stopped."""
    first, last = days
    actors = [StepActor.FAMILY, StepActor.CLIENT, *([StepActor.PARTNER] * 2 if has_partner else [])]
    ends = world.rng.choice(actors)
    wanted = (
        (StepActor.OFFICER, world.rng.choice(OFFICER_STEPS), 0.2),
        (StepActor.CLIENT, world.rng.choice(CLIENT_STEPS), 0.5),
        (ends, LAST_STEPS[ends], 0.95),
    )
    said = []
    for actor, action, part in wanted:
        due_on = first + timedelta(days=int((last - first).days * part))
        state, on = _went(world, due_on, first) if goes else (StepState.PLANNED, made_on)
        step_id = world.loader.add(
            PlanStep,
            line_id=line_id,
            action=action,
            actor=actor.value,
            due_on=due_on,
            state=state.value,
            recorded_at=world.moment(made_on),
        )
        _add_state(world, period, step_id, StepState.PLANNED, made_on)
        if state != StepState.PLANNED:
            _add_state(world, period, step_id, state, on)
        said.append({"step": step_id, "action": action, "actor": actor.value, "due_on": due_on.isoformat()})
    return said


def _went(world: World, due_on: date, first: date) -> tuple[StepState, date]:
    """What became of a step whose day has come: mostly done, a few not, a few forgotten."""
    if due_on > world.today:
        return StepState.PLANNED, due_on
    states = [StepState.DONE, StepState.NOT_DONE, StepState.PLANNED]
    state = world.rng.choices(states, [84, 5, 11])[0]
    on = due_on + timedelta(days=world.rng.randint(-6, 3))
    return state, min(max(on, first), world.today)


def _add_state(world: World, period: Period, step_id: int, state: StepState, on: date) -> None:
    world.loader.add(
        PlanStepState,
        step_id=step_id,
        state=state.value,
        from_on=on,
        reason=world.rng.choice(NOT_DONE) if state == StepState.NOT_DONE else "",
        by_id=period.officer_id,
        recorded_at=world.moment(on),
    )


def add_answer(world: World, period: Period, kept: KeptVersion) -> None:
    """What the client said, for most versions."""
    kinds = [PlanAnswerKind.AGREED, PlanAnswerKind.REFUSED, PlanAnswerKind.UNABLE, None]
    kind = world.rng.choices(kinds, [80, 4, 4, 12])[0]
    if kind is None:
        return
    on = min(kept.sent_on + timedelta(days=world.rng.randint(0, 3)), world.today)
    is_agreed = kind == PlanAnswerKind.AGREED
    proof = {"proof": SIGNATURE, "proof_type": "image/jpeg", "proof_digest": _signature()} if is_agreed else {}
    world.loader.add(
        PlanAnswer,
        version_id=kept.version_id,
        number=1,
        digest=kept.digest,
        answer=kind.value,
        unable_reason=UnableReason.ABSENT.value if kind == PlanAnswerKind.UNABLE else "",
        reason=world.rng.choice(REFUSALS) if kind == PlanAnswerKind.REFUSED else "",
        accompanied_by=f"{names.person(world.rng, 'F')} (ibu)" if period.person.is_child else "",
        answered_on=on,
        form_key=_key(world),
        by_id=period.officer_id,
        recorded_at=max(world.moment(on), world.moment(kept.sent_on)),
        **proof,
    )


@lru_cache(maxsize=1)
def _drawn() -> bytes:
    """A scrawl that is nobody's name."""
    image, out = Image.new("RGB", (450, 165), "white"), BytesIO()
    curve = [(30, 110), (70, 40), (105, 120), (150, 50), (190, 115), (240, 60), (290, 105), (400, 80)]
    ImageDraw.Draw(image).line(curve, fill="#17303a", width=5, joint="curve")
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _signature() -> str:
    """SHA-256 of the one drawn signature of the demonstration, which is laid down where answers keep theirs."""
    if not default_storage.exists(SIGNATURE):
        default_storage.save(SIGNATURE, ContentFile(_drawn()))
    return digest_of(_drawn())


def add_reviews(world: World, period: Period, plan_id: int, kept: KeptVersion) -> None:
    """A review every few months since the approval; the last one is left out for some, so that it is late."""
    base, number = kept.decided_on, 0
    while base is not None:
        on = add_months(base, settings.PLAN_REVIEW_MONTHS) + timedelta(days=world.rng.randint(-9, 5))
        is_last = add_months(on, settings.PLAN_REVIEW_MONTHS) > world.today
        if on > world.today or (is_last and world.chance(0.3)):
            return
        number += 1
        _add_review(world, period, plan_id, kept, number, on)
        base = on


def _add_review(world: World, period: Period, plan_id: int, kept: KeptVersion, number: int, on: date) -> None:
    at = world.moment(on)
    review_id = world.loader.add(
        PlanReview,
        plan_id=plan_id,
        number=number,
        version_id=kept.version_id,
        reviewed_on=on,
        cause=ReviewCause.PERIOD.value,
        looked_at=world.rng.choice(LOOKED_AT),
        result=world.rng.choices([ReviewResult.CONTINUE.value, ReviewResult.CHANGE.value], [80, 20])[0],
        form_key=_key(world),
        by_id=period.officer_id,
        recorded_at=at,
    )
    for line_id in kept.line_ids:
        progress = world.rng.choices([GoalProgress.WELL, GoalProgress.STUCK, GoalProgress.DONE], [62, 22, 16])[0]
        note = world.rng.choice(TROUBLES) if progress == GoalProgress.STUCK else ""
        world.loader.add(PlanReviewGoal, review_id=review_id, line_id=line_id, progress=progress.value, note=note)


def may_go(plan_state: PlanState, line_state: LineState) -> bool:
    """Are the steps of a line carried out?"""
    return plan_state == PlanState.APPROVED and line_state != LineState.DROPPED


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)
