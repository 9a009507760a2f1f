"""Overrides and reviews: a few by chance, and one of each kind for each PK of the demonstration."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from clients.choices import Decision, Verdict
from clients.models import AssessmentOverride, AssessmentReview
from reports.seed.assessed import LeadResult
from reports.seed.periods import Period
from reports.seed.world import World

Judgeable = tuple[Period, LeadResult]
ASKED, REVIEWED = 0.025, 0.03
DECISIONS = {Decision.WAITING: 3, Decision.APPROVED: 5, Decision.REFUSED: 2}
VERDICTS = {Verdict.WAITING: 3, Verdict.AGREED: 6, Verdict.QUESTIONED: 2}
RAISED = (
    "Penjamin melapor klien kembali bergaul dengan kelompok lama sejak bulan lalu; tidak tertangkap butir penilaian.",
    "Keluarga menyampaikan klien pulang larut malam dan dua kali tidak bekerja. Saya cek ke rumah, keterangan sejalan.",
    "Aparat desa melihat klien terlibat keributan pekan lalu. Surat keterangan desa ada di berkas.",
)
LOWERED = (
    "Klien bekerja tetap di bengkel sejak enam bulan lalu dan tinggal bersama orang tua; surat kerja ada di berkas.",
    "Perkara lama yang dihitung adalah pelanggaran lalu lintas. Petikan putusan terlampir di berkas.",
    "Klien rutin melapor, mengikuti kejar paket, dan didampingi penjamin. Lapas memberi keterangan yang sama.",
)
REFUSALS = (
    "Keterangan penjamin belum dicocokkan dengan sumber lain. Kunjungi rumah klien dahulu.",
    "Hal ini sudah terhitung dalam butir penilaian.",
)
QUESTIONS = (
    "Apakah nilai untuk butir pergaulan sudah tepat?",
    "Keterangan klien dan keluarga berbeda. Mana yang dipakai?",
    "",
)
AGREED = ("Sudah sejalan dengan bukti di berkas.", "")
MENDING = (
    "Dua butir belum disertai bukti. Lengkapi sumbernya, lalu perbaiki asesmen.",
    "Bandingkan dengan petikan putusan: riwayat pidananya belum terhitung.",
)


def add_judgements(world: World, judgeable: list[Judgeable]) -> None:
    """`judgeable`: running periods with their newest lead result. Reviews only where there is a supervisor."""
    told: dict[int, list[Judgeable]] = defaultdict(list)
    for period, lead in judgeable:
        if period.officer_id in period.place.told_officers and len(told[period.officer_id]) < len(DECISIONS):
            told[period.officer_id].append((period, lead))
            continue
        if world.chance(ASKED):
            _override(world, period, lead, _drawn(world, DECISIONS))
        if period.place.supervisor and world.chance(REVIEWED):
            _review(world, period, lead, _drawn(world, VERDICTS))
    for held in told.values():
        for (period, lead), decision, verdict in zip(held, DECISIONS, VERDICTS, strict=False):
            _override(world, period, lead, decision)
            _review(world, period, lead, verdict)


def _drawn(world: World, shares: Mapping[Any, int]) -> Any:
    return world.rng.choices(list(shares), list(shares.values()))[0]


def _override(world: World, period: Period, lead: LeadResult, decision: Decision) -> None:
    place = lead.categories.index(lead.category)
    is_raised = place + 1 < len(lead.categories) and (place == 0 or world.chance(0.6))
    asked_at, decided_at = _moments(world, lead.day, is_waiting=decision == Decision.WAITING)
    is_decided = decision != Decision.WAITING
    world.loader.add(
        AssessmentOverride,
        assessment_id=lead.assessment_id,
        from_category=lead.category,
        category=lead.categories[place + (1 if is_raised else -1)],
        reason=world.rng.choice(RAISED if is_raised else LOWERED),
        asked_by_id=period.officer_id,
        asked_at=asked_at,
        decision=decision.value,
        decided_by_id=period.place.approver(is_child=period.person.is_child) if is_decided else None,
        decided_at=decided_at if is_decided else None,
        comment=world.rng.choice(REFUSALS) if decision == Decision.REFUSED else "",
        office_id=period.place.pk,
        is_child=period.person.is_child,
        sex=period.person.sex,
    )


def _review(world: World, period: Period, lead: LeadResult, verdict: Verdict) -> None:
    asked_at, decided_at = _moments(world, lead.day, is_waiting=verdict == Verdict.WAITING)
    is_given = verdict != Verdict.WAITING
    comments = {Verdict.AGREED: AGREED, Verdict.QUESTIONED: MENDING, Verdict.WAITING: ("",)}
    world.loader.add(
        AssessmentReview,
        assessment_id=lead.assessment_id,
        asked_by_id=period.officer_id,
        asked_at=asked_at,
        question=world.rng.choice(QUESTIONS),
        verdict=verdict.value,
        reviewer_id=period.place.supervisor if is_given else None,
        decided_at=decided_at if is_given else None,
        comment=world.rng.choice(comments[verdict]),
    )


def _moments(world: World, assessed_on: date, *, is_waiting: bool) -> tuple[datetime, datetime]:
    """When it was asked, never before the day of the assessment, and when answered. What waits is recent."""
    least, most = (1, 20) if is_waiting else (12, 90)
    asked_on = max(assessed_on, world.days_back(world.today, least, most))
    asked_at = world.moment(asked_on)
    return asked_at, max(asked_at, world.moment(world.days_on(asked_on, 1, 8)))
