"""Doors of the tier rules: the list, one rule told clause by clause, its file, and the schema of such files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from clients.choices import VersionStanding, VersionState
from clients.models import TierRule
from clients.permissions.tier_rule import MANAGE
from clients.queries.instruments import standing_of
from clients.queries.tier import digest_of, ladder_of, rule_in_force
from clients.queries.tier_rule import rule_lines, rules
from clients.rules.instrument_file import write_file
from clients.rules.tier_check import check_rule
from clients.tiers import schema


@require_safe
@requires(MANAGE)
def tier_rule_list(request: PortalRequest) -> HttpResponse:
    today = today_in()
    context = {"rows": rules(today), "in_force": rule_in_force(today)}
    return render(request, "clients/tier_rule_list.html", context)


@require_safe
@requires(MANAGE)
def tier_rule_detail(request: PortalRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(TierRule, pk=pk)
    context = page_context(rule, "content")
    faults = check_rule(rule.definition) if context["is_draft"] else []
    context |= {"lines": rule_lines(rule, faults), "faults": faults}
    return render(request, "clients/tier_rule_detail.html", context)


def page_context(rule: TierRule, tab: str) -> dict[str, Any]:
    """What the head and the tabs of every page of a rule need."""
    standing = standing_of(rule, today_in())
    return {
        "rule": rule,
        "ladder": ladder_of(rule),
        "standing": standing,
        "tab": tab,
        "seen": digest_of(rule.definition),
        "is_draft": rule.state == VersionState.DRAFT,
        "is_in_force": standing == VersionStanding.IN_FORCE,
        "may_try": standing in (VersionStanding.DRAFT, VersionStanding.COMING, VersionStanding.IN_FORCE),
    }


@require_safe
@requires(MANAGE)
def tier_rule_export(request: PortalRequest, pk: int) -> HttpResponse:
    """The whole rule as one JSON file."""
    rule = get_object_or_404(TierRule, pk=pk)
    name = slugify(f"intensitas {rule.version}") or "intensitas"
    return _file(write_file(rule.definition), f"{name}.json")


@require_safe
@requires(MANAGE)
def tier_rule_schema(request: PortalRequest) -> HttpResponse:
    """The documented shape of such files (JSON Schema 2020-12)."""
    return _file(write_file(schema()), "tier_rule.schema.json")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)
