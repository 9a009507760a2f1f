"""The month of Klien Bapas Peduli as a page shows it: entries and activities, day by day."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import month_end, month_start
from bapas_portal.core.scope import Scope
from programs.models import CalendarEntry, CareActivity
from programs.models.calendar import CalendarEntryQuerySet
from programs.queries.activity import VIEW, in_month, visible_activities

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry on one of its days. `is_first`: the first of the month; a phone's list of days shows it there alone."""

    entry: CalendarEntry
    is_first: bool

    @property
    def is_long(self) -> bool:
        return self.entry.from_on != self.entry.to_on


@dataclass(slots=True)
class Day:
    """A day of the grid; days of the months beside are empty."""

    on: date
    is_inside: bool
    is_today: bool
    entries: list[ShownEntry] = field(default_factory=list)
    activities: list[CareActivity] = field(default_factory=list)

    @property
    def has_new(self) -> bool:
        """Is there anything that no earlier day of the month shows?"""
        return bool(self.activities) or any(shown.is_first for shown in self.entries)


def visible_entries(scope: Scope) -> CalendarEntryQuerySet:
    """Entries in sight of `scope` (not narrowed): for the reader's offices, and set by them."""
    return CalendarEntry.objects.visible_to(scope.narrowed(VIEW)).select_related("office")


def choosable_entries(office: Office, kept: int | None = None) -> QuerySet[CalendarEntry]:
    """Entries an activity of the office may belong to: the latest first, and the one it has already."""
    rows = CalendarEntry.objects.for_office(office)
    if kept is not None:
        rows = rows | CalendarEntry.objects.filter(pk=kept)
    return rows.distinct().order_by("-from_on", "-pk")


def month_or_none(month: date | None) -> date | None:
    """The month, if the calendar has a page for it."""
    return month if month is not None and FIRST_YEAR <= month.year <= LAST_YEAR else None


def month_of_days(scope: Scope, month: date, today: date, office: Office | None = None) -> list[list[Day]]:
    """Weeks from Monday to Sunday, each of seven days. Two queries."""
    first, last = month_start(month), month_end(month)
    entries = visible_entries(scope).touching(first, last).order_by("from_on", "pk")
    activities = in_month(visible_activities(scope), month).order_by("held_on", "pk")
    if office is not None:
        activities = activities.filter(office__path__startswith=office.path)
    by_day: defaultdict[date, list[CareActivity]] = defaultdict(list)
    for activity in activities:
        by_day[activity.held_on].append(activity)
    covering: defaultdict[date, list[ShownEntry]] = defaultdict(list)
    for entry in entries:
        start = day = max(entry.from_on, first)
        while day <= min(entry.to_on, last):
            covering[day].append(ShownEntry(entry, day == start))
            day += timedelta(days=1)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            Day(on, True, on == today, covering[on], by_day[on]) if first <= on <= last else Day(on, False, False)
            for on in week
        ]
        for week in weeks
    ]


def activities_of(scope: Scope, entry: CalendarEntry) -> QuerySet[CareActivity]:
    """Activities in sight that belong to the entry, by office."""
    return visible_activities(scope).filter(calendar_entry=entry).order_by("office__path", "held_on", "pk")


def kanwils_to_choose(office: Office) -> QuerySet[Office] | None:
    """The Kanwil an entry of Ditjenpas may be meant for; None for other offices."""
    if office.kind != OfficeKind.DITJENPAS:
        return None
    return Office.objects.filter(kind=OfficeKind.KANWIL, parent=office).order_by("path")
