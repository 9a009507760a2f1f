"""Which goals of the plan address which need."""

from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.rules.needs import need_key
from programs.models import PlanLine
from programs.queries.line_guiding import put_guiding

VIEW = "programs.view_plan"


def goals_of_guidance(scope: Scope, guidance: Guidance) -> dict[str, list[PlanLine]]:
    """Need key (clients.rules.needs.need_key) -> standing lines with `guided`, in the order of their start.

    A line belongs to a need by its key: a new assessment opens the same need as a new row. `scope` is narrowed to
    programs.view_plan.
    """
    lines = PlanLine.objects.visible_to(scope).current().filter(plan__guidance=guidance).select_related("need")
    found: dict[str, list[PlanLine]] = {}
    for line in put_guiding(list(lines.order_by("start_on", "pk"))):
        key = need_key(line.need.kind, line.need.code, is_child=guidance.is_child)
        found.setdefault(key, []).append(line)
    return found
