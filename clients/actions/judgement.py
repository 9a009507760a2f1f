"""A second person's word on an assessment: another category asked for and decided, a review asked for and given."""

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.tier import refresh_tier
from clients.choices import Decision, TierCause, Verdict
from clients.models import Assessment, AssessmentOverride, AssessmentReview
from clients.permissions.judgement import check_asker, check_second_person, check_standing
from clients.queries.instruments import definition_of
from clients.rules.judging import LEAST_LETTERS, categories_of, is_reasoned

TEXT_LENGTH = 1000
GIVEN = (Verdict.AGREED, Verdict.QUESTIONED)


@transaction.atomic
def ask_override(*, assessment_id: int, category: str, reason: str, by: User, scope: Scope) -> AssessmentOverride:
    """Ask for another category of the instrument's own than the score's; it counts once a second person approved it.

    `scope` is narrowed to clients.assess. Raises Assessment.DoesNotExist, Invalid (category, reason) or WrongState
    (guidance ended, assessment corrected, a request waits or was approved).
    """
    assessment = _locked(assessment_id, scope)
    check_standing(assessment)
    reason = _clean(reason)
    faults = _override_faults(assessment, category, reason)
    if faults:
        raise Invalid(_("Permintaan belum dapat dikirim."), faults)
    earlier = set(AssessmentOverride.objects.filter(assessment=assessment).values_list("decision", flat=True))
    if Decision.WAITING in earlier:
        raise WrongState(_("Permintaan penyesuaian sudah dikirim dan masih menunggu keputusan."))
    if Decision.APPROVED in earlier:
        raise WrongState(_("Kategori asesmen ini sudah disesuaikan. Bila keadaan berubah, buat asesmen baru."))
    override = AssessmentOverride.objects.create(
        assessment=assessment,
        from_category=assessment.category,
        category=category,
        reason=reason,
        asked_by=by,
        office_id=assessment.guidance.office_id,
        is_child=assessment.guidance.is_child,
        sex=assessment.guidance.sex,
    )
    _leave_trail("assessment.override_asked", assessment, by, to=category)
    return override


@transaction.atomic
def decide_override(
    *, override_id: int, approve: bool, comment: str = "", by: User, scope: Scope
) -> AssessmentOverride:
    """Approve or refuse a waiting request; never one's own. A refusal says why; an approval moves the tier at once.

    `scope` is narrowed to clients.decide_override. Raises AssessmentOverride.DoesNotExist, NotAllowed, Invalid
    (comment) or WrongState (already decided, withdrawn, or the assessment no longer stands).
    """
    found = AssessmentOverride.objects.visible_to(scope).get(pk=override_id)
    assessment = _locked_row(found.assessment_id)
    override = _waiting_override(override_id)
    check_second_person(override, by)
    check_standing(assessment)
    comment = _clean(comment)
    faults = _comment_faults(comment, needed=not approve)
    if faults:
        raise Invalid(_("Keputusan belum dapat disimpan."), faults)
    override.decision = Decision.APPROVED if approve else Decision.REFUSED
    override.decided_by, override.decided_at, override.comment = by, timezone.now(), comment
    override.save(update_fields=["decision", "decided_by", "decided_at", "comment"])
    if approve:
        refresh_tier(assessment.guidance_id, TierCause.OVERRIDDEN)
    verb = "assessment.override_approved" if approve else "assessment.override_refused"
    _leave_trail(verb, assessment, by, to=override.category)
    return override


@transaction.atomic
def withdraw_override(*, override_id: int, by: User, scope: Scope) -> AssessmentOverride:
    """Take back a request of one's own while it waits.

    `scope` is narrowed to clients.assess. Raises AssessmentOverride.DoesNotExist, NotAllowed or WrongState.
    """
    found = AssessmentOverride.objects.visible_to(scope).get(pk=override_id)
    assessment = _locked_row(found.assessment_id)
    override = _waiting_override(override_id)
    check_asker(override, by)
    override.decision, override.decided_by, override.decided_at = Decision.WITHDRAWN, by, timezone.now()
    override.save(update_fields=["decision", "decided_by", "decided_at"])
    _leave_trail("assessment.override_withdrawn", assessment, by, to=override.category)
    return override


@transaction.atomic
def ask_review(*, assessment_id: int, question: str = "", by: User, scope: Scope) -> AssessmentReview:
    """Ask an appointed supervisor to look at a finished assessment; the question may be empty.

    `scope` is narrowed to clients.assess. Raises Assessment.DoesNotExist, Invalid (question) or WrongState
    (guidance ended, assessment corrected, a review waits). Source: Permenkumham 12/2013.
    """
    assessment = _locked(assessment_id, scope)
    check_standing(assessment)
    question = _clean(question)
    if len(question) > TEXT_LENGTH:
        raise Invalid(_("Permintaan belum dapat dikirim."), {"question": _too_long()})
    if AssessmentReview.objects.filter(assessment=assessment, verdict=Verdict.WAITING).exists():
        raise WrongState(_("Tinjauan sudah diminta dan masih ditunggu."))
    review = AssessmentReview.objects.create(assessment=assessment, asked_by=by, question=question)
    _leave_trail("assessment.review_asked", assessment, by)
    return review


@transaction.atomic
def give_review(*, review_id: int, verdict: str, comment: str = "", by: User, scope: Scope) -> AssessmentReview:
    """Answer a waiting review with AGREED or QUESTIONED; what is to be mended is said in words. Never one's own.

    `scope` is narrowed to clients.review_assessment. Raises AssessmentReview.DoesNotExist, NotAllowed, Invalid
    (verdict, comment) or WrongState (already answered, or the assessment no longer stands).
    """
    found = AssessmentReview.objects.visible_to(scope).get(pk=review_id)
    assessment = _locked_row(found.assessment_id)
    review = AssessmentReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if review.verdict != Verdict.WAITING:
        raise WrongState(_("Tinjauan ini sudah diberikan."))
    check_second_person(review, by)
    check_standing(assessment)
    comment = _clean(comment)
    faults = _comment_faults(comment, needed=verdict == Verdict.QUESTIONED)
    if verdict not in GIVEN:
        faults["verdict"] = _("Pilih hasil tinjauan.")
    if faults:
        raise Invalid(_("Tinjauan belum dapat disimpan."), faults)
    review.verdict, review.reviewer, review.decided_at, review.comment = verdict, by, timezone.now(), comment
    review.save(update_fields=["verdict", "reviewer", "decided_at", "comment"])
    _leave_trail("assessment.reviewed", assessment, by, state=verdict)
    return review


def _locked(assessment_id: int, scope: Scope) -> Assessment:
    """The assessment in scope, its guidance locked: a correction takes the same lock, so neither slips in between."""
    return _locked_row(Assessment.objects.visible_to(scope).only("pk").get(pk=assessment_id).pk)


def _locked_row(assessment_id: int) -> Assessment:
    rows = Assessment.objects.select_related("guidance", "version").select_for_update(of=("guidance",))
    return rows.get(pk=assessment_id)


def _waiting_override(override_id: int) -> AssessmentOverride:
    override = AssessmentOverride.objects.select_for_update(of=("self",)).get(pk=override_id)
    if override.decision == Decision.WITHDRAWN:
        raise WrongState(_("Permintaan ini sudah ditarik oleh pemintanya."))
    if override.decision != Decision.WAITING:
        raise WrongState(_("Permintaan ini sudah diputus."))
    return override


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in text; a browser counts a line's end as one letter and sends two."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _too_long() -> Promise | str:
    return _("Paling banyak %(most)s huruf.") % {"most": TEXT_LENGTH}


def _override_faults(assessment: Assessment, category: str, reason: str) -> dict[str, Promise | str]:
    faults: dict[str, Promise | str] = {}
    if category not in categories_of(definition_of(assessment.version)):
        faults["category"] = _("Pilih kategori yang Anda usulkan.")
    elif category == assessment.category:
        faults["category"] = _("Kategori ini sama dengan hasil hitungan.")
    if not is_reasoned(reason):
        faults["reason"] = _("Tulis alasannya, paling sedikit %(least)s huruf.") % {"least": LEAST_LETTERS}
    elif len(reason) > TEXT_LENGTH:
        faults["reason"] = _too_long()
    return faults


def _comment_faults(comment: str, *, needed: bool) -> dict[str, Promise | str]:
    if needed and not comment:
        return {"comment": _("Tulis sebabnya, agar PK tahu apa yang perlu diperbaiki.")}
    return {"comment": _too_long()} if len(comment) > TEXT_LENGTH else {}


def _leave_trail(verb: str, assessment: Assessment, by: User, **data: str) -> None:
    guidance = assessment.guidance
    record(
        verb=verb,
        subject=assessment,
        by=by,
        office_id=guidance.office_id,
        guidance=guidance.pk,
        instrument=assessment.instrument,
        **data,
    )
