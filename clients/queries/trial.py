"""Trials of a draft instrument: the past they score anew, and what they found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from clients.models import Assessment, InstrumentTrial, InstrumentVersion, TrialChange
from clients.rules.bands import CATEGORIES
from clients.rules.trial import Past, direction

CHUNK = 2000
NO_REGION = 0


def standing_count(instrument: str) -> int:
    """How many past assessments a trial looks at: all with this instrument that no correction replaced."""
    return _standing(instrument).count()


def past_assessments(instrument: str) -> Iterator[Past]:
    """Every standing assessment with this instrument, the whole nation's, read as one stream.

    A cursor of the server hands them over in chunks, so memory does not grow with their number; the stream shows
    the database of one moment. Only a job reads it, and keeps none of the answers.
    """
    regions = regions_by_office()
    rows = _standing(instrument).annotate(standings=F("result__factors"))
    fields = ("pk", "answers", "context", "total", "category", "is_kriminogenik_due", "standings")
    for pk, answers, context, total, category, is_due, standings, office_id, is_child, sex in rows.values_list(
        *fields, "office_id", "is_child", "sex"
    ).iterator(chunk_size=CHUNK):
        factors = {code: standing["category"] for code, standing in (standings or {}).items()}
        region = regions.get(office_id, NO_REGION)
        yield Past(pk, answers, context, total, category, is_due, factors, region, is_child, sex)


def _standing(instrument: str) -> QuerySet[Assessment]:
    return Assessment.objects.filter(instrument=instrument, replaced_by=None)


def regions_by_office() -> dict[int, int]:
    """Office id -> id of the Kanwil above it (or itself). One query."""
    offices = list(Office.objects.only("kind", "path"))
    kanwils = {office.path: office.pk for office in offices if office.kind == OfficeKind.KANWIL}
    found = {}
    for office in offices:
        above = (pk for path, pk in kanwils.items() if office.path.startswith(path))
        found[office.pk] = next(above, NO_REGION)
    return found


def region_names() -> dict[int, str]:
    """Kanwil id -> name, in the order of the tree. One query."""
    return dict(Office.objects.filter(kind=OfficeKind.KANWIL).values_list("pk", "name"))


def newest_finished(version: InstrumentVersion) -> InstrumentTrial | None:
    """The trial whose figures a page shows; with the job and whoever asked for it. One query."""
    return _trials(version).exclude(finished_at=None).first()


def newest_asked(version: InstrumentVersion) -> InstrumentTrial | None:
    """The last one asked for, finished or not. One query."""
    return _trials(version).first()


def _trials(version: InstrumentVersion) -> QuerySet[InstrumentTrial]:
    return InstrumentTrial.objects.filter(version=version).select_related("job", "asked_by").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes to list: None and '' leave a field open. turn: up, down, same (only the score), unscored."""

    region: int | None = None
    sex: str = ""
    is_child: bool | None = None
    before: str = ""
    after: str = ""
    turn: str = ""


CHANGE_ORDER = ("-assessment_id",)


def changes(scope: Scope, trial: InstrumentTrial, wanted: Wanted) -> QuerySet[TrialChange]:
    """The assessments that would change, in reach of a scope narrowed to clients.manage_instruments."""
    rows = TrialChange.objects.visible_to(scope).filter(trial=trial)
    named: dict[str, Any] = {
        "assessment__sex": wanted.sex,
        "before": wanted.before,
        "after": wanted.after,
    }
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if wanted.is_child is not None:
        rows = rows.filter(assessment__is_child=wanted.is_child)
    if wanted.region is not None:
        offices = [office for office, region in regions_by_office().items() if region == wanted.region]
        rows = rows.filter(assessment__office__in=offices)
    if wanted.turn == "unscored":
        rows = rows.filter(after="")
    elif wanted.turn == "same":
        rows = rows.filter(after=F("before"))
    elif wanted.turn in ("up", "down"):
        rows = rows.filter(_turned(wanted.turn))
    return rows


def _turned(turn: str) -> Q:
    pairs = [(before, after) for before in CATEGORIES for after in CATEGORIES if direction(before, after) == turn]
    condition = Q()
    for before, after in pairs:
        condition |= Q(before=before, after=after)
    return condition
