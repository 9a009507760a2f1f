"""Versions of plans, what clients said to them, and reviews."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from bapas_portal.core.dates import today_in
from programs.choices import PlanState
from programs.models import ActionPlan, PlanAnswer, PlanReview, PlanVersion
from programs.queries.plan import content_of
from programs.rules.content import digest_of
from tests.factories import make_user
from tests.factories.programs import jpeg


def make_version(plan: ActionPlan, *, at: datetime | None = None, is_approved: bool = True) -> PlanVersion:
    """The plan as it stands, handed in and approved at a moment."""
    at, content = at or timezone.now(), content_of(plan)
    decided: dict[str, Any] = {"decision": "APPROVED", "decided_at": at, "decided_by": make_user()}
    version = PlanVersion.objects.create(
        plan=plan,
        number=plan.versions.count() + 1,
        content=content,
        digest=digest_of(content),
        submitted_at=at,
        submitted_by=plan.created_by,
        **decided if is_approved else {},
    )
    plan.state = PlanState.APPROVED if is_approved else PlanState.SUBMITTED
    plan.submitted_at, plan.submitted_by = at, plan.created_by
    plan.save()
    return version


def make_answer(version: PlanVersion, **fields: Any) -> PlanAnswer:
    """The client agreed, and signed."""
    values = {"number": version.answers.count() + 1, "digest": version.digest, "answer": "SETUJU"}
    row = PlanAnswer(
        version=version,
        **values | {"answered_on": today_in(), "form_key": uuid4(), "by": version.submitted_by} | fields,
    )
    if row.answer == "SETUJU":
        row.proof_type, row.proof_digest = "image/jpeg", "0" * 64
        row.proof.save("uji.jpg", ContentFile(jpeg(size=(40, 20))), save=False)
    row.save(force_insert=True)
    return row


def make_review(version: PlanVersion, **fields: Any) -> PlanReview:
    values = {"number": version.plan.reviews.count() + 1, "cause": "BERKALA", "result": "LANJUT", "by": make_user()}
    values |= {"reviewed_on": today_in(), "looked_at": "Wawancara di rumah", "form_key": uuid4()}
    return PlanReview.objects.create(plan=version.plan, version=version, **values | fields)
