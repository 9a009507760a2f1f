"""Publishing a tier rule from a day, ending one, and taking back one that is not in force yet."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.tier_rule import check_seen
from clients.actions.tier_run import start_run
from clients.choices import VersionStanding, VersionState
from clients.models import TierRule, TierRun
from clients.permissions.tier_rule import check_is_draft, check_may_manage
from clients.queries.instruments import standing_of
from clients.queries.tier import digest_of
from clients.queries.tier_rule import is_tried, publication_faults
from clients.rules.tier_check import check_rule

DAY = timedelta(days=1)


@transaction.atomic
def publish_rule(
    *, rule_id: int, valid_from: date, reason: str, untried: bool, seen: str, by: User, scope: Scope
) -> TierRun | None:
    """Put a draft in force from `valid_from` (today or later, WIB); the rule before it ends the day before.

    From today: a run over all clients starts after the commit and is returned. From a later day: the night's run of
    that day does it. `untried`: publish without a finished dry run of this very definition. `seen`: the digest of
    what was confirmed. Raises TierRule.DoesNotExist, NotAllowed, WrongState or Invalid (fields as
    `publication_faults` names them).
    """
    check_may_manage(scope)
    rules = {rule.pk: rule for rule in TierRule.objects.select_for_update().order_by("pk")}
    if rule_id not in rules:
        raise TierRule.DoesNotExist
    rule = rules.pop(rule_id)
    check_is_draft(rule)
    check_seen(rule, seen)
    if check_rule(rule.definition):
        raise WrongState(_("Rancangan ini belum lolos pemeriksaan. Perbaiki dulu, lalu terbitkan."))
    tried = is_tried(rule)
    faults = publication_faults(rules.values(), valid_from=valid_from, reason=reason, accepted=tried or untried)
    if faults:
        raise Invalid(_("Belum diterbitkan."), faults)
    for before in rules.values():
        if before.state == VersionState.PUBLISHED:
            before.state, before.valid_to = VersionState.RETIRED, valid_from - DAY
            before.save(update_fields=["state", "valid_to"])
    rule.state, rule.valid_from = VersionState.PUBLISHED, valid_from
    rule.save(update_fields=["state", "valid_from"])
    _tell("tier.rule_published", rule, by, scope, on=valid_from.isoformat(), reason=reason.strip(), is_tried=tried)
    if valid_from > today_in():
        return None
    return start_run(rule, is_dry=False, reason=reason.strip(), asked_by=by)[0]


@transaction.atomic
def retire_rule(*, rule_id: int, last_on: date, by: User, scope: Scope) -> TierRule:
    """End the rule in force after `last_on` (today or later) though no successor is published.

    From the next day on tiers stay as they are. Raises TierRule.DoesNotExist, NotAllowed, WrongState (not the newest
    in force) or Invalid ("last_on").
    """
    check_may_manage(scope)
    rule = TierRule.objects.select_for_update().get(pk=rule_id)
    today = today_in()
    if rule.state != VersionState.PUBLISHED or standing_of(rule, today) != VersionStanding.IN_FORCE:
        raise WrongState(_("Hanya aturan yang sedang berlaku dan belum ada penggantinya yang dapat diakhiri."))
    if last_on < today:
        raise Invalid(_("Belum tersimpan."), {"last_on": _("Hari terakhir paling cepat hari ini.")})
    rule.state, rule.valid_to = VersionState.RETIRED, last_on
    rule.save(update_fields=["state", "valid_to"])
    _tell("tier.rule_retired", rule, by, scope, on=last_on.isoformat())
    return rule


@transaction.atomic
def withdraw_rule(*, rule_id: int, by: User, scope: Scope) -> TierRule:
    """Take back a published rule before its first day; the one it was to follow stays in force.

    Raises TierRule.DoesNotExist, NotAllowed or WrongState (in force already, or no publication).
    """
    check_may_manage(scope)
    rules = list(TierRule.objects.select_for_update().order_by("pk"))
    rule = next((each for each in rules if each.pk == rule_id), None)
    if rule is None:
        raise TierRule.DoesNotExist
    is_newest = rule.state == VersionState.PUBLISHED
    if not is_newest or rule.valid_from is None or standing_of(rule, today_in()) != VersionStanding.COMING:
        raise WrongState(_("Hanya aturan yang belum mulai berlaku yang dapat ditarik."))
    rule.state, rule.valid_to = VersionState.RETIRED, rule.valid_from - DAY
    rule.save(update_fields=["state", "valid_to"])
    for before in rules:
        # Ended only for this one's sake, and not itself withdrawn: it goes on.
        was_used = before.valid_from is not None and before.valid_from <= rule.valid_to
        if before.pk != rule.pk and before.valid_to == rule.valid_to and was_used:
            before.state, before.valid_to = VersionState.PUBLISHED, None
            before.save(update_fields=["state", "valid_to"])
    _tell("tier.rule_withdrawn", rule, by, scope)
    return rule


def _tell(verb: str, rule: TierRule, by: User, scope: Scope, **data: str | bool) -> None:
    digest = digest_of(rule.definition)
    record(verb=verb, subject=rule, by=by, office_id=scope.office_id, version=rule.version, digest=digest, **data)
