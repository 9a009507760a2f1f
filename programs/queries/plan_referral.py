"""Reads of the referrals that carry out the steps of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bapas_portal.core.scope import Scope
from clients.models import Guidance, Need
from clients.rules.help import help_codes
from partners.choices_referral import OPEN, ReferralStage
from partners.models import Offering, Referral
from partners.queries.organisation import partners_near
from programs.choices_plan import StepActor, StepState
from programs.models import PlanLine, PlanReferral, PlanStep


@dataclass(frozen=True, slots=True)
class StepReferral:
    """How the referral of a step stands: the last of its way, where it was rerouted."""

    referral: Referral

    @property
    def is_open(self) -> bool:
        return self.referral.stage in OPEN

    @property
    def is_completed(self) -> bool:
        return self.referral.stage == ReferralStage.COMPLETED


def put_referrals(lines: Sequence[PlanLine], guidance: Guidance, scope: Scope) -> Sequence[PlanLine]:
    """The same lines, each step with `referred` (StepReferral or None). `scope` not narrowed. Two queries, none
    without lines.
    """
    found = referrals_of_steps(guidance, scope) if lines else {}
    for line in lines:
        for step in line.steps.all():
            vars(step)["referred"] = found.get(step.pk)
    return lines


def referrals_of_steps(guidance: Guidance, scope: Scope) -> dict[int, StepReferral]:
    """The newest referral by step, of those that the reader may see; followed where it was rerouted."""
    rows = Referral.objects.visible_to(scope.narrowed("partners.view_referral")).filter(guidance=guidance)
    by_id = {row.pk: row for row in rows.select_related("offering__organisation")}
    after = {row.rerouted_from_id: row for row in by_id.values() if row.rerouted_from_id is not None}
    links = PlanReferral.objects.filter(referral__in=by_id).order_by("pk").values_list("step_id", "referral_id")
    found = {}
    for step_id, referral_id in links:
        last = by_id[referral_id]
        while last.pk in after:
            last = after[last.pk]
        found[step_id] = StepReferral(last)
    return found


def referral_of(step: PlanStep, scope: Scope) -> StepReferral | None:
    """How the referral of one step stands."""
    return referrals_of_steps(step.line.plan.guidance, scope).get(step.pk)


def is_done_by_partner(step: PlanStep, referred: StepReferral | None) -> bool:
    """Is the service over while the step still waits for its tick? It is proposed then, never ticked by itself."""
    return referred is not None and referred.is_completed and step.state == StepState.PLANNED


def is_referable(step: PlanStep, referred: StepReferral | None) -> bool:
    """May a referral begin for it: a partner's step that waits, without one that is under way or completed."""
    is_waiting = step.actor == StepActor.PARTNER and step.state == StepState.PLANNED
    return is_waiting and (referred is None or not (referred.is_open or referred.is_completed))


def open_twin(need: Need) -> Need | None:
    """The open need of the same kind and code: a newer assessment opens the same need as a new row."""
    rows = Need.objects.filter(guidance=need.guidance_id, kind=need.kind, code=need.code, closed_on=None)
    return rows.first()


def service_choices(line: PlanLine, guidance: Guidance) -> list[tuple[str, Any]]:
    """Services near the office that help with the line's need, as grouped choices: the line's partner first."""
    need = line.need
    codes = help_codes(kind=need.kind, code=need.code, is_child=guidance.is_child)
    rows = list(_services(guidance, codes, line.partner_id))
    own = [row for row in rows if row.organisation_id == line.partner_id]
    groups = ((_("Mitra baris ini"), own), (_("Mitra lain di wilayah"), [row for row in rows if row not in own]))
    return [("", _("Belum dipilih")), *((name, _labelled(found)) for name, found in groups if found)]


def first_service(choices: Iterable[tuple[str, Any]], line: PlanLine) -> str:
    """The line's partner's only service, picked beforehand; "" where there is a choice to make."""
    named = [group for name, group in choices if isinstance(group, list) and name == _("Mitra baris ini")]
    return str(named[0][0][0]) if line.partner_id and named and len(named[0]) == 1 else ""


def _services(guidance: Guidance, codes: Sequence[str], keep: int | None) -> QuerySet[Offering]:
    partners = partners_near(guidance.office, keep).order_by().values("pk")
    suits = {"for_women" if guidance.sex == "F" else "for_men": True}
    rows = Offering.objects.filter(organisation__in=partners, is_active=True, needs__overlap=list(codes), **suits)
    return rows.select_related("organisation").order_by("organisation__name", "name", "pk")


def _labelled(rows: Iterable[Offering]) -> list[tuple[int, str]]:
    return [(row.pk, f"{row.organisation.name} · {row.name}") for row in rows]
