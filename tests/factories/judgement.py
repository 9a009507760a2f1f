"""Overrides and reviews as rows, in any state."""

from typing import Any

from django.utils import timezone

from clients.choices import Decision, Verdict
from clients.models import Assessment, AssessmentOverride, AssessmentReview
from tests.factories.accounts import make_user

REASON = "Keluarga melapor: klien kembali memakai sabu sejak bulan lalu."


def make_override(
    assessment: Assessment, decision: str = Decision.WAITING, category: str = "HIGH", **fields: Any
) -> AssessmentOverride:
    """A request by the assessor; one that is decided was decided by somebody else just now."""
    if decision != Decision.WAITING:
        fields.setdefault("decided_by", make_user())
        fields.setdefault("decided_at", timezone.now())
    fields.setdefault("reason", REASON)
    fields.setdefault("asked_by", assessment.assessor)
    return AssessmentOverride.objects.create(
        assessment=assessment,
        from_category=assessment.category,
        category=category,
        decision=decision,
        office=assessment.office,
        is_child=assessment.is_child,
        sex=assessment.sex,
        **fields,
    )


def make_review(assessment: Assessment, verdict: str = Verdict.WAITING, **fields: Any) -> AssessmentReview:
    """A review asked for by the assessor; one that is given was given by somebody else just now."""
    if verdict != Verdict.WAITING:
        fields.setdefault("reviewer", make_user())
        fields.setdefault("decided_at", timezone.now())
    fields.setdefault("asked_by", assessment.assessor)
    return AssessmentReview.objects.create(assessment=assessment, verdict=verdict, **fields)
