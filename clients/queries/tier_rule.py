"""Tier rules in words for the administrator, and what a run changed."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from bapas_portal.core.scope import Scope
from clients.choices import VersionState
from clients.models import Tier, TierChange, TierRule, TierRun
from clients.queries.tier import digest_of, ladder_of
from clients.queries.tier_words import condition_words
from clients.rules.tier_check import Fault
from clients.rules.tiers import Clause, Level

STATE_ORDER = {VersionState.PUBLISHED: 0, VersionState.DRAFT: 1, VersionState.RETIRED: 2}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One clause for a table: its condition in words, its level, and what the check says of it."""

    clause: Clause
    condition: str
    level: Level
    faults: list[str]


def rules() -> list[TierRule]:
    """All rules: in force, drafts, past ones; the newest first. One query, each with `clients` it holds for now."""
    rows = TierRule.objects.order_by("-pk")
    held = dict(
        Tier.objects.filter(superseded_at=None, guidance__ended_on=None).values_list("rule_id").annotate(n=Count("pk"))
    )
    found = sorted(rows, key=lambda rule: STATE_ORDER[VersionState(rule.state)])
    for rule in found:
        rule.clients, rule.ladder = held.get(rule.pk, 0), ladder_of(rule)  # type: ignore[attr-defined]
    return found


def rule_lines(rule: TierRule, faults: list[Fault]) -> list[RuleLine]:
    ladder = ladder_of(rule)
    return [
        RuleLine(
            clause,
            condition_words(clause.when),
            ladder.by_code[clause.tier],
            [fault.text for fault in faults if fault.clause == clause.code],
        )
        for clause in ladder.clauses
    ]


def is_tried(rule: TierRule) -> bool:
    """Was this very definition tried in a dry run that came to its end? One query."""
    runs = TierRun.objects.filter(rule=rule, is_dry=True, job__params__digest=digest_of(rule.definition))
    return runs.exclude(finished_at=None).exists()


def runs_of(rule: TierRule) -> QuerySet[TierRun]:
    return TierRun.objects.filter(rule=rule).select_related("job", "asked_by").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Move:
    """How many clients go from one tier to another; `before` is None for those without one so far."""

    before: str
    after: str
    count: int
    points: int


def moves(run: TierRun, scope: Scope) -> list[Move]:
    """From and to, the most frequent first. One query."""
    rows = _changes(run, scope).values_list("before", "after", "before_points", "after_points").annotate(n=Count("pk"))
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for before, after, before_points, after_points, count in rows.order_by():
        so_far = found.get((before, after), (0, 0))
        found[before, after] = (so_far[0] + count, so_far[1] + count * (after_points - (before_points or 0)))
    told = [Move(before, after, count, points) for (before, after), (count, points) in found.items()]
    return sorted(told, key=lambda move: -move.count)


def moves_by_office(run: TierRun, scope: Scope) -> list[dict]:
    """Per office: clients that rise, fall, get their first tier. Measured in points. One query."""
    rows = _changes(run, scope).values_list("guidance__office__name", "before_points", "after_points")
    offices: dict[str, dict] = {}
    for office, before, after, count in rows.annotate(n=Count("pk")).order_by("guidance__office__name"):
        line = offices.setdefault(office, {"office": office, "up": 0, "down": 0, "first": 0, "all": 0, "points": 0})
        way = "first" if before is None else "up" if after > before else "down" if after < before else ""
        if way:
            line[way] += count
        line["all"] += count
        line["points"] += count * (after - (before or 0))
    return list(offices.values())


def change_rows(run: TierRun, scope: Scope) -> QuerySet[TierChange]:
    """One line a client, without identity: the guidance's number and its office. Ordered for keyset paging."""
    rows = _changes(run, scope).annotate(
        office_name=F("guidance__office__name"), office_code=F("guidance__office__code")
    )
    return rows.only("before", "after", "before_points", "after_points", "why", "guidance_id")


def _changes(run: TierRun, scope: Scope) -> QuerySet[TierChange]:
    return TierChange.objects.visible_to(scope).filter(run=run)
