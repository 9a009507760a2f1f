"""Tier rules in words for the administrator: the list, one rule's clauses, and what keeps a draft unpublished."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.core.dates import today_in
from clients.choices import VersionStanding, VersionState
from clients.models import Tier, TierRule, TierRun
from clients.queries.instruments import standing_of
from clients.queries.tier import digest_of, ladder_of
from clients.queries.tier_words import condition_words, tick_words
from clients.rules.tier_check import Fault
from clients.rules.tiers import Clause, Level, TierLadder

LATEST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule for the list. `clients`: open guidance periods whose tier it gave, in the whole nation."""

    rule: TierRule
    ladder: TierLadder
    standing: VersionStanding
    clients: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One clause for a table: its condition in words, its level, and what the check says of it."""

    clause: Clause
    condition: str
    level: Level
    faults: list[str]


def rules(on: date) -> list[RuleRow]:
    """All rules: drafts first, then the newest first day. Two queries."""
    held = Tier.objects.filter(superseded_at=None, guidance__ended_on=None).order_by().values_list("rule_id")
    clients = dict(held.annotate(n=Count("pk")))
    found = [
        RuleRow(rule, ladder_of(rule), standing_of(rule, on), clients.get(rule.pk, 0))
        for rule in TierRule.objects.order_by("-pk")
    ]
    return sorted(found, key=_newest_first)


def _newest_first(row: RuleRow) -> tuple[bool, int, int]:
    begun = row.rule.valid_from
    return row.standing != VersionStanding.DRAFT, -begun.toordinal() if begun else 0, -row.rule.pk


def rule_lines(rule: TierRule, faults: list[Fault]) -> list[RuleLine]:
    """The clauses in order, in words. One query (names of ticks)."""
    ladder, ticks = ladder_of(rule), tick_words()
    return [
        RuleLine(
            clause,
            condition_words(clause.when, ticks),
            ladder.by_code[clause.tier],
            [fault.text for fault in faults if fault.clause == clause.code],
        )
        for clause in ladder.clauses
    ]


def trial_of_this(rule: TierRule) -> TierRun | None:
    """The newest finished dry run of this very definition. One query."""
    runs = TierRun.objects.filter(rule=rule, is_dry=True, job__params__digest=digest_of(rule.definition))
    return runs.exclude(finished_at=None).order_by("-pk").first()


def is_tried(rule: TierRule) -> bool:
    """Was this very definition tried in a dry run that came to its end? One query."""
    return trial_of_this(rule) is not None


def others_than(rule: TierRule) -> QuerySet[TierRule]:
    """Every other version of the rule; a rule names no person, so no scope narrows it."""
    return TierRule.objects.exclude(pk=rule.pk)


def publication_faults(others: Iterable[TierRule], *, valid_from: date, reason: str, accepted: bool) -> dict[str, str]:
    """What keeps a draft from being published from this day beside the other rules, by field; empty when nothing does.

    `accepted`: it was tried, or somebody takes it untried.
    """
    faults = {}
    used = [rule for rule in others if rule.valid_from and (rule.valid_to is None or rule.valid_to >= rule.valid_from)]
    newest = max(used, key=lambda rule: rule.valid_from or date.min, default=None)
    if valid_from < today_in():
        faults["valid_from"] = _("Aturan berlaku paling cepat mulai hari ini.")
    elif valid_from.year > LATEST_YEAR:
        faults["valid_from"] = _("Tahun ini terlalu jauh.")
    elif newest is not None and newest.valid_from is not None and valid_from <= newest.valid_from:
        text = _("Versi %(name)s mulai berlaku %(day)s; pilih hari sesudahnya.")
        faults["valid_from"] = text % {"name": newest.version, "day": date_format(newest.valid_from, "j F Y")}
    elif newest is not None and newest.valid_to is not None and valid_from <= newest.valid_to:
        text = _("Versi %(name)s berlaku sampai %(day)s; pilih hari sesudahnya.")
        faults["valid_from"] = text % {"name": newest.version, "day": date_format(newest.valid_to, "j F Y")}
    if not reason.strip():
        faults["reason"] = _("Tulis mengapa aturan ini diganti.")
    if not accepted:
        faults["untried"] = _(
            "Rancangan ini belum diuji. Ujilah dulu, atau centang bahwa Anda menerbitkannya tanpa uji."
        )
    return faults


def in_force_before(rule: TierRule) -> TierRule | None:
    """The published rule that publishing this draft would end: the one without a last day. One query."""
    return TierRule.objects.filter(state=VersionState.PUBLISHED).exclude(pk=rule.pk).first()
