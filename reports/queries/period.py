"""Months to report on: which offices are asked, who is missing or late, how complete and how timely it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import in_zone, month_end, today_in
from bapas_portal.core.scope import Scope
from reports.choices import SubmissionState
from reports.models import Period, Submission, SubmissionVersion
from reports.queries.submission import cells_by_office, newest_run
from reports.rules_period import days_late

HANDED_IN = frozenset({SubmissionState.SUBMITTED, SubmissionState.ACCEPTED})


@dataclass(frozen=True)
class OfficeLine:
    """One Bapas in one period. late: days after the due day, of the first submission, or until today without one."""

    office: Office
    submission: Submission | None
    late: int

    @property
    def state(self) -> str:
        return self.submission.state if self.submission is not None else ""

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def is_accepted(self) -> bool:
        return self.state == SubmissionState.ACCEPTED

    @property
    def is_in_time(self) -> bool:
        return self.submission is not None and self.submission.first_submitted_at is not None and not self.late


@dataclass
class Standing:
    """How far a group of offices is: of one Kanwil, or all in reach."""

    kanwil: Office | None
    lines: list[OfficeLine] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def handed_in(self) -> int:
        return sum(line.is_handed_in for line in self.lines)

    @property
    def accepted(self) -> int:
        return sum(line.is_accepted for line in self.lines)

    @property
    def in_time(self) -> int:
        return sum(line.is_in_time for line in self.lines)

    @property
    def waiting(self) -> int:
        """Handed in and not decided: the Kanwil's turn."""
        return sum(line.state == SubmissionState.SUBMITTED for line in self.lines)

    @property
    def missing(self) -> int:
        return self.asked - self.handed_in

    @property
    def complete_percent(self) -> int:
        return round(100 * self.handed_in / self.asked) if self.asked else 100

    @property
    def timely_percent(self) -> int:
        return round(100 * self.in_time / self.asked) if self.asked else 100


def asked_offices(month: date) -> QuerySet[Office]:
    """The Bapas that worked in the month."""
    working = Q(closed_on=None) | Q(closed_on__gte=month)
    working &= Q(opened_on=None) | Q(opened_on__lte=month_end(month))
    return Office.objects.filter(working, kind=OfficeKind.BAPAS)


def open_offices(period: Period) -> QuerySet[Office]:
    """The Bapas asked whose report is not accepted."""
    accepted = Submission.objects.filter(period=period, state=SubmissionState.ACCEPTED)
    return asked_offices(period.month).exclude(pk__in=accepted.values("office_id"))


def line_of(period: Period, office: Office, submission: Submission | None) -> OfficeLine:
    """Late or not by the clock of the office's own zone; the due day itself is in time."""
    first = submission.first_submitted_at if submission is not None else None
    day = today_in(office.zone) if first is None else in_zone(first, office.zone).date()
    return OfficeLine(office, submission, days_late(day, period.bapas_due_on))


def standings(scope: Scope, periods: Sequence[Period]) -> dict[int, list[OfficeLine]]:
    """Period id -> its Bapas in reach, in the order of the tree. Two queries. `scope` as for view_submission."""
    offices = list(Office.objects.visible_to(scope).filter(kind=OfficeKind.BAPAS).order_by("path"))
    rows = Submission.objects.visible_to(scope).filter(period__in=periods)
    known = {(row.period_id, row.office_id): row for row in rows}
    return {
        period.pk: [
            line_of(period, office, known.get((period.pk, office.pk)))
            for office in offices
            if _works(office, period.month)
        ]
        for period in periods
    }


def _works(office: Office, month: date) -> bool:
    if office.closed_on is not None and office.closed_on < month:
        return False
    return office.opened_on is None or office.opened_on <= month_end(month)


def by_kanwil(lines: Sequence[OfficeLine], kanwils: Sequence[Office]) -> list[Standing]:
    """The lines under their Kanwil, in the order given."""
    groups = {kanwil.pk: Standing(kanwil) for kanwil in kanwils}
    for line in lines:
        parent = line.office.parent_id
        if parent is not None:
            groups.setdefault(parent, Standing(None)).lines.append(line)
    return [group for group in groups.values() if group.lines]


def changed_since_signed(period: Period) -> list[Office]:
    """Accepted offices whose newest figures are no more those that their head signed. Three queries."""
    run_id = newest_run(period.month)
    if run_id is None:
        return []
    signed = SubmissionVersion.objects.filter(
        submission__period=period, submission__state=SubmissionState.ACCEPTED
    ).select_related("submission__office")
    latest = {version.submission_id: version for version in signed.order_by("number")}
    now = cells_by_office(month=period.month, run_id=run_id)
    changed = [
        version.submission.office
        for version in latest.values()
        if version.content["figures"] != now.get(version.submission.office.path, [])
    ]
    return sorted(changed, key=lambda office: office.path)
