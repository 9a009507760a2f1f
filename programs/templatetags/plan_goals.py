"""Goals of the plan beside their needs: `{% goals_by_need guidance as goals %}`, then `goals|goals_for:key`."""

from collections.abc import Mapping, Sequence

from django import template
from django.template import RequestContext

from clients.models import Guidance
from programs.models import PlanLine
from programs.queries.goals import VIEW, goals_of_guidance

register = template.Library()


@register.simple_tag(takes_context=True)
def goals_by_need(context: RequestContext, guidance: Guidance) -> dict[str, list[PlanLine]]:
    """Need key -> lines of the plan; {} for a reader without programs.view_plan. At most five queries."""
    scope = context["request"].full_scope
    return goals_of_guidance(scope.narrowed(VIEW), guidance) if scope.holds(VIEW) else {}


@register.filter
def goals_for(goals: Mapping[str, Sequence[PlanLine]], key: str) -> Sequence[PlanLine]:
    """The lines for one need."""
    return goals.get(key, ())
