"""The life of a tier rule: copied into a draft, changed, published from today, followed by a run over all clients."""

from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.tier_run import start_run
from clients.choices import VersionState
from clients.models import TierRule, TierRun
from clients.queries.tier import digest_of
from clients.queries.tier_rule import is_tried
from clients.rules.tier_check import check_rule
from clients.rules.tier_parse import RuleError, parse


@transaction.atomic
def copy_rule(*, rule_id: int, by: User, scope: Scope) -> TierRule:
    """A draft with the content of this rule and the next free version. Raises TierRule.DoesNotExist."""
    # All rows locked in order: two copies at once do not take the same number.
    rules = {rule.pk: rule for rule in TierRule.objects.select_for_update().order_by("pk")}
    if rule_id not in rules:
        raise TierRule.DoesNotExist
    numbers = [int(rule.version) for rule in rules.values() if rule.version.isascii() and rule.version.isdigit()]
    version = f"{max(numbers, default=0) + 1:02d}"
    definition = deepcopy(rules[rule_id].definition) | {"version": version}
    draft = TierRule.objects.create(version=version, definition=definition)
    record(verb="tier.rule_drafted", subject=draft, by=by, office_id=scope.office_id, version=version)
    return draft


@transaction.atomic
def change_rule(*, rule_id: int, definition: Any, note: str, seen: str, by: User, scope: Scope) -> TierRule:
    """Change a draft. `seen`: the digest of the definition the editor started from.

    Faults of logic may stay in a draft (it cannot be published with them), faults of shape not. Raises
    TierRule.DoesNotExist, Invalid, or WrongState for a rule that is no draft or was changed by somebody else.
    """
    rule = _draft(rule_id)
    if seen != digest_of(rule.definition):
        raise WrongState(_("Rancangan ini sudah diubah orang lain sejak Anda membukanya. Buka lagi dan ulangi."))
    try:
        ladder = parse(definition)
    except RuleError as error:
        raise Invalid(str(error), {"text": str(error)}) from error
    if ladder.version != rule.version:
        text = _("Versi rancangan ini %(version)s; jangan diubah.") % {"version": rule.version}
        raise Invalid(text, {"text": text})
    rule.definition, rule.note = definition, note.strip()
    rule.save(update_fields=["definition", "note"])
    record(
        verb="tier.rule_changed",
        subject=rule,
        by=by,
        office_id=scope.office_id,
        version=rule.version,
        digest=digest_of(definition),
    )
    return rule


@transaction.atomic
def publish_rule(*, rule_id: int, reason: str, untried: bool, seen: str, by: User, scope: Scope) -> TierRun:
    """Put a draft in force from today; the rule before ends, and a run over all clients starts after the commit.

    `untried`: publish without a finished dry run of this very definition. `seen`: the digest of what was confirmed.
    Raises TierRule.DoesNotExist, WrongState or Invalid.
    """
    rule = _draft(rule_id)
    tried = is_tried(rule)
    _check_may_publish(rule, reason=reason, accepted=tried or untried, seen=seen)
    _put_in_force(rule)
    record(
        verb="tier.rule_published",
        subject=rule,
        by=by,
        office_id=scope.office_id,
        version=rule.version,
        digest=digest_of(rule.definition),
        is_tried=tried,
    )
    return start_run(rule, is_dry=False, reason=reason.strip(), asked_by=by)[0]


def _check_may_publish(rule: TierRule, *, reason: str, accepted: bool, seen: str) -> None:
    if seen != digest_of(rule.definition):
        raise WrongState(_("Rancangan ini sudah diubah orang lain sejak Anda membukanya. Buka lagi dan ulangi."))
    if check_rule(rule.definition):
        raise WrongState(_("Rancangan ini belum lolos pemeriksaan. Perbaiki dulu, lalu terbitkan."))
    if not reason.strip():
        raise Invalid(_("Alasan belum diisi."), {"reason": _("Tulis mengapa aturan ini diganti.")})
    if not accepted:
        text = _("Rancangan ini belum diuji. Ujilah dulu, atau centang bahwa Anda menerbitkannya tanpa uji.")
        raise Invalid(text, {"untried": text})


def _put_in_force(rule: TierRule) -> None:
    """From today; the rule before ends first, as the database lets one be in force."""
    today = today_in()
    for old in TierRule.objects.select_for_update().filter(state=VersionState.PUBLISHED):
        old.state, old.valid_to = VersionState.RETIRED, today
        old.save(update_fields=["state", "valid_to"])
    rule.state, rule.valid_from = VersionState.PUBLISHED, today
    rule.save(update_fields=["state", "valid_from"])


def _draft(rule_id: int) -> TierRule:
    rule = TierRule.objects.select_for_update().get(pk=rule_id)
    if rule.state != VersionState.DRAFT:
        raise WrongState(_("Aturan yang sudah diterbitkan tidak berubah lagi. Salin menjadi rancangan baru."))
    return rule
