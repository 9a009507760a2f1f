"""Open goals of the person's earlier plans, beside the open need of today that each of them answers."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.queries.needs import NamedNeed, named, open_needs
from clients.rules.needs import need_key
from programs.models import IndicatorReading, PlanLine, PlanStep
from programs.queries.indicator import standing_of
from programs.queries.plan import OWN_ROWS
from programs.rules.moves import EDITABLE_LINE


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of an earlier plan with its open steps and `measured`. need: the open need of today, None without one."""

    line: PlanLine
    was: NamedNeed
    need: NamedNeed | None
    is_taken: bool

    @property
    def may_take(self) -> bool:
        return self.need is not None and not self.is_taken


def has_offers(scope: Scope, guidance: Guidance) -> bool:
    """Has the person an open goal in an earlier plan that the reader may see? One query."""
    return _lines(scope, guidance).exists()


def offers(scope: Scope, guidance: Guidance) -> list[Offer]:
    """Planned and running lines of earlier guidance periods of the same person, the latest period first.

    `scope` is narrowed to programs.view_plan: what the reader may not see of the past is not offered.
    """
    steps = PlanStep.objects.filter(removed_at=None, state="PLANNED")
    readings = IndicatorReading.objects.filter(replaced_by=None)
    rows = _lines(scope, guidance).select_related("plan__guidance", "need__assessment", "intervention", "partner")
    rows = rows.defer("need__assessment__answers", "need__assessment__notes", "need__assessment__result")
    lines = list(
        rows.prefetch_related(Prefetch("steps", steps), Prefetch("readings", readings)).order_by(
            "-plan__guidance__start_on", "start_on", "pk"
        )[:OWN_ROWS]
    )
    # Where two rows say the same need, the more pressing one is meant.
    by_rank = reversed(open_needs(guidance))
    today = {need_key(each.kind, each.code, is_child=guidance.is_child): each for each in by_rank}
    standing = PlanLine.objects.current().filter(plan__guidance=guidance, carried_from__in=lines)
    taken = set(standing.values_list("carried_from_id", flat=True))
    words = {each.need.pk: each for each in named(line.need for line in lines)}
    return [_offer(line, words[line.need_id], today, line.pk in taken) for line in lines]


def _offer(line: PlanLine, was: NamedNeed, today: dict[str, NamedNeed], is_taken: bool) -> Offer:
    vars(line)["measured"] = standing_of(line, line.readings.all())
    key = need_key(line.need.kind, line.need.code, is_child=line.plan.guidance.is_child)
    return Offer(line, was, today.get(key), is_taken)


def _lines(scope: Scope, guidance: Guidance) -> QuerySet[PlanLine]:
    rows = PlanLine.objects.visible_to(scope).current().filter(plan__guidance__client=guidance.client_id)
    earlier = rows.filter(plan__guidance__start_on__lte=guidance.start_on).exclude(plan__guidance=guidance)
    return earlier.filter(state__in=EDITABLE_LINE)
