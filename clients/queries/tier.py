"""What the tier rule is given, read from the register in one query; and the rule in force."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from bapas_portal.core.dates import add_months, today_in
from clients.choices import InstrumentCode, NeedKind, VersionState
from clients.models import Assessment, AssessmentFactor, Guidance, Need, Tier, TierRule
from clients.queries.result import standing_expression
from clients.rules.tier_inputs import NONE_YET, Inputs, stage_on
from clients.rules.tier_parse import parse
from clients.rules.tiers import Decided, TierLadder, changed_inputs, decide, is_as_before

LEAD_INSTRUMENTS = (InstrumentCode.RRI, InstrumentCode.ANAK)
# The child instrument's aspect over all its needs (clients/instruments/README.md).
CHILD_NEEDS = "N"
HIGH = frozenset({"HIGH", "VERY_HIGH"})


def ladder_of(rule: TierRule) -> TierLadder:
    """The rule as values; parsed once per process and content. Raises RuleError."""
    return _parsed(json.dumps(rule.definition, sort_keys=True))


@lru_cache(maxsize=16)
def _parsed(text: str) -> TierLadder:
    return parse(json.loads(text))


def digest_of(definition: Any) -> str:
    """SHA-256 (64 hex digits) of a definition as canonical JSON: a dry run names what it tried by it."""
    text = json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def rule_in_force(on: date | None = None) -> TierRule | None:
    """The rule whose days hold today (WIB) or the day given: at most one, the database holds it. One query."""
    day = on or today_in()
    lasts = Q(valid_to=None) | Q(valid_to__gte=day)
    return TierRule.objects.exclude(state=VersionState.DRAFT).filter(lasts, valid_from__lte=day).first()


@dataclass(frozen=True, slots=True)
class Given:
    """A guidance period as the rule sees it today, and its tier so far.

    inputs: every name of tier_inputs.INPUTS, and "sources": input name -> the assessment's id it comes from.
    current: {id, rule, code, points, inputs, trace} of the newest tier, None before the first.
    """

    guidance_id: int
    office_id: int
    inputs: Inputs
    current: dict[str, Any] | None


def given_of(guidance_ids: Collection[int]) -> list[Given]:
    """In order of the ids; ids that do not exist are left out. One query, whatever their number."""
    rows = Guidance.objects.filter(pk__in=list(guidance_ids)).order_by("pk")
    dressed = rows.annotate(
        lead=Subquery(_newest(LEAD_INSTRUMENTS).values(found=_told(needs=_child_needs()))[:1]),
        krim=Subquery(_newest((InstrumentCode.KRIM,)).values(found=_told())[:1]),
        needs_open=ArraySubquery(_open_needs()),
        current=Subquery(_current()),
    )
    names = ("pk", "office_id", "is_child", "status", "start_on", "guidance_end_on", "office__zone")
    days: dict[str, date] = {}
    found = []
    for row in dressed.values(*names, "lead", "krim", "needs_open", "current"):
        zone = row["office__zone"]
        today = days.setdefault(zone, today_in(zone))
        found.append(Given(row["pk"], row["office_id"], _inputs(row, today), row["current"]))
    return found


def _newest(instruments: Iterable[str]) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(guidance=OuterRef("pk"), instrument__in=instruments, replaced_by=None)
    return rows.annotate(standing=standing_expression()).order_by("-assessed_on", "-pk")


def _told(**more: Any) -> JSONObject:
    return JSONObject(id="pk", on="assessed_on", category="standing", krim_due="is_kriminogenik_due", **more)


def _child_needs() -> Subquery:
    rows = AssessmentFactor.objects.filter(assessment=OuterRef("pk"), factor=CHILD_NEEDS)
    return Subquery(rows.values("category")[:1])


def _open_needs() -> QuerySet:
    rows = Need.objects.filter(guidance=OuterRef("pk"), closed_on=None).order_by("kind", "code")
    # An array of JSON objects would come back as text; words without a blank inside do as well.
    return rows.values_list(Concat("kind", Value(" "), "code", Value(" "), "category", output_field=CharField()))


def _current() -> QuerySet:
    rows = Tier.objects.filter(guidance=OuterRef("pk"), superseded_at=None)
    told = JSONObject(id="pk", rule="rule_id", code="code", points="points", inputs="inputs", trace="trace")
    return rows.values(found=told)[:1]


def _inputs(row: dict[str, Any], today: date) -> Inputs:
    lead, krim = row["lead"] or {}, row["krim"] or {}
    needs = [text.split(" ") for text in row["needs_open"]]
    factors = [category for kind, _code, category in needs if kind == NeedKind.FACTOR]
    practical = sorted(code for kind, code, _category in needs if kind == NeedKind.PRACTICAL)
    assessed_on = date.fromisoformat(lead["on"]) if lead else None
    is_child = row["is_child"]
    second = lead if is_child else krim
    return {
        "risk": lead.get("category", NONE_YET),
        "needs_total": (lead.get("needs") if is_child else krim.get("category")) or NONE_YET,
        "factors_high": sum(category in HIGH for category in factors),
        "factors_very_high": factors.count("VERY_HIGH"),
        "ticks": sorted(code for kind, code, _category in needs if kind == NeedKind.TICK),
        "practical": practical,
        "practical_count": len(practical),
        "is_assessed": bool(lead),
        "is_overdue": assessed_on is not None and add_months(assessed_on, settings.ASSESSMENT_VALID_MONTHS) < today,
        "needs_missing": bool(lead.get("krim_due")) and (not krim or krim["on"] < lead["on"]),
        "cohort": "child" if is_child else "adult",
        "ground": row["status"],
        "stage": stage_on(row["start_on"], row["guidance_end_on"], today),
        "days_since_start": max(0, (today - row["start_on"]).days),
        "sources": {
            "risk": lead.get("id"),
            "is_overdue": lead.get("id"),
            "needs_total": second.get("id"),
            "factors_high": second.get("id"),
            "factors_very_high": second.get("id"),
        },
    }


@dataclass(frozen=True, slots=True)
class Worked:
    """A guidance period with what the rule decides for it today. stands: is its newest tier that already?"""

    given: Given
    decided: Decided
    stands: bool


def work_out(rule: TierRule, found: Iterable[Given]) -> list[Worked]:
    """In the same order; the rule is read once, whatever their number. Raises RuleError."""
    ladder = ladder_of(rule)
    worked = []
    for given in found:
        decided = decide(ladder, given.inputs)
        worked.append(Worked(given, decided, _stands(rule.pk, ladder, given, decided)))
    return worked


def _stands(rule_id: int, ladder: TierLadder, given: Given, decided: Decided) -> bool:
    """Is the newest tier what this rule gives for the inputs of today, from the same assessments?"""
    now = given.current
    if now is None or now["rule"] != rule_id or changed_inputs(ladder, now["inputs"], given.inputs):
        return False
    return (now["code"], now["points"]) == (decided.tier, decided.points) and is_as_before(now["trace"], decided)
