"""A client on any day, as it is known now or as it was known then. The guidance given here is in scope already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import ZONES
from clients.choices import Decision, NeedKind
from clients.models import Assessment, AssessmentOverride, Guidance, Need
from clients.queries.needs import NamedNeed, named
from clients.rules.needs import ranked
from clients.rules.over_time import Assessed, Needed, held_on, open_on, standing_on


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a guidance stood on `day`. day_number counts from 1; 0 before it began, None once it had ended.

    is_known: had the portal the guidance then? is_whole: is its history whole, so that ground and dates are those
    known then and not today's?
    """

    day: date
    is_known: bool
    is_whole: bool
    ground: str
    day_number: int | None
    officer: Any
    residence: Any
    guarantor: Any
    assessments: list[tuple[Assessment, str]]
    needs: list[NamedNeed]


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day in an office's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(ZONES[zone])) - timedelta(microseconds=1)


def snapshot(guidance: Guidance, day: date, known_at: datetime) -> Snapshot:
    """The guidance on `day` as known at `known_at`. Ten queries at most."""
    row, is_whole = _row_known(guidance, known_at)
    is_known = guidance.recorded_at <= known_at
    runs = is_known and row.start_on <= day and (row.ended_on is None or day <= row.ended_on)
    client = guidance.client
    return Snapshot(
        day=day,
        is_known=is_known,
        is_whole=is_whole,
        ground=row.get_status_display(),
        day_number=(day - row.start_on).days + 1 if runs else 0 if day < row.start_on else None,
        officer=held_on(guidance.assignments.select_related("officer"), day, known_at) if runs else None,
        residence=held_on(client.residences.all(), day, known_at) if runs else None,
        guarantor=held_on(client.guarantors.all(), day, known_at) if runs else None,
        assessments=_assessments(guidance, day, known_at) if runs else [],
        needs=_needs(guidance, day, known_at) if runs else [],
    )


def _row_known(guidance: Guidance, known_at: datetime) -> tuple[Any, bool]:
    """The guidance's row as it read then, and whether the history really tells it; else the row of today."""
    events = guidance._meta.model.pgh_event_model.objects.filter(pgh_obj_id=guidance.pk)  # type: ignore[attr-defined]
    rows = list(events.order_by("pgh_id"))
    known = [row for row in rows if row.pgh_created_at <= known_at]
    return (known[-1], True) if known else (guidance, not rows)


def _assessments(guidance: Guidance, day: date, known_at: datetime) -> list[tuple[Assessment, str]]:
    """Standing assessments of the day with the category that stood: the score's, or an override decided by then."""
    rows = {row.pk: row for row in Assessment.objects.filter(guidance=guidance).defer("answers", "notes", "result")}
    replaced = {row.replaces_id: row.recorded_at for row in rows.values()}
    facts = [Assessed(r.pk, r.instrument, r.assessed_on, r.recorded_at, replaced.get(r.pk)) for r in rows.values()]
    standing = standing_on(facts, day, known_at)
    approved = AssessmentOverride.objects.filter(
        assessment__in=[each.pk for each in standing.values()], decision=Decision.APPROVED, decided_at__lte=known_at
    )
    overridden = dict(approved.values_list("assessment_id", "category"))
    return [(rows[each.pk], overridden.get(each.pk, rows[each.pk].category)) for each in standing.values()]


def _needs(guidance: Guidance, day: date, known_at: datetime) -> list[NamedNeed]:
    rows = list(Need.objects.filter(guidance=guidance).select_related("assessment"))
    closed_at = _closing_moments(guidance, rows)
    facts = [Needed(row.pk, row.opened_on, row.closed_on, row.recorded_at, closed_at.get(row.pk)) for row in rows]
    wanted = set(open_on(facts, day, known_at))
    return ranked(named(row for row in rows if row.pk in wanted))


def _closing_moments(guidance: Guidance, rows: Iterable[Need]) -> dict[int, datetime]:
    """When each closing was entered: by hand as the trail tells; else with the assessment of that day."""
    hands = [str(row.pk) for row in rows if row.kind == NeedKind.PRACTICAL and row.closed_on]
    told = AuditEvent.objects.filter(subject_type="clients.need", subject_id__in=hands, verb="need.closed")
    moments = {int(key): at for key, at in told.values_list("subject_id", "at")}
    recorded = list(
        Assessment.objects.filter(guidance=guidance)
        .order_by("recorded_at")
        .values_list("instrument", "assessed_on", "recorded_at")
    )
    for row in rows:
        if row.closed_on is None or row.assessment is None:
            continue
        for instrument, day, at in recorded:
            is_later = at > row.recorded_at and instrument == row.assessment.instrument
            if is_later and max(day, row.opened_on) == row.closed_on:
                moments.setdefault(row.pk, at)
    return moments
