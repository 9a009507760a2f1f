"""Reads of what clients said to the versions of their plans."""

from collections.abc import Iterable, Sequence

from bapas_portal.core.scope import Scope
from programs.choices import PlanState
from programs.models import ActionPlan, PlanAnswer, PlanVersion
from programs.queries.plan import approved_version


def answers_of(scope: Scope, versions: Iterable[PlanVersion]) -> dict[int, list[PlanAnswer]]:
    """Version id -> what was said to it, the newest first. One query."""
    rows = PlanAnswer.objects.visible_to(scope).filter(version__in=[version.pk for version in versions])
    found: dict[int, list[PlanAnswer]] = {}
    for row in rows.select_related("by").order_by("version", "-number"):
        found.setdefault(row.version_id, []).append(row)
    return found


def answers_of_waiting(scope: Scope, plans: Sequence[ActionPlan]) -> dict[int, PlanAnswer]:
    """Plan id -> what the client says to its version that waits for a decision. One query."""
    rows = PlanAnswer.objects.visible_to(scope).filter(version__plan__in=plans, version__decision="")
    newest = rows.order_by("version", "-number").distinct("version")
    return {row.version.plan_id: row for row in newest.select_related("version")}


def answerable(versions: Sequence[PlanVersion]) -> PlanVersion | None:
    """The version the client is asked about: the one that waits, else the one in force. `versions` newest first."""
    waiting = next((version for version in versions if not version.decision), None)
    return waiting or approved_version(versions)


def is_asked_about(version: PlanVersion) -> bool:
    """Not returned, and not overtaken by a version that waits or is in force."""
    if version.decision == PlanState.RETURNED:
        return False
    later = PlanVersion.objects.filter(plan=version.plan_id, number__gt=version.number)
    return not later.exclude(decision=PlanState.RETURNED).exists()
