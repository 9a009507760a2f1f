"""The history of a plan as one list: versions, decisions, the client's word, reviews, steps, lines, readings.

The plan comes from `visible_to`, so its rows are in scope.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value

from programs.choices_plan import HistoryKind
from programs.models import (
    ActionPlan,
    IndicatorReading,
    PlanAnswer,
    PlanLineState,
    PlanReview,
    PlanStepState,
    PlanVersion,
)
from programs.rules.content import LineChange, plan_changes

EVENTS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Something that happened to the plan at a moment. `changes`: a version's words that differ from the one before."""

    kind: HistoryKind
    at: datetime
    row: Any
    changes: list[LineChange] = field(default_factory=list)


Source = tuple[Callable[[ActionPlan], QuerySet[Any]], str]
SOURCES: dict[HistoryKind, Source] = {
    HistoryKind.VERSION: (lambda plan: PlanVersion.objects.filter(plan=plan), "submitted_at"),
    HistoryKind.DECISION: (lambda plan: PlanVersion.objects.filter(plan=plan).exclude(decided_at=None), "decided_at"),
    HistoryKind.ANSWER: (lambda plan: PlanAnswer.objects.filter(version__plan=plan), "recorded_at"),
    HistoryKind.REVIEW: (lambda plan: PlanReview.objects.filter(plan=plan), "recorded_at"),
    HistoryKind.LINE: (lambda plan: PlanLineState.objects.filter(line__plan=plan), "recorded_at"),
    HistoryKind.STEP: (lambda plan: PlanStepState.objects.filter(step__line__plan=plan), "recorded_at"),
    HistoryKind.READING: (lambda plan: IndicatorReading.objects.filter(line__plan=plan), "recorded_at"),
}
RELATED: dict[HistoryKind, tuple[str, ...]] = {
    HistoryKind.VERSION: ("submitted_by",),
    HistoryKind.DECISION: ("decided_by",),
    HistoryKind.ANSWER: ("version", "by"),
    HistoryKind.REVIEW: ("version", "by"),
    HistoryKind.LINE: ("line", "by"),
    HistoryKind.STEP: ("step", "by"),
    HistoryKind.READING: ("line", "by"),
}


def history_page(plan: ActionPlan, *, kind: str = "", page: str = "") -> Page:
    """One page of PlanEvent, the newest first. At most twelve queries, whatever the page holds."""
    wanted = [each for each in HistoryKind if each == kind] or list(HistoryKind)
    first, *rest = (_keys(plan, each) for each in wanted)
    keys = first.union(*rest, all=True) if rest else first
    found = Paginator(keys.order_by("-at", "-row", "kind"), EVENTS_A_PAGE).get_page(page)
    found.object_list = _events(plan, list(found.object_list))
    return found


def _keys(plan: ActionPlan, kind: HistoryKind) -> QuerySet[Any, Any]:
    rows, moment = SOURCES[kind]
    named = {"at": F(moment), "kind": Value(kind.value, CharField()), "row": F("pk")}
    return rows(plan).order_by().annotate(**named).values_list("at", "kind", "row")


def _events(plan: ActionPlan, keys: list[tuple[datetime, str, int]]) -> list[PlanEvent]:
    rows = {kind: _rows(plan, kind, [row for _at, name, row in keys if name == kind]) for kind in HistoryKind}
    words = _words(plan, rows[HistoryKind.VERSION].values())
    events = []
    for at, name, number in keys:
        kind = HistoryKind(name)
        row = rows[kind][number]
        events.append(PlanEvent(kind, at, row, words.get(number, []) if kind == HistoryKind.VERSION else []))
    return events


def _rows(plan: ActionPlan, kind: HistoryKind, numbers: list[int]) -> dict[int, Any]:
    if not numbers:
        return {}
    rows = SOURCES[kind][0](plan).filter(pk__in=numbers).select_related(*RELATED[kind])
    if kind == HistoryKind.REVIEW:
        rows = rows.prefetch_related("goals__line")
    return {row.pk: row for row in rows}


def _words(plan: ActionPlan, versions: Iterable[PlanVersion]) -> dict[int, list[LineChange]]:
    """What each version says otherwise than the one before it; nothing for the first. One query."""
    later = [version for version in versions if version.number > 1]
    before = PlanVersion.objects.filter(plan=plan, number__in=[version.number - 1 for version in later])
    kept = {version.number: version.content for version in before} if later else {}
    return {
        version.pk: plan_changes(kept[version.number - 1], version.content)
        for version in later
        if version.number - 1 in kept
    }
