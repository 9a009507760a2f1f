"""Tier rules as drafts, and runs done on the spot as the worker does them."""

from typing import Any

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.jobs import running
from clients.actions.tier_run import request_run, run_job
from clients.models import TierRule, TierRun
from clients.tiers import PROPOSAL, shipped


def make_rule_draft(definition: dict[str, Any] | None = None, version: str = "02") -> TierRule:
    """A draft of the proposal, or of a definition given, under this version."""
    content = (definition or shipped(PROPOSAL)) | {"version": version}
    content.pop("$schema", None)
    return TierRule.objects.create(version=version, definition=content)


def make_run(rule: TierRule, by: User, *, is_dry: bool = True, reason: str = "") -> TierRun:
    """Asked for and done."""
    scope = scope_of(by).narrowed("clients.manage_tiers")
    run = request_run(rule_id=rule.pk, is_dry=is_dry, reason=reason, by=by, scope=scope)
    return finish_run(run)


def finish_run(run: TierRun) -> TierRun:
    with running(str(run.job_id)) as job:
        return run_job(job=job)
