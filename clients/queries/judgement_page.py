"""What second persons said of an assessment, and what the reader may do about it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.accounts.models import User
from bapas_portal.core.access import PortalRequest
from bapas_portal.core.errors import WrongState
from clients.choices import Decision, Verdict
from clients.models import Assessment, AssessmentOverride, AssessmentReview
from clients.permissions.judgement import ASSESS, DECIDE, REVIEW, check_standing, holds_on

OWN: dict[str, Any] = {
    Decision.APPROVED: gettext_lazy("Anda sudah menyetujui permintaan ini, %(when)s."),
    Decision.REFUSED: gettext_lazy("Anda sudah menolak permintaan ini, %(when)s."),
    Decision.WITHDRAWN: gettext_lazy("Anda sudah menarik permintaan ini, %(when)s."),
    Verdict.AGREED: gettext_lazy("Anda sudah memberi tinjauan ini, %(when)s: sesuai."),
    Verdict.QUESTIONED: gettext_lazy("Anda sudah memberi tinjauan ini, %(when)s: perlu diperbaiki."),
}
BY_OTHERS: dict[str, Any] = {
    Decision.APPROVED: gettext_lazy("Permintaan ini sudah disetujui %(who)s, %(when)s."),
    Decision.REFUSED: gettext_lazy("Permintaan ini sudah ditolak %(who)s, %(when)s."),
    Decision.WITHDRAWN: gettext_lazy("Permintaan ini sudah ditarik %(who)s, %(when)s."),
    Verdict.AGREED: gettext_lazy("Tinjauan ini sudah diberikan %(who)s, %(when)s: sesuai."),
    Verdict.QUESTIONED: gettext_lazy("Tinjauan ini sudah diberikan %(who)s, %(when)s: perlu diperbaiki."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Requests newest first. `closed` says why nothing more is asked or answered, "" while it stands.

    asks, decides, reviews: does the reader hold the right on this client?
    """

    assessment: Assessment
    overrides: list[AssessmentOverride]
    reviews: list[AssessmentReview]
    closed: str
    user_id: int
    asks: bool
    decides: bool
    reviews_here: bool

    @property
    def approved(self) -> AssessmentOverride | None:
        return next((each for each in self.overrides if each.decision == Decision.APPROVED), None)

    @property
    def waiting(self) -> AssessmentOverride | None:
        return next((each for each in self.overrides if each.decision == Decision.WAITING), None)

    @property
    def waiting_review(self) -> AssessmentReview | None:
        return next((each for each in self.reviews if each.verdict == Verdict.WAITING), None)

    @property
    def standing(self) -> str:
        """The category that stands, a RiskCategory code."""
        return self.approved.category if self.approved else self.assessment.category

    @property
    def override_closed(self) -> str:
        """Why no other category can be asked for now; "" where it can."""
        if self.closed:
            return self.closed
        if self.waiting:
            return _("Permintaan penyesuaian sudah dikirim dan masih menunggu keputusan.")
        if self.approved:
            return _("Kategori asesmen ini sudah disesuaikan. Bila keadaan berubah, buat asesmen baru.")
        return ""

    @property
    def review_closed(self) -> str:
        """Why no review can be asked for now; "" where it can."""
        return self.closed or (_("Tinjauan sudah diminta dan masih ditunggu.") if self.waiting_review else "")

    @property
    def may_ask_override(self) -> bool:
        return self.asks and not self.override_closed

    @property
    def may_ask_review(self) -> bool:
        return self.asks and not self.review_closed

    @property
    def may_decide(self) -> bool:
        return self.decides and not self.closed and bool(self.waiting) and not self.is_own

    @property
    def may_withdraw(self) -> bool:
        return self.asks and bool(self.waiting) and self.is_own

    @property
    def may_review(self) -> bool:
        return self.reviews_here and not self.closed and bool(self.waiting_review) and not self.is_own_review

    @property
    def is_own(self) -> bool:
        """Did the reader ask for the category that waits?"""
        return self.waiting is not None and self.waiting.asked_by_id == self.user_id

    @property
    def is_own_review(self) -> bool:
        return self.waiting_review is not None and self.waiting_review.asked_by_id == self.user_id


def judgement_of(assessment: Assessment, request: PortalRequest) -> Judgement:
    """For `clients/result_judgement.html`: put it into the page's context as `judgement`. Three queries.

    `assessment` is in the reader's scope, `guidance` at hand, and `check_not_rating` was asked before. The page loads
    css/judgement.css. In a file: `overrides` and `reviews`, each row with `asked_by` and `decided_by`/`reviewer`.
    """
    scope, guidance = request.full_scope, assessment.guidance
    overrides = AssessmentOverride.objects.filter(assessment=assessment).select_related("asked_by", "decided_by")
    reviews = AssessmentReview.objects.filter(assessment=assessment).select_related("asked_by", "reviewer")
    return Judgement(
        assessment=assessment,
        overrides=list(overrides.order_by("-asked_at", "-pk")),
        reviews=list(reviews.order_by("-asked_at", "-pk")),
        closed=_closed(assessment),
        user_id=request.user.pk,
        asks=holds_on(scope, ASSESS, guidance),
        decides=holds_on(scope, DECIDE, guidance),
        reviews_here=holds_on(scope, REVIEW, guidance),
    )


def _closed(assessment: Assessment) -> str:
    try:
        check_standing(assessment)
    except WrongState as error:
        return str(error.message)
    return ""


def told(asked: AssessmentOverride | AssessmentReview, reader: User) -> str:
    """Who answered a request, how and when, in words; "" while it waits. The one who answered is at hand."""
    if isinstance(asked, AssessmentReview):
        state, by = asked.verdict, asked.reviewer
    else:
        state, by = asked.decision, asked.decided_by
    if by is None or asked.decided_at is None:
        return ""
    values = {"who": by.name, "when": _moment(asked.decided_at)}
    return str((OWN if by.pk == reader.pk else BY_OTHERS)[state]) % values


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y H.i")


def is_asked_already(
    model: type[AssessmentOverride | AssessmentReview], assessment: Assessment, by: User, **given: str
) -> bool:
    """Does the same request of the same person wait already, as after a double click? One query."""
    waits = {"verdict": Verdict.WAITING} if model is AssessmentReview else {"decision": Decision.WAITING}
    typed = {name: text.replace("\r\n", "\n").strip() for name, text in given.items()}
    return model.objects.filter(assessment=assessment, asked_by=by, **waits, **typed).exists()
