"""Releases: their seals, the difference between two counts, and what changed since the newest one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from reports.choices import Measure
from reports.models import FACTS, Figure, PublishedMonth, Release
from reports.rules_period import seal, seal_lines

CELL = ("office__code", "measure", "is_child", "sex", "key", "category")


def shape_of_facts() -> dict[str, list[str]]:
    """Table of facts -> its columns, as a seal of today reads them."""
    return {
        facts._meta.label_lower: [
            field.name for field in facts._meta.concrete_fields if field.name not in ("id", "run", "office")
        ]
        for facts in FACTS
    }


def seal_of_run(run_id: int, shape: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """SHA-256 of the facts of a run, whatever the numbers of its rows and offices, and how many there are.

    `shape`: the tables and columns that were sealed; one that came later changes no old seal.
    """

    def rows() -> Iterator[tuple[Any, ...]]:
        for label, names in shape.items():
            facts = apps.get_model(label)._default_manager.filter(run=run_id)
            yield from ((label, *row) for row in facts.values_list("office__code", *names).iterator())

    return seal_lines(rows())


def seal_of_release(release: Release) -> str:
    """SHA-256 over the seal of the release before and everything this one says."""
    return seal(
        release.previous_digest,
        release.sequence,
        release.period.month.isoformat(),
        release.number,
        release.figures_digest,
        release.facts,
        release.shape,
        release.measures,
        release.difference,
        release.reason,
        release.by_id,
        release.at.isoformat(timespec="microseconds"),
    )


def broken_releases() -> Iterator[str]:
    """One line for each release that is missing or says something else than was published; nothing when all hold."""
    previous, expected = "", 1
    for release in Release.objects.select_related("period").order_by("sequence").iterator():
        if release.sequence != expected:
            yield f"releases {expected} to {release.sequence - 1} are missing"
        if release.previous_digest != previous or release.digest != seal_of_release(release):
            yield f"release {release.sequence} ({release.period}, number {release.number}) was changed"
        if seal_of_run(release.run_id, release.shape) != (release.figures_digest, release.facts):
            yield f"figures of release {release.sequence} ({release.period}, number {release.number}) were changed"
        previous, expected = release.digest, release.sequence + 1


def is_whole(release: Release) -> bool:
    """Do the release and its figures say what was sealed?"""
    sealed = (release.figures_digest, release.facts)
    return release.digest == seal_of_release(release) and seal_of_run(release.run_id, release.shape) == sealed


def differences(
    figures: QuerySet[Figure], *, month: date, old_run: int, new_run: int, measures: Iterable[str]
) -> list[list[Any]]:
    """[office code, measure, is_child, sex, key, category, old, new] for each cell that differs, in order."""
    rows = (
        figures.filter(month=month, run__in=(old_run, new_run), measure__in=list(measures))
        .order_by()
        .values_list(*CELL)
        .annotate(
            old=Coalesce(Sum("value", filter=Q(run=old_run)), 0),
            new=Coalesce(Sum("value", filter=Q(run=new_run)), 0),
        )
    )
    return sorted((list(row) for row in rows if row[-2] != row[-1]), key=lambda row: [str(part) for part in row])


def newest_release(month: date) -> Release | None:
    rows = Release.objects.filter(period__month=month).select_related("period", "by", "run")
    return rows.order_by("-number").first()


def since_release(figures: QuerySet[Figure], release: Release) -> list[list[Any]]:
    """What the newest count says otherwise than the release, among `figures`, which are in the reader's reach."""
    shown = PublishedMonth.objects.get(month=release.period.month)
    if shown.newest_id is None:
        return []
    return differences(
        figures,
        month=release.period.month,
        old_run=release.run_id,
        new_run=shown.newest_id,
        measures=set(release.measures) & set(Measure.values),
    )
