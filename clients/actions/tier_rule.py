"""Drafts of a tier rule: copied, imported, changed, thrown away. Publishing: tier_rule_publish."""

from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import VersionState
from clients.models import TierRule
from clients.permissions.tier_rule import check_is_draft, check_may_manage
from clients.queries.tier import digest_of
from clients.rules.tier_file import read_rule
from clients.rules.tier_parse import RuleError, parse

NOTE_LENGTH = 300


@transaction.atomic
def copy_rule(*, rule_id: int, by: User, scope: Scope) -> tuple[TierRule, bool]:
    """A draft with the content of this rule and the next free version; (draft, is it a new one).

    A second click finds the draft of the first, as long as nobody changed it. Raises TierRule.DoesNotExist or
    NotAllowed.
    """
    check_may_manage(scope)
    rules = _locked_rules()
    if rule_id not in rules:
        raise TierRule.DoesNotExist
    return _drafted(rules, deepcopy(rules[rule_id].definition), _next(rules), by, scope, copied=rule_id)


@transaction.atomic
def import_rule(*, data: bytes, by: User, scope: Scope) -> tuple[TierRule, bool]:
    """A draft from a JSON file; (draft, is it a new one). A version that is taken becomes the next free one.

    Raises NotAllowed or Invalid: "upload" tells what is wrong in the file, and where.
    """
    check_may_manage(scope)
    definition, fault = read_rule(data)
    if definition is None:
        raise Invalid(_("Berkas belum dapat diimpor."), {"upload": fault})
    rules = _locked_rules()
    taken = {rule.version for rule in rules.values()}
    version = definition["version"].strip()
    return _drafted(rules, definition, _next(rules) if version in taken else version, by, scope, copied=None)


def _locked_rules() -> dict[int, TierRule]:
    """All rules locked in order: two copies at once do not take the same number."""
    return {rule.pk: rule for rule in TierRule.objects.select_for_update().order_by("pk")}


def _next(rules: dict[int, TierRule]) -> str:
    numbers = [int(rule.version) for rule in rules.values() if rule.version.isascii() and rule.version.isdigit()]
    return f"{max(numbers, default=0) + 1:02d}"


def _drafted(
    rules: dict[int, TierRule], definition: dict[str, Any], version: str, by: User, scope: Scope, *, copied: int | None
) -> tuple[TierRule, bool]:
    for rule in rules.values():
        if rule.state == VersionState.DRAFT and rule.definition == definition | {"version": rule.version}:
            return rule, False
    draft = TierRule.objects.create(version=version, definition=definition | {"version": version})
    data = {"copied": copied} if copied is not None else {"digest": digest_of(draft.definition)}
    record(verb="tier.rule_drafted", subject=draft, by=by, office_id=scope.office_id, version=version, **data)
    return draft, True


@transaction.atomic
def change_rule(*, rule_id: int, definition: Any, note: str, seen: str, by: User, scope: Scope) -> TierRule:
    """Change a draft. `seen`: the digest of the definition the editor started from.

    Faults of logic may stay in a draft (it cannot be published with them), faults of shape not. The same change
    sent twice is kept once. Raises TierRule.DoesNotExist, NotAllowed, Invalid ("text", "note"), or WrongState for
    a rule that is no draft or was changed by somebody else.
    """
    rule = locked_draft(rule_id, scope)
    note = note.replace("\x00", "").strip()
    if (definition, note) == (rule.definition, rule.note):
        return rule
    check_seen(rule, seen)
    if len(note) > NOTE_LENGTH:
        text = _("Paling banyak %(most)s huruf.") % {"most": NOTE_LENGTH}
        raise Invalid(text, {"note": text})
    try:
        ladder = parse(definition)
    except RuleError as error:
        raise Invalid(str(error), {"text": str(error)}) from error
    if ladder.version != rule.version:
        text = _("Versi rancangan ini %(version)s; jangan diubah.") % {"version": rule.version}
        raise Invalid(text, {"text": text})
    rule.definition, rule.note = definition, note
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
def drop_rule(*, rule_id: int, seen: str, by: User, scope: Scope) -> None:
    """Throw a draft and its dry runs away. Raises TierRule.DoesNotExist, NotAllowed or WrongState."""
    rule = locked_draft(rule_id, scope)
    check_seen(rule, seen)
    record(
        verb="tier.rule_dropped",
        subject=rule,
        by=by,
        office_id=scope.office_id,
        version=rule.version,
        digest=digest_of(rule.definition),
    )
    rule.runs.all().delete()
    rule.delete()


def locked_draft(rule_id: int, scope: Scope) -> TierRule:
    check_may_manage(scope)
    rule = TierRule.objects.select_for_update().get(pk=rule_id)
    check_is_draft(rule)
    return rule


def check_seen(rule: TierRule, seen: str) -> None:
    """Raises WrongState where the draft is not what its writer saw."""
    if seen != digest_of(rule.definition):
        raise WrongState(_("Rancangan ini sudah diubah orang lain sejak Anda membukanya. Buka lagi dan ulangi."))
