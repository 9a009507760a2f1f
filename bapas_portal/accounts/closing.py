"""May a fact still be dated in this month at this office? Rooms above say which months are closed."""

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bapas_portal.core.dates import month_start, today_in
from bapas_portal.core.errors import Invalid

Closing = Callable[[int, date], str | Promise | None]
# This room knows no months of reports: the room that publishes them says so when its app is ready.
_sources: list[Closing] = []


def add_closing(source: Closing) -> None:
    """Ask `source` (office id, first day of the month) too: words for people where the month is closed, else None."""
    if source not in _sources:
        _sources.append(source)


def check_month_open(*, office_id: int, **days: date | None) -> None:
    """Raises Invalid beside each field that closed_faults names."""
    if faults := closed_faults(office_id=office_id, **days):
        raise Invalid(_("Periksa isian yang ditandai."), faults)


def closed_faults(*, office_id: int, **days: date | None) -> dict[str, str | Promise]:
    """Each field whose day falls in a closed month of the office, with words for people; None is no day.

    A month that is not over is never closed, and asks nobody.
    """
    months = {name: month_start(day) for name, day in days.items() if day is not None}
    this_month = month_start(today_in("WIT"))
    said = {
        month: words
        for month in set(months.values())
        if month < this_month
        for source in _sources
        if (words := source(office_id, month)) is not None
    }
    return {name: said[month] for name, month in months.items() if month in said}
