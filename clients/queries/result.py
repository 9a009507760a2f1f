"""The category that stands: an approved override, else what the score says. Rows given here are in scope already."""

from collections.abc import Iterable

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clients.choices import Decision
from clients.models import Assessment, AssessmentOverride


def standing_expression(assessment_id: str = "pk", category: str = "category") -> Coalesce:
    """For `annotate`: the standing category of the assessment found by these lookups. No further query."""
    approved = AssessmentOverride.objects.filter(assessment=OuterRef(assessment_id), decision=Decision.APPROVED)
    return Coalesce(Subquery(approved.values("category")[:1]), category, output_field=CharField())


def standing_category(assessment: Assessment) -> str:
    """A RiskCategory code. One query."""
    approved = AssessmentOverride.objects.filter(assessment=assessment, decision=Decision.APPROVED)
    return approved.values_list("category", flat=True).first() or assessment.category


def standing_categories(ids: Iterable[int]) -> dict[int, str]:
    """Assessment id -> RiskCategory code; ids that do not exist are left out. One query."""
    rows = Assessment.objects.filter(pk__in=list(ids)).annotate(standing=standing_expression())
    return dict(rows.values_list("pk", "standing"))
