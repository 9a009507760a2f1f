"""Reads of work sites: the list, one with its week, and which checks run out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from bapas_portal.core.scope import Scope
from partners.choices import Area, CheckState, Weekday
from partners.models import Site, SiteCheck, SiteSlot
from partners.queries.organisation import home_path
from partners.rules.site import check_state


@dataclass(frozen=True, slots=True)
class SiteFilter:
    """What the reader looks for; an empty value does not narrow. `suits`: names of the site's yes-no fields."""

    search: str = ""
    area: str = Area.NATION
    weekday: int | None = None
    job: str = ""
    suits: tuple[str, ...] = ()
    check: str = ""
    with_closed: bool = False


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """A weekday and the slots that it has."""

    label: str
    slots: list[SiteSlot]


def with_last_check(rows: QuerySet[Site]) -> QuerySet[Site]:
    """Sites with `last_safe` and `last_until` of their last check (None: never checked)."""
    last = SiteCheck.objects.filter(site=OuterRef("pk")).order_by("-checked_on", "-pk")
    return rows.annotate(
        last_safe=Subquery(last.values("is_safe")[:1]), last_until=Subquery(last.values("valid_until")[:1])
    )


def sites(scope: Scope, wanted: SiteFilter, today: date) -> QuerySet[Site]:
    """Sites the reader knows that fit `wanted`, with their last check and today's slots as `week`."""
    rows = with_last_check(Site.objects.known_to(scope)).select_related("organisation__office", "region")
    if not wanted.with_closed:
        rows = rows.filter(is_active=True)
    for word in wanted.search.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(organisation__name__icontains=word) | Q(region__name__icontains=word)
        )
    if wanted.weekday:
        open_then = slots_from(today).filter(site=OuterRef("pk"), weekday=wanted.weekday)
        rows = rows.filter(Exists(open_then))
    if wanted.job:
        rows = rows.filter(job_kinds__contains=[wanted.job])
    for name in wanted.suits:
        rows = rows.filter(**{name: True})
    if wanted.check:
        rows = rows.filter(_in_state(wanted.check, today))
    prefix = home_path(scope, wanted.area)
    if prefix:
        rows = rows.filter(organisation__office__path__startswith=prefix)
    return rows.prefetch_related(Prefetch("slots", queryset=slots_from(today), to_attr="week"))


def _in_state(state: str, today: date) -> Q:
    """The rule `check_state` as a condition over the columns of `with_last_check`."""
    soon = today + timedelta(days=settings.SITE_CHECK_SOON_DAYS)
    return {
        CheckState.NONE: Q(last_safe=None),
        CheckState.UNSAFE: Q(last_safe=False),
        CheckState.OVER: Q(last_safe=True, last_until__lt=today),
        CheckState.SOON: Q(last_safe=True, last_until__range=(today, soon)),
        CheckState.VALID: Q(last_safe=True, last_until__gt=soon),
    }[CheckState(state)]


def slots_from(today: date) -> QuerySet[SiteSlot]:
    """Slots that hold today or later."""
    return SiteSlot.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today))


def mark_checks(rows: Iterable[Site], today: date) -> None:
    """Put `check_state` and `day_labels` on sites of `sites`."""
    for row in rows:
        found = vars(row)
        found["check_state"] = state_of(found["last_safe"], found["last_until"], today)
        days = sorted({slot.weekday for slot in found["week"]})
        found["day_labels"] = [str(Weekday(day).label) for day in days]


def state_of(is_safe: bool | None, valid_until: date | None, today: date) -> CheckState:
    return check_state(is_safe, valid_until, on=today, soon_days=settings.SITE_CHECK_SOON_DAYS)


def known_sites(scope: Scope) -> QuerySet[Site]:
    """Sites the reader knows, with partner, office and region. `scope` narrowed."""
    return Site.objects.known_to(scope).select_related("organisation__office", "region")


def sites_of(organisation_id: int, today: date) -> list[Site]:
    """A partner's sites, open ones first, as `mark_checks` leaves them."""
    rows = with_last_check(Site.objects.filter(organisation=organisation_id))
    found: list[Site] = list(
        rows.prefetch_related(Prefetch("slots", queryset=slots_from(today), to_attr="week")).order_by(
            "-is_active", "name", "pk"
        )
    )
    mark_checks(found, today)
    return found


def week_of(site: Site, today: date) -> list[DayOfWeek]:
    """The seven days with the slots that hold today or later."""
    slots = list(slots_from(today).filter(site=site).order_by("weekday", "starts_at", "valid_from"))
    return [DayOfWeek(str(day.label), [slot for slot in slots if slot.weekday == day]) for day in Weekday]


def checks_of(site: Site) -> list[SiteCheck]:
    """The last check first."""
    return list(SiteCheck.objects.filter(site=site).select_related("by").order_by("-checked_on", "-pk"))


def checks_running_out(today: date) -> QuerySet[SiteCheck]:
    """The last checks of open sites that held the place safe and run out within SITE_CHECK_SOON_DAYS, or did."""
    last = SiteCheck.objects.filter(site=OuterRef("site")).order_by("-checked_on", "-pk").values("pk")[:1]
    soon = today + timedelta(days=settings.SITE_CHECK_SOON_DAYS)
    rows = SiteCheck.objects.filter(pk=Subquery(last), is_safe=True, valid_until__lte=soon, site__is_active=True)
    return rows.select_related("site__organisation__office").order_by("pk")
