"""Working out a client's tier: in the transaction of what changed it, or asked for by hand."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.actions.rows import locked
from clients.choices import TierCause
from clients.models import Guidance, Tier, TierRule
from clients.permissions.assessment import check_running
from clients.queries.tier import Worked, given_of, rule_in_force, work_out
from clients.rules.tier_parse import RuleError


def refresh_tier(guidance_id: int, cause: str) -> Tier | None:
    """Bring the tier up to date after what `cause` (TierCause) says; part of the caller's transaction.

    The caller holds the lock of the guidance row. None where no rule is published, or where the tier stands as it
    is. Two queries then, four where a new tier takes the place of the old one. Raises WrongState for a rule that
    cannot be read: the caller's whole transaction is refused, so that no tier is older than what it stands on.
    """
    rule = rule_in_force()
    if rule is None:
        return None
    try:
        made = replace_tiers(rule, work_out(rule, given_of([guidance_id])), cause)
    except RuleError as error:
        text = _(
            "Belum tersimpan: aturan intensitas versi %(version)s tidak dapat dibaca (%(why)s). Hubungi administrator."
        )
        raise WrongState(text % {"version": rule.version, "why": error}) from error
    return made[0] if made else None


def replace_tiers(rule: TierRule, found: Iterable[Worked], cause: str) -> list[Tier]:
    """New tiers for those that do not stand; the old rows stay, marked as past. At most two queries."""
    fresh, past = [], []
    for worked in found:
        if worked.stands:
            continue
        given, decided = worked.given, worked.decided
        why = cause
        if given.current is not None:
            past.append(given.current["id"])
            # Whatever else happened, another formula is the first thing a reader must know.
            why = cause if given.current["rule"] == rule.pk else TierCause.RULE
        fresh.append(
            Tier(
                guidance_id=given.guidance_id,
                rule=rule,
                code=decided.tier,
                points=decided.points,
                inputs=given.inputs,
                trace=decided.trace_json,
                cause=why,
            )
        )
    if past:
        Tier.objects.filter(pk__in=past).update(superseded_at=timezone.now())
    return Tier.objects.bulk_create(fresh) if fresh else []


@transaction.atomic
def recompute_tier(*, guidance_id: int, by: User, scope: Scope) -> Tier | None:
    """Work the tier of one client out anew, now. None where it stands as it is.

    `scope` is narrowed to clients.assess. Raises Guidance.DoesNotExist or WrongState (ended, no rule published).
    """
    guidance = locked(Guidance.objects, pk=guidance_id, scope=scope)
    check_running(guidance)
    if rule_in_force() is None:
        raise WrongState(_("Belum ada aturan intensitas yang berlaku. Mintalah administrator menerbitkannya."))
    tier = refresh_tier(guidance.pk, TierCause.RECOMPUTED)
    record(
        verb="tier.recomputed",
        subject=guidance,
        by=by,
        office_id=guidance.office_id,
        guidance=guidance.pk,
        code=tier.code if tier else "",
    )
    return tier
