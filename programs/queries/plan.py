"""Reads of action plans: needs with their lines, versions, the inbox, and what a form may offer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance, Need
from clients.queries.needs import NamedNeed, named, open_needs
from clients.rules.help import help_codes
from partners.queries.organisation import partners_near
from programs.choices import PlanState
from programs.models import (
    ActionPlan,
    IndicatorReading,
    Intervention,
    PlanLine,
    PlanLineState,
    PlanStep,
    PlanStepState,
    PlanVersion,
)
from programs.queries.indicator import standing_of
from programs.rules.content import LineChange, line_content, plan_changes, plan_content
from programs.rules.moves import line_moves

OWN_ROWS = 100
"""Most rows of one's own work on one page: three times a full caseload (about 32 clients a PK)."""


@dataclass(frozen=True, slots=True)
class NeedLines:
    """A need of the map with the plan's lines for it. `named` is None for a group of needs closed since."""

    named: NamedNeed
    lines: Sequence[PlanLine]
    is_open: bool


def lines_of(plan: ActionPlan) -> list[PlanLine]:
    """Lines that stand, with all a page shows of them, their latest state first and `measured`. Six queries."""
    steps = PlanStep.objects.filter(removed_at=None).prefetch_related(
        Prefetch("states", PlanStepState.objects.select_related("by").order_by("-id"))
    )
    readings = IndicatorReading.objects.filter(replaced_by=None).select_related("by")
    lines = (
        PlanLine.objects.current()
        .filter(plan=plan)
        .select_related("need__assessment", "intervention", "partner", "responsible")
        .defer("need__assessment__answers", "need__assessment__notes", "need__assessment__result")
        .prefetch_related(Prefetch("states", PlanLineState.objects.select_related("by").order_by("-from_on", "-id")))
        .prefetch_related(Prefetch("steps", steps), Prefetch("readings", readings))
        .order_by("start_on", "pk")
    )
    found = list(lines)
    for line in found:
        vars(line)["measured"] = standing_of(line, line.readings.all())
    return found


def needs_with_lines(guidance: Guidance, lines: Iterable[PlanLine]) -> list[NeedLines]:
    """Open needs, most pressing first, then needs closed since that still have lines.

    A line belongs to a need by kind and code: a new assessment opens the same need as a new row.
    """
    by_need: dict[tuple[str, str], list[PlanLine]] = {}
    for line in lines:
        by_need.setdefault((line.need.kind, line.need.code), []).append(line)
    groups = [NeedLines(need, by_need.pop((need.kind, need.code), ()), True) for need in open_needs(guidance)]
    left = [rows[0].need for rows in by_need.values()]
    groups += [NeedLines(need, by_need[(need.kind, need.code)], False) for need in named(left)]
    return groups


def content_of(plan: ActionPlan) -> dict[str, Any]:
    """What the plan says now, as a version would keep it."""
    lines = lines_of(plan)
    labels = {need.need.pk: need.label for need in named(line.need for line in lines)}
    return plan_content(_content(line, labels[line.need_id]) for line in sorted(lines, key=lambda line: line.pk))


def _content(line: PlanLine, label: str) -> dict[str, Any]:
    need, partner = line.need, line.partner
    return line_content(
        line_id=line.pk,
        need={"id": need.pk, "kind": need.kind, "code": need.code, "label": label, "category": need.category},
        goal=line.goal,
        intervention={"code": line.intervention_id, "name": line.intervention.name},
        partner={"id": partner.pk, "name": partner.name} if partner else None,
        start_on=line.start_on.isoformat(),
        due_on=line.due_on.isoformat(),
        indicator=line.indicator,
        responsible={"id": line.responsible_id, "name": line.responsible.name},
        baseline=line.measure_from,
        target=line.measure_to,
        steps=[
            {"step": step.pk, "action": step.action, "actor": step.actor, "due_on": step.due_on.isoformat()}
            for step in line.steps.all()
        ],
    )


def versions_of(plan: ActionPlan) -> list[PlanVersion]:
    """All versions, the newest first, with who submitted and who decided."""
    rows = PlanVersion.objects.filter(plan=plan).select_related("submitted_by", "decided_by")
    return list(rows.order_by("-number"))


def approved_version(versions: Iterable[PlanVersion]) -> PlanVersion | None:
    """The version in force: the latest approved."""
    return next((version for version in versions if version.decision == PlanState.APPROVED), None)


def changes_since(version: PlanVersion | None, plan: ActionPlan) -> list[LineChange]:
    """What the plan says otherwise than `version`; [] without one."""
    return plan_changes(version.content, content_of(plan)) if version else []


def approved_line_ids(plan: ActionPlan) -> frozenset[int]:
    """Lines that some approved version holds: only these may be carried out."""
    return frozenset(line["line"] for line in _approved_lines(plan))


def approved_step_ids(plan: ActionPlan) -> frozenset[int]:
    """Steps that some approved version holds: only these may be ticked off."""
    return frozenset(step["step"] for line in _approved_lines(plan) for step in line.get("steps", ()))


def _approved_lines(plan: ActionPlan) -> Iterable[dict[str, Any]]:
    contents = PlanVersion.objects.filter(plan=plan, decision=PlanState.APPROVED).values_list("content", flat=True)
    return [line for content in contents for line in content["lines"]]


def moves_of(line: PlanLine, approved: frozenset[int]) -> list[Any]:
    """States the line may go to; none before an approval holds it."""
    return list(line_moves(line.state)) if line.pk in approved else []


def inbox(scope: Scope) -> QuerySet[ActionPlan]:
    """Plans that wait for a decision where `scope` may give one, the oldest first."""
    return _with_person(ActionPlan.objects.visible_to(scope).filter(state=PlanState.SUBMITTED)).order_by(
        "submitted_at", "pk"
    )


def own_work(scope: Scope) -> QuerySet[ActionPlan]:
    """The writer's plans that are not approved, the returned first."""
    rows = ActionPlan.objects.visible_to(scope).exclude(state=PlanState.APPROVED)
    return _with_person(rows.filter(guidance__officer=scope.user_id)).order_by("-state", "pk")


def _with_person(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    standing = Count("lines", filter=Q(lines__removed_at=None))
    return plans.select_related("guidance__client", "guidance__officer", "submitted_by").annotate(line_count=standing)


def without_plan(scope: Scope) -> QuerySet[Guidance]:
    """The writer's open guidance periods that have open needs and no plan yet."""
    mine = Guidance.objects.visible_to(scope).open().filter(officer=scope.user_id, plan=None)
    return (
        mine.filter(pk__in=Need.objects.filter(closed_on=None).values("guidance"))
        .select_related("client")
        .annotate(need_count=Count("needs", filter=Q(needs__closed_on=None)))
        .order_by("start_on", "pk")
    )


def intervention_choices(
    need: Need | None, *, is_child: bool, keep: str = "", dosages: Mapping[str, str] | None = None
) -> list[tuple[str, Any]]:
    """Active interventions, those for `need` first; `keep` stays even if not active. dosages: by code, in words."""
    rows = Intervention.objects.filter(Q(is_active=True) | Q(pk=keep))
    codes = help_codes(kind=need.kind, code=need.code, is_child=is_child) if need else ()
    place = {code: index for index, code in enumerate(codes)}
    fitting = sorted((row for row in rows if row.serves in place), key=lambda row: (place[row.serves], row.order))
    others = [row for row in rows if row.serves not in place]
    return _grouped(fitting, others, dosages or {})


def _grouped(
    fitting: Sequence[Any], others: Sequence[Any], dosages: Mapping[str, str] = MappingProxyType({})
) -> list[tuple[str, Any]]:
    groups = ((_("Disarankan untuk kebutuhan ini"), fitting), (_("Lainnya"), others))
    named_rows = (
        (name, [(row.pk, " · ".join(filter(None, (row.name, dosages.get(row.pk))))) for row in rows])
        for name, rows in groups
        if rows
    )
    return [("", _("Belum dipilih")), *named_rows]


def partner_choices(need: Need | None, guidance: Guidance, keep: int | None = None) -> list[tuple[str, Any]]:
    """Partners of the Kanwil's offices, those that serve `need` first."""
    rows = list(partners_near(guidance.office, keep))
    codes = set(help_codes(kind=need.kind, code=need.code, is_child=guidance.is_child)) if need else set()
    fitting = [row for row in rows if codes & set(row.serves)]
    return _grouped(fitting, [row for row in rows if not codes & set(row.serves)])


def responsible_choices(guidance: Guidance) -> QuerySet[User]:
    """PK and APK of the guidance's office today; its officer is always among them."""
    holders = RoleGrant.objects.on(today_in(guidance.office.zone)).filter(
        office=guidance.office_id, role__in=(RoleCode.PK, RoleCode.APK)
    )
    return User.objects.filter(Q(pk__in=holders.values("user"), is_active=True) | Q(pk=guidance.officer_id)).order_by(
        "name", "pk"
    )
