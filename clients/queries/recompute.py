"""Every kept assessment beside the definition it was scored with, read as one stream."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from clients.models import Assessment, AssessmentFactor
from clients.queries.instruments import definitions
from clients.rules.instrument import Instrument
from clients.rules.recompute import Kept
from clients.rules.results import FactorResult

CHUNK = 2000
FIELDS = ("answers", "context", "result", "total", "category", "is_kriminogenik_due")


def kept_assessments() -> Iterator[tuple[Instrument, Kept]]:
    """All assessments of the nation, replaced ones too, in no order. Two queries a chunk of CHUNK rows.

    A cursor of the server hands them over, so memory does not grow with their number; assessments are never
    changed, so what is entered meanwhile does no harm. No page may use it: it knows no scope.
    """
    known: dict[int, Instrument] = {}
    rows = Assessment.objects.values_list("pk", "version_id", *FIELDS).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        known |= definitions({version for _pk, version, *_rest in chunk} - set(known))
        factors = _factors_of(pk for pk, *_rest in chunk)
        for pk, version, answers, context, result, total, category, is_due in chunk:
            kept = Kept(pk, answers, context, result, total, category, is_due, factors.get(pk, {}))
            yield known[version], kept


def _factors_of(assessment_ids: Iterable[int]) -> dict[int, dict[str, FactorResult]]:
    rows: Any = AssessmentFactor.objects.filter(assessment__in=list(assessment_ids))
    found: dict[int, dict[str, FactorResult]] = {}
    for pk, code, *standing in rows.values_list("assessment_id", "factor", "score", "maximum", "category"):
        found.setdefault(pk, {})[code] = FactorResult(*standing)
    return found
