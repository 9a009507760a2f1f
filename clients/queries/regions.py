"""Finding a village by words of its address. Regions are public and have no scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Window

from bapas_portal.accounts.choices import RegionLevel
from bapas_portal.accounts.models import Region

SHOWN = 12
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Villages:
    """The first villages found and how many there are in all, so that a page can say what it does not show."""

    rows: Sequence[Region]
    total: int
    is_too_short: bool = False


def find_villages(words: str) -> Villages:
    """Villages of which name, district or regency has every word ("sukamaju cilodong"), or with this code.

    Those whose own name begins so come first. One query.
    """
    parts = words.replace(",", " ").split()
    if not parts or max(len(part) for part in parts) < FEWEST_LETTERS:
        return Villages([], 0, is_too_short=bool(parts))
    wanted = Q(level=RegionLevel.VILLAGE)
    for part in parts:
        around = Region.objects.filter(
            Q(name__icontains=part) | Q(parent__name__icontains=part), level=RegionLevel.DISTRICT
        )
        wanted &= Q(code__startswith=part) | Q(name__icontains=part) | Q(parent__in=around)
    rows = (
        Region.objects.filter(wanted)
        .annotate(total=Window(Count("*")), is_own=Q(name__istartswith=parts[0]))
        .select_related("parent__parent__parent")
        .order_by("-is_own", "name", "code")
    )
    found = list(rows[:SHOWN])
    return Villages(found, found[0].total if found else 0)


def village(code: str) -> Region | None:
    """The village of this code with its district, regency and province, or None."""
    return (
        Region.objects.filter(code=code, level=RegionLevel.VILLAGE).select_related("parent__parent__parent").first()
        if code
        else None
    )
