"""New information about a client, and the assessment that took it into account."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from bapas_portal.core.scope import Scope
from clients.models import Assessment, Guidance, NewInformation
from clients.rules.due import Answer, answer_to


@dataclass(frozen=True, slots=True)
class Noted:
    """One piece of information; `answer` is the assessment that answered it, None while it waits."""

    information: NewInformation
    answer: Answer | None


def information_of(guidance: Guidance) -> list[Noted]:
    """All new information of a guidance from `visible_to`, newest first. Two queries, one where there is none."""
    rows = list(NewInformation.objects.filter(guidance=guidance).select_related("by").order_by("-noted_on", "-pk"))
    if not rows:
        return []
    standing = Assessment.objects.filter(guidance=guidance, replaced_by=None)
    answers = [Answer(*values) for values in standing.values_list("pk", "assessed_on", "recorded_at")]
    return [Noted(row, answer_to(row.noted_on, row.recorded_at, answers)) for row in rows]


def unanswered(scope: Scope) -> QuerySet[NewInformation]:
    """New information about running guidances that no assessment took into account (rules/due.py, as SQL)."""
    answers = Assessment.objects.filter(
        guidance=OuterRef("guidance"),
        replaced_by=None,
        recorded_at__gt=OuterRef("recorded_at"),
        assessed_on__gte=OuterRef("noted_on"),
    )
    rows = NewInformation.objects.visible_to(scope).filter(guidance__ended_on=None)
    return rows.filter(~Exists(answers))
