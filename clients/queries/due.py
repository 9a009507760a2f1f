"""Who must be assessed and by when: the facts in three queries whatever the office holds, the rule in rules/due.py."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.core.dates import ZONES, today_in
from bapas_portal.core.paging import PAGE_SIZE
from bapas_portal.core.scope import Scope
from clients.choices import DueState, InstrumentCode
from clients.models import Assessment, Guidance
from clients.queries.caseload import MINE, NOBODY_YET, OFFICE
from clients.queries.information import unanswered
from clients.rules.due import Due, Facts, Terms, due_of, lead_instrument

TO_DO, EVERY = "todo", "all"
REASONS = {
    DueState.NEVER: _("Bimbingan mulai %(since)s; asesmen awal belum ada."),
    DueState.OVERDUE: _("Asesmen terakhir %(since)s; sudah lewat %(months)s bulan."),
    DueState.INFORMATION: _("Keterangan baru %(since)s belum dijawab asesmen."),
    DueState.KRIM_MISSING: _("RRI %(since)s mewajibkan Kebutuhan Kriminogenik."),
    DueState.DUE_SOON: _("Asesmen terakhir %(since)s; berlaku %(months)s bulan."),
    DueState.OK: _("Asesmen terakhir %(since)s; berlaku %(months)s bulan."),
}


@dataclass(frozen=True, slots=True)
class DueRow:
    """What is due for one running guidance; `days_left` is reckoned in its office's zone."""

    guidance_id: int
    officer_id: int | None
    due: Due
    days_left: int

    @property
    def key(self) -> tuple[date, int]:
        """The most pressing first: the earliest last day."""
        return self.due.due_on, self.guidance_id

    @property
    def reason(self) -> str:
        """Why, in words."""
        since = date_format(self.due.since, "j F Y")
        return str(REASONS[self.due.state]) % {"since": since, "months": settings.ASSESSMENT_VALID_MONTHS}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDue:
    """whose: MINE, OFFICE, NOBODY_YET or an officer's id; state: TO_DO, EVERY or a DueState; cohort: A, D or "".

    guidance_id narrows to one guidance; 0 narrows nothing.
    """

    whose: str = OFFICE
    state: str = TO_DO
    cohort: str = ""
    guidance_id: int = 0


@dataclass(slots=True)
class OfficerDue:
    """One officer's clients by state; `officer` is None for clients without one."""

    officer: User | None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def cells(self) -> list[tuple[DueState, int]]:
        return [(state, self.counts[state]) for state in DueState]


@dataclass(frozen=True, slots=True)
class DueList:
    """One page, dressed guidances in order; counts by state and of what is late, of all rows of `whose`."""

    rows: list[Guidance]
    total: int
    counts: Counter[str]
    late: Counter[str]
    officers: list[OfficerDue]
    next_cursor: str
    is_first: bool


def terms() -> Terms:
    """The installation's terms."""
    return Terms(settings.ASSESSMENT_VALID_MONTHS, settings.ASSESSMENT_FIRST_DAYS, settings.ASSESSMENT_SOON_DAYS)


def due_list(scope: Scope, wanted: WantedDue, *, cursor: str = "", by_officer: bool = False) -> DueList:
    """One page of what is due. Four queries, five with `by_officer`."""
    rows = list(due_rows(scope, wanted))
    counts = Counter(row.due.state.value for row in rows)
    late = Counter(row.due.state.value for row in rows if row.days_left < 0)
    shown = sorted((row for row in rows if _is_wanted(row, wanted.state)), key=lambda row: row.key)
    after = read_cursor(cursor)
    rest = shown if after is None else [row for row in shown if row.key > after]
    page = rest[:PAGE_SIZE]
    last = page[-1] if len(rest) > PAGE_SIZE else None
    return DueList(
        rows=_dressed(scope, page),
        total=len(shown),
        counts=counts,
        late=late,
        officers=_officers(rows) if by_officer else [],
        next_cursor=f"{last.due.due_on.isoformat()}.{last.guidance_id}" if last else "",
        is_first=after is None,
    )


def _is_wanted(row: DueRow, state: str) -> bool:
    if state == EVERY:
        return True
    return row.due.is_open if state == TO_DO else row.due.state == state


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """("2026-03-01.17") -> (day, guidance id); None for anything else."""
    day, _dot, number = cursor.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def due_rows(scope: Scope, wanted: WantedDue) -> Iterator[DueRow]:
    """What is due for every running guidance in reach, in no order. Three queries."""
    assessed = _newest(scope, wanted)
    informed = _waiting(scope, wanted)
    limits, days = terms(), {zone: today_in(zone) for zone in ZONES}
    running = _narrowed(Guidance.objects.visible_to(scope).open(), scope, wanted, "")
    columns = ("pk", "officer_id", "is_child", "start_on", "office__zone")
    for pk, officer_id, is_child, start_on, zone in running.values_list(*columns):
        latest_on, krim_due = assessed.get((pk, lead_instrument(is_child)), (None, False))
        krim_on, _is_due = assessed.get((pk, InstrumentCode.KRIM), (None, False))
        facts = Facts(
            start_on=start_on,
            latest_on=latest_on,
            krim_due=krim_due,
            krim_on=krim_on,
            information_on=informed.get(pk),
        )
        due = due_of(facts, days[zone], limits)
        yield DueRow(pk, officer_id, due, due.days_left(days[zone]))


def due_of_guidance(scope: Scope, guidance_id: int) -> DueRow | None:
    """What is due for one guidance; None once it has ended, or outside the scope. Three queries."""
    return next(due_rows(scope, WantedDue(guidance_id=guidance_id)), None)


def _waiting(scope: Scope, wanted: WantedDue) -> dict[int, date]:
    """Guidance id -> day of its oldest unanswered information: the rows come newest first."""
    rows = _narrowed(unanswered(scope), scope, wanted, "guidance__")
    return dict(rows.order_by("-noted_on").values_list("guidance_id", "noted_on"))


def _newest(scope: Scope, wanted: WantedDue) -> dict[tuple[int, str], tuple[date, bool]]:
    """(guidance id, instrument) -> day of the newest standing assessment, and whether it made kriminogenik due."""
    rows = Assessment.objects.visible_to(scope).filter(guidance__ended_on=None, replaced_by=None)
    rows = _narrowed(rows, scope, wanted, "guidance__")
    newest = rows.order_by("guidance_id", "instrument", "-assessed_on", "-pk").distinct("guidance_id", "instrument")
    found = newest.values_list("guidance_id", "instrument", "assessed_on", "is_kriminogenik_due")
    return {(guidance_id, instrument): (day, is_due) for guidance_id, instrument, day, is_due in found}


def _narrowed(rows: Any, scope: Scope, wanted: WantedDue, prefix: str) -> Any:
    if wanted.whose == MINE:
        rows = rows.filter(**{f"{prefix}officer_id": scope.user_id})
    elif wanted.whose == NOBODY_YET:
        rows = rows.filter(**{f"{prefix}officer": None})
    elif wanted.whose.isdigit():
        rows = rows.filter(**{f"{prefix}officer_id": int(wanted.whose)})
    if wanted.guidance_id:
        rows = rows.filter(**{f"{prefix}pk": wanted.guidance_id})
    if wanted.cohort:
        rows = rows.filter(**{f"{prefix}is_child": wanted.cohort == "A"})
    return rows


def _dressed(scope: Scope, page: list[DueRow]) -> list[Guidance]:
    """The guidances of a page in its order, each with its due_row and the instrument to fill in. One query."""
    rows = Guidance.objects.visible_to(scope).select_related("client", "officer")
    found = {row.pk: row for row in rows.filter(pk__in=[each.guidance_id for each in page])}
    dressed = []
    for each in page:
        row: Any = found[each.guidance_id]
        row.due_row = each
        row.instrument = instrument_for(each.due, row.is_child)
        dressed.append(row)
    return dressed


def instrument_for(due: Due, is_child: bool) -> InstrumentCode:
    """The instrument to fill in next."""
    return InstrumentCode.KRIM if due.state == DueState.KRIM_MISSING else lead_instrument(is_child)


def _officers(rows: list[DueRow]) -> list[OfficerDue]:
    """Officers with their clients by state, the one with most to do first. One query."""
    counts: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.officer_id][row.due.state.value] += 1
    people = User.objects.in_bulk(counts.keys() - {None})
    found = [OfficerDue(people.get(pk or 0), held) for pk, held in counts.items()]
    return sorted(found, key=_workload)


def _workload(each: OfficerDue) -> tuple[int, str]:
    return each.counts[DueState.OK] - each.total, each.officer.name if each.officer else ""
