"""The rows behind a figure, under the reader's own rights: the list counts what the rollup counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import month_end
from bapas_portal.core.scope import Scope
from clients.models import Assessment, AssessmentFactor, Guidance, ThroughGuidance
from programs.choices import ActivityState
from programs.models import CareActivity, Participation, PlanLine, PlanLineState
from programs.models.activity import CareActivityQuerySet
from reports.choices import Measure
from reports.labels import COHORTS, category_label, key_label
from reports.pseudonyms import pseudonym

# Days of moments are those of the portal's zone, as in the count (reports/counting/plans.py).
PERSON = ("client", "office")


@dataclass(frozen=True)
class FigureRef:
    """Which figure: None and "" leave a part of the breakdown open."""

    measure: str
    month: date
    office: Office
    is_child: bool | None = None
    sex: str = ""
    key: str = ""
    category: str = ""

    @property
    def last(self) -> date:
        return month_end(self.month)


@dataclass(frozen=True)
class Row:
    """One row as this reader may see it. `url` is empty where the reader may not open the file."""

    who: str
    is_named: bool
    url: str
    cohort: str
    office: str
    on: date
    what: str


def rows_behind(scope: Scope, ref: FigureRef) -> QuerySet:
    """Rows of the figure; `scope` narrowed to reports.view_case_rows. Ordered by ROW_ORDER[ref.measure]."""
    return _ROWS[Measure(ref.measure)](scope, ref)


def _of(ref: FigureRef, *, office: str = "office", person: str = "", **fields: str) -> Q:
    """Office, cohort and sex of the reference; `fields` maps key and category to the row's columns."""
    condition = Q(**{f"{office}__path__startswith": ref.office.path})
    if ref.is_child is not None:
        condition &= Q(**{f"{person}is_child": ref.is_child})
    if ref.sex:
        condition &= Q(**{f"{person}sex": ref.sex})
    for name, column in fields.items():
        if value := getattr(ref, name):
            condition &= Q(**{column: value})
    return condition


def _periods(scope: Scope, ref: FigureRef) -> QuerySet:
    first, last = ref.month, ref.last
    when = {
        Measure.CLIENTS_START: Q(start_on__lt=first) & (Q(ended_on=None) | Q(ended_on__gte=first)),
        Measure.CLIENTS_IN: Q(start_on__range=(first, last)),
        Measure.CLIENTS_OUT: Q(ended_on__range=(first, last)),
        Measure.CLIENTS_END: Q(start_on__lte=last) & (Q(ended_on=None) | Q(ended_on__gt=last)),
    }[Measure(ref.measure)]
    return Guidance.objects.visible_to(scope).filter(when, _of(ref, key="status")).select_related(*PERSON)


def _assessments(scope: Scope, ref: FigureRef) -> QuerySet:
    return (
        Assessment.objects.visible_to(scope)
        .filter(
            _of(ref, key="category", category="instrument"),
            assessed_on__range=(ref.month, ref.last),
            replaced_by=None,
        )
        .select_related("guidance__client", "guidance__office")
    )


def _needs(scope: Scope, ref: FigureRef) -> QuerySet:
    factors = AssessmentFactor.objects.filter(
        ThroughGuidance.scope_condition(scope, "assessment__"),
        _of(ref, category="category"),
        assessed_on__range=(ref.month, ref.last),
        factor__startswith="F",
        assessment__replaced_by=None,
    )
    if ref.key.startswith("ANAK_"):
        factors = factors.filter(assessment__instrument="ANAK", factor=ref.key.removeprefix("ANAK_"))
    elif ref.key:
        factors = factors.filter(factor=ref.key).exclude(assessment__instrument="ANAK")
    return factors.select_related("assessment__guidance__client", "assessment__guidance__office")


def _lines(scope: Scope, ref: FigureRef) -> QuerySet:
    states = PlanLineState.objects.filter(line=OuterRef("pk"), from_on__lte=ref.last).order_by("-from_on", "-pk")
    lines = (
        PlanLine.objects.visible_to(scope)
        .annotate(state_then=Subquery(states.values("state")[:1]))
        .filter(
            Q(removed_at=None) | Q(removed_at__date__gt=ref.last),
            Q(plan__guidance__ended_on=None) | Q(plan__guidance__ended_on__gt=ref.last),
            _of(ref, office="plan__guidance__office", person="plan__guidance__"),
            plan__guidance__start_on__lte=ref.last,
            state_then__isnull=False,
        )
    )
    if ref.key:
        lines = lines.filter(state_then=ref.key)
    return lines.select_related("plan__guidance__client", "plan__guidance__office", "intervention")


def _activities(scope: Scope, ref: FigureRef) -> QuerySet:
    condition = Q(office__path__startswith=ref.office.path)
    if ref.key:
        condition &= Q(kind=ref.key)
    return (
        CareActivity.objects.visible_to(scope)
        .filter(condition, state=ActivityState.ACCEPTED, held_on__range=(ref.month, ref.last))
        .select_related("office")
    )


def _participants(scope: Scope, ref: FigureRef) -> QuerySet:
    """By the activity's office, as counted; a client of an office out of reach stays without a name."""
    return (
        Participation.objects.counted()
        .filter(
            CareActivityQuerySet.scope_condition(scope, "activity__"),
            _of(ref, office="activity__office", person="guidance__", key="activity__kind"),
            activity__state=ActivityState.ACCEPTED,
            activity__held_on__range=(ref.month, ref.last),
        )
        .select_related("activity__office", "guidance__client", "guidance__office")
    )


_ROWS: dict[Measure, Callable[[Scope, FigureRef], QuerySet]] = {
    Measure.CLIENTS_START: _periods,
    Measure.CLIENTS_IN: _periods,
    Measure.CLIENTS_OUT: _periods,
    Measure.CLIENTS_END: _periods,
    Measure.ASSESSMENTS: _assessments,
    Measure.NEEDS: _needs,
    Measure.PLAN_LINES: _lines,
    Measure.ACTIVITIES: _activities,
    Measure.PARTICIPANTS: _participants,
}
ROW_ORDER: dict[str, tuple[str, str]] = {
    Measure.CLIENTS_START: ("-start_on", "-pk"),
    Measure.CLIENTS_IN: ("-start_on", "-pk"),
    Measure.CLIENTS_OUT: ("-ended_on", "-pk"),
    Measure.CLIENTS_END: ("-start_on", "-pk"),
    Measure.ASSESSMENTS: ("-assessed_on", "-pk"),
    Measure.NEEDS: ("-assessed_on", "-pk"),
    Measure.PLAN_LINES: ("-start_on", "-pk"),
    Measure.ACTIVITIES: ("-held_on", "-pk"),
    Measure.PARTICIPANTS: ("-activity__held_on", "-pk"),
}


def row_of(found: Any, ref: FigureRef, *, scope: Scope, full_scope: Scope) -> Row:
    """How this reader sees the row. `scope` says whose name may be shown, `full_scope` which file may be opened."""
    measure = Measure(ref.measure)
    if measure == Measure.ACTIVITIES:
        return _activity_row(found, full_scope)
    if measure in (Measure.ASSESSMENTS, Measure.PARTICIPANTS):
        guidance = found.guidance
    elif measure == Measure.NEEDS:
        guidance = found.assessment.guidance
    else:
        guidance = found.plan.guidance if measure == Measure.PLAN_LINES else found
    where = {"office_id": guidance.office_id, "officer_id": guidance.officer_id, "is_child": guidance.is_child}
    is_named = scope.may_identify(**where)
    may_open = is_named and full_scope.covers("clients.view_client", **where)
    return Row(
        who=guidance.client.name if is_named else pseudonym(guidance.client.public_id, is_child=guidance.is_child),
        is_named=is_named,
        url=reverse("clients:guidance_detail", args=[guidance.pk]) if may_open else "",
        cohort=str(COHORTS[guidance.is_child]),
        office=guidance.office.name,
        on=_day(found, measure),
        what=_what(found, measure),
    )


def _day(found: Any, measure: Measure) -> date:
    if measure == Measure.PARTICIPANTS:
        return found.activity.held_on
    return getattr(found, ROW_ORDER[measure][0].lstrip("-"))


def _what(found: Any, measure: Measure) -> str:
    """The part of the row that the figure is about, in words."""
    if measure == Measure.ASSESSMENTS:
        return f"{category_label(measure, found.instrument)} · {key_label(measure, found.category)}"
    if measure == Measure.NEEDS:
        prefix = "ANAK_" if found.assessment.instrument == "ANAK" else ""
        return f"{key_label(measure, prefix + found.factor)} · {category_label(measure, found.category)}"
    if measure == Measure.PLAN_LINES:
        return f"{found.intervention.name} · {key_label(measure, found.state_then)}"
    if measure == Measure.PARTICIPANTS:
        return found.activity.title
    ended = f" · {found.get_end_reason_display()}" if measure == Measure.CLIENTS_OUT else ""
    return f"{found.get_status_display()}{ended}"


def _activity_row(activity: CareActivity, full_scope: Scope) -> Row:
    may_open = full_scope.covers("programs.view_activity", office_id=activity.office_id)
    return Row(
        who=activity.title,
        is_named=True,
        url=reverse("programs:activity_detail", args=[activity.pk]) if may_open else "",
        cohort="",
        office=activity.office.name,
        on=activity.held_on,
        what=str(activity.get_kind_display()),
    )
