"""Which action leads to a stage."""

from datetime import date
from typing import Any

from bapas_portal.accounts.models import User
from bapas_portal.core.scope import Scope
from partners.actions.referral import withdraw_referral
from partners.actions.referral_move import office_day
from partners.actions.referral_stage import (
    accept_referral,
    complete_referral,
    decline_referral,
    end_referral_early,
    pause_referral,
    queue_referral,
    resume_referral,
    start_referral,
)
from partners.choices_referral import ReferralStage as Stage
from partners.models import Referral

WITH_NOTHING = {Stage.ACCEPTED: accept_referral, Stage.WAITING: queue_referral}
WITH_REASON = {Stage.DECLINED: decline_referral, Stage.WITHDRAWN: withdraw_referral}
WITH_DAY = {Stage.STARTED: start_referral, Stage.COMPLETED: complete_referral}
WITH_BOTH = {Stage.PAUSED: pause_referral, Stage.ENDED_EARLY: end_referral_early}


def move_to(referral: Referral, *, to: str, on: date | None, reason: str, by: User, scope: Scope) -> Any:
    """Call the action that leads to `to`; without `on` it is today by the office's clock. Raises as the action does."""
    stage = Stage(to)
    who: dict[str, Any] = {"referral_id": referral.pk, "by": by, "scope": scope}
    day = on or office_day(referral)
    if stage in WITH_NOTHING:
        return WITH_NOTHING[stage](**who)
    if stage in WITH_REASON:
        return WITH_REASON[stage](reason=reason, **who)
    if stage in WITH_BOTH:
        return WITH_BOTH[stage](on=day, reason=reason, **who)
    is_resuming = stage == Stage.STARTED and referral.stage == Stage.PAUSED
    return (resume_referral if is_resuming else WITH_DAY[stage])(on=day, **who)
