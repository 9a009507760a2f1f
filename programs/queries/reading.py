"""Who confirmed a directive, and who has not: offices beside the versions that ask to be read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import in_zone, today_in
from bapas_portal.core.scope import Scope
from programs.models import DirectiveVersion, Reading
from programs.queries.directive import asked_offices, in_force
from programs.rules.directive import Waiting, percent, waiting


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many of the offices asked confirmed, and the share in whole percent."""

    done: int
    asked: int

    @property
    def open(self) -> int:
        return self.asked - self.done

    @property
    def percent(self) -> int:
        return percent(self.done, self.asked)


@dataclass(frozen=True, slots=True)
class Line:
    """One office and one version: its reading, or how long it has been waited for."""

    version: DirectiveVersion
    office: Office
    kanwil: Office
    reading: Reading | None
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Watch:
    """The lines asked for, and the figures of all lines before they were narrowed to read or unread."""

    lines: list[Line]
    confirmed: Confirmed
    overdue: int


def watched_offices(scope: Scope) -> QuerySet[Office]:
    """The offices that confirm and that the reader watches over (`scope` narrowed to programs.watch_directive)."""
    return asked_offices().filter(pk__in=Office.objects.visible_to(scope).values("pk")).select_related("parent")


def watch(scope: Scope, *, version: DirectiveVersion | None = None, kanwil: Office | None = None, read: bool) -> Watch:
    """Offices that have (`read`) or have not confirmed; overdue first, then the longest open. Three queries.

    version: only this one, else all in force. kanwil: only it and the Bapas below it.
    """
    versions = [version] if version else list(in_force())
    offices = list(watched_offices(scope))
    if kanwil:
        offices = [office for office in offices if office.path.startswith(kanwil.path)]
    rows = Reading.objects.visible_to(scope).filter(version__in=versions, office__in=offices).select_related("by")
    readings = {(row.version_id, row.office_id): row for row in rows}
    lines = [_line(one, office, readings.get((one.pk, office.pk))) for one in versions for office in offices]
    waiting_lines = [line for line in lines if line.reading is None]
    confirmed = Confirmed(len(lines) - len(waiting_lines), len(lines))
    overdue = sum(line.waiting.is_overdue for line in waiting_lines)
    if read:
        done = [line for line in lines if line.reading is not None]
        return Watch(sorted(done, key=_newest_first), confirmed, overdue)
    return Watch(sorted(waiting_lines, key=_urgency), confirmed, overdue)


def _line(version: DirectiveVersion, office: Office, reading: Reading | None) -> Line:
    kanwil = office if office.kind == OfficeKind.KANWIL or office.parent is None else office.parent
    return Line(version, office, kanwil, reading, waiting_of(version, office.zone))


def waiting_of(version: DirectiveVersion, zone: str) -> Waiting:
    """How long a published version has waited for an office, by that office's calendar."""
    published = in_zone(version.published_at, zone).date() if version.published_at else today_in(zone)
    return waiting(published_on=published, due_on=version.due_on, today=today_in(zone))


def _urgency(line: Line) -> tuple[int, int, str, str]:
    return (-line.waiting.days_over, -line.waiting.days_open, line.office.path, line.version.directive.number)


def _newest_first(line: Line) -> tuple[float, str]:
    return (-line.reading.at.timestamp() if line.reading else 0, line.office.path)


def confirmed_by_version(scope: Scope, versions: Iterable[DirectiveVersion]) -> dict[int, Confirmed]:
    """Version -> how many of the offices the reader watches over confirmed it. Two queries."""
    offices = set(watched_offices(scope).values_list("pk", flat=True))
    rows = Reading.objects.visible_to(scope).filter(version__in=versions, office__in=offices)
    done = Counter(rows.values_list("version", flat=True))
    return {version.pk: Confirmed(done[version.pk], len(offices)) for version in versions}


def readings_of(version: DirectiveVersion, office: Office) -> Reading | None:
    """The confirmation of one office, by name."""
    return Reading.objects.filter(version=version, office=office).select_related("by", "office").first()


def day_of(reading: Reading) -> date:
    """The day of a confirmation by the office's own calendar."""
    return in_zone(reading.at, reading.office.zone).date()
