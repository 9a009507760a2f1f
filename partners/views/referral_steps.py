"""The steps that a referral's page offers: their words, what they ask for, and the action behind each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.forms import row_number
from partners.actions.referral import withdraw_referral
from partners.actions.referral_stage import (
    accept_referral,
    complete_referral,
    decline_referral,
    end_referral_early,
    pause_referral,
    queue_referral,
    resume_referral,
    start_referral,
)
from partners.choices_referral import ReferralStage
from partners.models import Referral, ReferralSession


@dataclass(frozen=True, slots=True)
class Step:
    """`stages`: in which it is offered. `is_partners`: the partner's to do, or the PK's on its word."""

    code: str
    label: str | Promise
    said: str | Promise
    act: Callable[..., Any]
    stages: tuple[ReferralStage, ...]
    icon: str
    with_day: bool = False
    with_reason: bool = False
    is_partners: bool = True
    hint: str | Promise = ""

    @property
    def asks(self) -> bool:
        """Whether a page asks for something first."""
        return self.with_day or self.with_reason


SENT, WAITING, ACCEPTED = ReferralStage.SENT, ReferralStage.WAITING, ReferralStage.ACCEPTED
STARTED, PAUSED = ReferralStage.STARTED, ReferralStage.PAUSED
STEPS = (
    Step("terima", _("Terima klien"), _("Jawaban tercatat."), accept_referral, (SENT, WAITING), "check"),
    Step("tunggu", _("Taruh di daftar tunggu"), _("Klien menunggu."), queue_referral, (SENT,), "clock"),
    Step("tolak", _("Tolak"), _("Penolakan tercatat."), decline_referral, (SENT, WAITING), "x", with_reason=True),
    Step("mulai", _("Mulai layanan"), _("Layanan dimulai."), start_referral, (ACCEPTED,), "check", with_day=True),
    Step(
        "jeda",
        _("Hentikan sementara"),
        _("Layanan dihentikan sementara."),
        pause_referral,
        (STARTED,),
        "clock",
        with_day=True,
        with_reason=True,
        hint=_("Tempat tetap milik klien ini."),
    ),
    Step("lanjut", _("Lanjutkan"), _("Layanan dilanjutkan."), resume_referral, (PAUSED,), "check", with_day=True),
    Step(
        "selesai",
        _("Selesaikan layanan"),
        _("Layanan selesai. Buat laporan akhirnya."),
        complete_referral,
        (STARTED, PAUSED),
        "circle-check",
        with_day=True,
        hint=_("Sesudah ini laporan akhir dibuat; tempatnya diberikan kepada yang menunggu."),
    ),
    Step(
        "berakhir",
        _("Akhiri lebih awal"),
        _("Layanan berakhir lebih awal."),
        end_referral_early,
        (ACCEPTED, STARTED, PAUSED),
        "x",
        with_day=True,
        with_reason=True,
    ),
    Step(
        "tarik",
        _("Tarik rujukan"),
        _("Rujukan ditarik."),
        withdraw_referral,
        (ReferralStage.DRAFT, SENT, WAITING, ACCEPTED),
        "x",
        with_reason=True,
        is_partners=False,
    ),
)
STEP_BY_CODE = {step.code: step for step in STEPS}


def steps_of(referral: Referral, *, for_partner: bool = False) -> list[Step]:
    """What may follow now; for the partner's own worker only what is the partner's."""
    return [step for step in STEPS if referral.stage in step.stages and (step.is_partners or not for_partner)]


def session_to_correct(referral: Referral, asked: str) -> ReferralSession | None:
    """The session that an address names, put right already or not: the action says so, and nothing is added beside it.

    None where it names none. Raises Http404 for one that is not the referral's.
    """
    return get_object_or_404(referral.sessions, pk=row_number(asked) or 0) if asked else None
