"""Referring a client for a step of the plan: a draft to a partner's service that knows which step it carries out."""

from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from partners.actions.referral import ReferralValues, draft_referral
from partners.models import Referral
from programs.models import PlanReferral, PlanStep
from programs.queries.plan_referral import is_referable, open_twin, referral_of


@transaction.atomic
def refer_step(
    *, step_id: int, offering_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[ReferralValues]
) -> Referral:
    """Draft the referral for a partner's step, for the need of its line. A known `form_key` answers with its referral.

    `scope` not narrowed. Raises PlanStep.DoesNotExist (outside the scope), WrongState (not a partner's step, ticked,
    one under way, the need closed), or as `draft_referral`.
    """
    rows = PlanStep.objects.visible_to(scope.narrowed("partners.write_referral")).current()
    step = rows.select_related("line__plan__guidance", "line__need").get(pk=step_id)
    need = open_twin(step.line.need)
    if need is None:
        raise WrongState(_("Kebutuhan baris ini sudah ditutup, jadi tidak ada yang dirujuk."))
    referral = draft_referral(
        guidance_id=step.line.plan.guidance_id,
        offering_id=offering_id,
        need_ids=[need.pk],
        form_key=form_key,
        by=by,
        scope=scope,
        **values,
    )
    if PlanReferral.objects.filter(referral=referral).exists():
        return referral
    # The guidance is locked by now: two windows that refer the same step come here one after the other.
    step.refresh_from_db(fields=["state"])
    if not is_referable(step, referral_of(step, scope)):
        raise WrongState(_("Langkah ini sudah dirujuk, sudah ditandai, atau bukan langkah mitra."))
    PlanReferral.objects.create(step=step, referral=referral, by=by)
    office_id = referral.guidance.office_id
    record(verb="plan_step.referred", subject=step.line, by=by, office_id=office_id, step=step.pk, referral=referral.pk)
    return referral
