"""From where a distance is told: a client's home, a region, the reader's own office.

The portal keeps no points of regions and offices. Their middle is that of the branches and work sites known there,
which is where partners are; a client without a point of one's own is looked for from the middle of the home's region.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.dates import today_in
from bapas_portal.core.distance import Point
from clients.models import Guidance
from partners.models import Branch, Site
from partners.queries.referral import region_of

# A province is too wide for its middle to say anything.
SMALLEST = 4
_home_sources: list[Callable[[int], Point | None]] = []


@dataclass(frozen=True, slots=True)
class Origin:
    """`point`: degrees, None where nothing is known. `region`: the code that must be served, "" for any.

    `place`: what the distance is told from, in words; "" for the client's own home.
    """

    point: Point | None
    region: str = ""
    place: str = ""


def add_home_source(source: Callable[[int], Point | None]) -> None:
    """Ask `source` where the client of a guidance lives. Called once, when the room's app is ready."""
    if source not in _home_sources:
        _home_sources.append(source)


def origin_of_client(guidance: Guidance) -> Origin:
    """Home as it is written down, else the middle of its region."""
    region = region_of(guidance, today_in(guidance.office.zone))
    homes = (source(guidance.pk) for source in _home_sources)
    home = next((point for point in homes if point is not None), None)
    if home is not None:
        return Origin(home, region)
    middle = origin_of_region(region) if region else Origin(None)
    return Origin(middle.point, region, middle.place)


def origin_of_region(code: str) -> Origin:
    """The middle of the smallest region around `code` in which a point is known."""
    step = Region.objects.filter(pk=code).first()
    while step is not None and len(step.code) >= SMALLEST:
        point = _middle(Q(region__code__startswith=step.code))
        if point is not None:
            return Origin(point, code, step.name.title())
        step = step.parent
    return Origin(None, code)


def origin_of_office(office_id: int | None) -> Origin:
    """The middle of what the office's partners have."""
    office = Office.objects.filter(pk=office_id or 0).first()
    if office is None:
        return Origin(None)
    return Origin(_middle(Q(organisation__office=office)), "", office.name)


def _middle(where: Q) -> Point | None:
    south = east = 0.0
    number = 0
    for model in (Branch, Site):
        found = model.objects.filter(where, latitude__isnull=False, is_active=True).aggregate(
            number=Count("pk"), latitude=Avg("latitude"), longitude=Avg("longitude")
        )
        if found["number"]:
            south += found["latitude"] * found["number"]
            east += found["longitude"] * found["number"]
            number += found["number"]
    return (south / number, east / number) if number else None
