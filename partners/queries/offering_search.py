"""The search for a service: by need, for whom, at what cost, how far from where, with a place free."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import ASin, Cast, Cos, Least, Power, Radians, Round, Sin, Sqrt

from bapas_portal.core.distance import EARTH, Point, box_around, rounded
from bapas_portal.core.scope import Scope
from partners.choices_offering import Setting
from partners.choices_referral import SEATED
from partners.models import Offering
from partners.queries.offering import known_offerings

# Order and cursor need a number: an online service comes after all that have a way, the unknown way after it.
ONLINE, UNKNOWN = 99_000_000, 99_999_999


@dataclass(frozen=True, slots=True)
class OfferingFilter:
    """What the reader looks for; an empty value does not narrow. `region`: an official code that must be served;
    `sex`: M or F; `age`: years; `kilometres`: at most so far from `near`."""

    search: str = ""
    need: str = ""
    sex: str = ""
    age: int | None = None
    cost: str = ""
    language: str = ""
    access: tuple[str, ...] = ()
    setting: str = ""
    region: str = ""
    free_only: bool = False
    near: Point | None = None
    kilometres: int | None = None


def offerings(scope: Scope, wanted: OfferingFilter) -> QuerySet[Offering]:
    """Running services of partners the reader knows that fit, with `metres` from `near`, `taken` and `waiting`."""
    rows = known_offerings(scope).filter(is_active=True, organisation__is_active=True)
    rows = rows.filter(_suits(wanted), _is_like(wanted))
    if wanted.free_only:
        rows = rows.exclude(pk__in=_full())
    if wanted.near is not None and wanted.kilometres is not None:
        rows = rows.filter(Q(setting=Setting.ONLINE) | _in_box(wanted.near, wanted.kilometres * 1000))
    rows = rows.annotate(metres=_metres(wanted.near))
    if wanted.near is not None and wanted.kilometres is not None:
        rows = rows.filter(Q(metres__lte=wanted.kilometres * 1000) | Q(metres=ONLINE))
    return rows


def _full() -> QuerySet[Any, Any]:
    """Services without a free place, counted once for all of them instead of row by row."""
    held = Offering.objects.filter(places__isnull=False, referrals__stage__in=SEATED).order_by()
    return held.annotate(held=Count("referrals")).filter(held__gte=F("places")).values("pk")


def _suits(wanted: OfferingFilter) -> Q:
    """For whom and where."""
    fits = Q()
    if wanted.sex:
        fits &= Q(for_men=True) if wanted.sex == "M" else Q(for_women=True)
    if wanted.age is not None:
        fits &= (Q(age_from=None) | Q(age_from__lte=wanted.age)) & (Q(age_to=None) | Q(age_to__gte=wanted.age))
    if wanted.region:
        # The region itself, or any that its code begins with (rules.referral.serves_area).
        above = [wanted.region[:length] for length in range(1, len(wanted.region) + 1)]
        fits &= Q(areas__len=0) | Q(areas__overlap=above)
    return fits


def _is_like(wanted: OfferingFilter) -> Q:
    """What it is."""
    like = Q()
    if wanted.need:
        like &= Q(needs__contains=[wanted.need])
    if wanted.cost:
        like &= Q(cost=wanted.cost)
    if wanted.setting:
        like &= Q(setting=wanted.setting)
    if wanted.language:
        like &= Q(languages__contains=[wanted.language])
    if wanted.access:
        like &= Q(access__contains=list(wanted.access))
    for word in wanted.search.split():
        like &= Q(name__icontains=word) | Q(description__icontains=word) | Q(organisation__name__icontains=word)
    return like


def _in_box(near: Point, metres: int) -> Q:
    south, north, west, east = box_around(near, metres)
    return Q(branch__latitude__range=(south, north), branch__longitude__range=(west, east))


def _metres(near: Point | None) -> Any:
    """The way on the great circle as a column: the same as core.distance.metres_between, up to its rounding."""
    if near is None:
        return Value(UNKNOWN, output_field=IntegerField())
    south, west = rounded(near)
    up = Sin(Radians(F("branch__latitude") - Value(south)) / Value(2.0))
    along = Sin(Radians(F("branch__longitude") - Value(west)) / Value(2.0))
    half = Power(up, 2) + Cos(Radians(Value(south))) * Cos(Radians(F("branch__latitude"))) * Power(along, 2)
    metres = Value(2.0 * EARTH) * ASin(Sqrt(Least(half, Value(1.0))))
    return Case(
        When(setting=Setting.ONLINE, then=Value(ONLINE)),
        When(branch__latitude=None, then=Value(UNKNOWN)),
        default=Cast(Round(metres), IntegerField()),
        output_field=IntegerField(),
    )


def mark_distance(rows: list[Offering]) -> None:
    """Put `kilometres` on rows of `offerings` for the page: None where there is no way to tell."""
    for row in rows:
        metres = vars(row)["metres"]
        vars(row)["kilometres"] = None if metres >= ONLINE else metres / 1000
