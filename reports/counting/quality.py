"""The quality of assessments: overrides by group, corrections, how forms were filled in, and pairs of ratings.

An override counts in the month of its assessment, so that both stand over the same whole; a pair in the month in which
the second rating was done. How a form was filled in is reckoned in Python (clients/rules/entry_quality.py) from the
events of its draft, read one draft at a time through a cursor of the server. No officer is counted.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import InstrumentVersion
from clients.queries.instruments import definition_of
from clients.rules.agreement import answer_pairs
from clients.rules.entry_quality import Entry, EntryQuality, entry_quality
from clients.rules.instrument import Instrument
from reports.choices import QualityMeasure
from reports.counting.step import Total, in_offices
from reports.models import QualityFact
from reports.rules import AGE_BANDS

PACES = (0, 3, 6, 10, 20, 40)
FETCHED, WRITTEN = 200, 2000
BAND = """(%(bands)s::text[])[width_bucket(
    greatest(0, extract(year FROM age(a.assessed_on, g.birth_on)))::int, %(lows)s::int[])]"""
ASSESSED = """
    WITH assessed AS MATERIALIZED (
        SELECT a.id, a.office_id, a.instrument, a.is_child, a.sex, AGE_BAND AS age_band, a.category,
               a.replaces_id IS NOT NULL AS is_correction
          FROM clients_assessment a
          JOIN clients_guidance g ON g.id = a.guidance_id
         WHERE a.assessed_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(a.office_id)
           AND NOT EXISTS (SELECT FROM clients_assessment n WHERE n.replaces_id = a.id)
    ), counted AS (
        SELECT office_id, instrument, is_child, sex, age_band, 'CATEGORIES' AS measure, category AS key FROM assessed
         UNION ALL
        SELECT office_id, instrument, is_child, sex, age_band, 'CORRECTED', '' FROM assessed WHERE is_correction
         UNION ALL
        SELECT a.office_id, a.instrument, a.is_child, a.sex, a.age_band, 'OVERRIDES',
               CASE WHEN array_position(%(ranks)s::text[], o.category::text)
                       > array_position(%(ranks)s::text[], o.from_category::text) THEN 'UP' ELSE 'DOWN' END
               || ':' || o.decision || ':' || a.category
          FROM assessed a
          JOIN LATERAL (SELECT o.* FROM clients_assessmentoverride o WHERE o.assessment_id = a.id
                         ORDER BY o.decision = 'APPROVED' DESC, o.asked_at DESC, o.id DESC LIMIT 1) AS o ON true
    )
    INSERT INTO reports_qualityfact (run_id, month, office_id, measure, instrument, is_child, sex, age_band, key, value)
    SELECT %(run)s, %(month)s, office_id, measure, instrument, is_child, sex, age_band, key, count(*)
      FROM counted GROUP BY office_id, measure, instrument, is_child, sex, age_band, key
""".replace("AGE_BAND", BAND)
DRAFTS = """
    SELECT a.version_id, a.office_id, a.instrument, a.is_child, a.sex, AGE_BAND,
           (SELECT json_agg(json_build_array(e.field, e.value, extract(epoch FROM coalesce(e.typed_at, e.at)))
                            ORDER BY e.seq)::text
              FROM clients_draftevent e
             WHERE e.draft_id = d.id AND NOT e.is_conflict AND e.field LIKE 'answer:%%')
      FROM clients_assessment a
      JOIN clients_guidance g ON g.id = a.guidance_id
      JOIN clients_assessmentdraft d ON d.finished_as_id = a.id AND d.replaces_id IS NULL
     WHERE a.assessed_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(a.office_id)
""".replace("AGE_BAND", BAND)
PAIRED = """
    SELECT a.version_id, a.office_id, a.instrument, a.is_child, a.sex, AGE_BAND,
           json_build_array(a.answers, r.answers, a.result -> 'parts_due', r.result -> 'parts_due', a.category,
                            r.category)::text
      FROM clients_secondrating r
      JOIN clients_assessment a ON a.id = r.first_id
      JOIN clients_guidance g ON g.id = a.guidance_id
     WHERE r.state = 'DONE' AND (r.rated_at AT TIME ZONE 'Asia/Jakarta')::date BETWEEN %(first)s AND %(last)s
       AND IN_OFFICES(a.office_id)
""".replace("AGE_BAND", BAND)
RANKS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


class Group(NamedTuple):
    """Whose assessments a fact counts."""

    office_id: int
    instrument: str
    is_child: bool
    sex: str
    age_band: str


Counts = Counter[tuple[Group, str, str]]


@dataclass(frozen=True)
class QualityStep:
    """A step of the rollup that counts partly in Python; memory holds cells, never assessments."""

    label: str | Promise

    def count(self, *, run_id: int, first: date, last: date, offices: list[int] | None = None) -> int:
        """Write the month's facts, of all offices or of `offices`; returns how many."""
        bands = AGE_BANDS[::-1]
        params: dict[str, Any] = {
            "run": run_id,
            "month": first,
            "first": first,
            "last": last,
            "offices": offices,
            "ranks": list(RANKS),
            "lows": [low for low, _name in bands],
            "bands": [name for _low, name in bands],
        }
        with connection.cursor() as cursor:
            cursor.execute(in_offices(ASSESSED), params)
            written = cursor.rowcount
        counts: Counts = Counter()
        for sql, take in ((DRAFTS, _take_draft), (PAIRED, _take_pair)):
            for definition, group, text in _streamed(sql, params):
                take(counts, definition, group, text)
        facts = (
            QualityFact(run_id=run_id, month=first, measure=measure, key=key, value=value, **group._asdict())
            for (group, measure, key), value in counts.items()
        )
        QualityFact.objects.bulk_create(facts, batch_size=WRITTEN)
        return written + len(counts)

    def control_totals(self, *, first: date, last: date) -> list[Total]:
        """None of its own: reports.checks.check_quality holds the wholes against another figure."""
        return []


def _streamed(sql: str, params: dict[str, Any]) -> Iterator[tuple[Instrument, Group, str]]:
    """Rows of a statement through a cursor of the server, FETCHED at a time. Within a transaction."""
    versions = {row.pk: definition_of(row) for row in InstrumentVersion.objects.all()}
    with connection.chunked_cursor() as cursor:
        cursor.execute(in_offices(sql), params)
        while rows := cursor.fetchmany(FETCHED):
            for version_id, *group, text in rows:
                if text is not None:
                    yield versions[version_id], Group(*group), text


def quality_of(definition: Instrument, text: str) -> EntryQuality:
    """How a form was filled in; `text`: its answers' events as JSON, [field, value, seconds since 1970]."""
    events = [Entry(field, value, datetime.fromtimestamp(at)) for field, value, at in json.loads(text)]
    return entry_quality(
        definition,
        events,
        straight_least=settings.ENTRY_STRAIGHT_LEAST_ITEMS,
        fast_seconds=settings.ENTRY_FAST_SECONDS,
    )


def kind_of(found: EntryQuality) -> str:
    """CLEAN, PART (a part with one place throughout), FAST, or BOTH."""
    if found.straight_parts:
        return "BOTH" if found.is_fast else "PART"
    return "FAST" if found.is_fast else "CLEAN"


def _take_draft(counts: Counts, definition: Instrument, group: Group, text: str) -> None:
    found = quality_of(definition, text)
    pace = "" if found.seconds is None else str(max(low for low in PACES if low <= found.seconds))
    counts[group, QualityMeasure.ENTRIES, kind_of(found)] += 1
    counts[group, QualityMeasure.PACE, pace] += 1
    for code in found.answered:
        counts[group, QualityMeasure.ITEM_ANSWERED, code] += 1
    for code in found.changed:
        counts[group, QualityMeasure.ITEM_CHANGED, code] += 1
    for code in found.left:
        counts[group, QualityMeasure.ITEM_LEFT, code] += 1


def _take_pair(counts: Counts, definition: Instrument, group: Group, text: str) -> None:
    first, second, parts, second_parts, category, second_category = json.loads(text)
    counts[group, QualityMeasure.PAIRS, f"TOTAL:{category}:{second_category}"] += 1
    for code, one, other in answer_pairs(definition, first, second, set(parts) & set(second_parts)):
        counts[group, QualityMeasure.PAIRS, f"{code}:{one}:{other}"] += 1


QUALITY = QualityStep(label=_("Mutu asesmen"))
