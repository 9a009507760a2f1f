"""The overrides behind a number of the quality page, read live under reports.view_case_rows."""

from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from bapas_portal.core.scope import Scope
from clients.choices import Decision
from clients.models import AssessmentOverride
from clients.permissions.second_rating import blinded
from reports.labels import COHORTS
from reports.pseudonyms import pseudonym
from reports.queries.quality import RANKS, QualityAsked
from reports.queries.rows import Row
from reports.rules import AGE_BANDS

ROW_ORDER = ("-asked_at", "-pk")
STATES = ("asked", "up", "down")
BYS = ("sex", "age", "category", "office")
# As the count reckons it (reports/counting/quality.py).
AGE = Func(
    F("assessment__assessed_on"),
    F("assessment__guidance__birth_on"),
    template="greatest(0, extract(year FROM age(%(expressions)s)))",
    output_field=IntegerField(),
)


def rows_of_overrides(
    scope: Scope, asked: QualityAsked, state: str, by: str, value: str
) -> QuerySet[AssessmentOverride]:
    """One override an assessment, the approved or else the newest, as the rollup counts; ordered by ROW_ORDER.

    `scope` narrowed to reports.view_case_rows; `by` one of BYS or "" for all. What the reader rates blind is left out.
    """
    mine = AssessmentOverride.objects.filter(assessment=OuterRef("assessment"))
    counted = mine.order_by("-asked_at", "-pk")
    approved = mine.filter(decision=Decision.APPROVED)
    found = AssessmentOverride.objects.visible_to(scope).filter(
        assessment__instrument=asked.instrument,
        assessment__assessed_on__range=(asked.first, asked.last),
        assessment__replaced_by=None,
        office__path__startswith=asked.office.path,
    )
    found = found.exclude(assessment__guidance__in=blinded(scope.user_id))
    newest, decided = Subquery(counted.values("pk")[:1]), Subquery(approved.values("pk")[:1])
    found = found.annotate(newest=newest, decided=decided).filter(Q(decided=None, pk=newest) | Q(pk=decided))
    if state != "asked":
        found = found.filter(_moves(up=state == "up"), decision=Decision.APPROVED)
    return _of_group(found, asked, by, value).select_related("assessment__guidance__client", "office")


def _of_group(
    found: QuerySet[AssessmentOverride], asked: QualityAsked, by: str, value: str
) -> QuerySet[AssessmentOverride]:
    """Those of one line of a table: a sex, an age band by its name, the score's category, or an office's code."""
    if by == "sex":
        return found.filter(sex=value)
    if by == "category":
        return found.filter(assessment__category=value)
    if by == "office":
        return found.filter(office__path__startswith=f"{asked.office.path}{value}/")
    if by == "age":
        low = next((low for low, name in AGE_BANDS if name == value), None)
        if low is None:
            return found.none()
        above = [other for other, _name in AGE_BANDS if other > low]
        band = Q(age__gte=low, age__lt=min(above)) if above else Q(age__gte=low)
        return found.annotate(age=AGE).filter(band)
    return found


def _moves(*, up: bool) -> Q:
    """From one category to a higher, or to a lower one."""
    moves = Q()
    for place, code in enumerate(RANKS):
        moves |= Q(from_category=code, category__in=RANKS[place + 1 :] if up else RANKS[:place])
    return moves


def row_of_override(found: AssessmentOverride, *, scope: Scope, full_scope: Scope) -> Row:
    """How this reader sees the client: by name where allowed, with a link to the result where it may be opened."""
    guidance = found.assessment.guidance
    where: dict[str, Any] = {
        "office_id": guidance.office_id,
        "officer_id": guidance.officer_id,
        "is_child": guidance.is_child,
    }
    is_named = scope.may_identify(**where)
    may_open = is_named and full_scope.covers("clients.view_client", **where)
    moved = f"{found.get_from_category_display()} → {found.get_category_display()}"
    return Row(
        who=guidance.client.name if is_named else pseudonym(guidance.client.public_id, is_child=guidance.is_child),
        is_named=is_named,
        url=reverse("clients:assessment_detail", args=[found.assessment_id]) if may_open else "",
        cohort=str(COHORTS[guidance.is_child]),
        office=found.office.name,
        on=found.assessment.assessed_on,
        what=f"{moved} · {found.get_decision_display()}",
    )
