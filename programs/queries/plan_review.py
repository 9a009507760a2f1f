"""Which plans are to be reviewed and why, in one query; and the goals whose last day has passed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.dates import ZONES, in_zone, today_in
from bapas_portal.core.paging import PAGE_SIZE
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.queries.due import read_cursor
from programs.choices import LineState, PlanState, ReviewCause
from programs.models import ActionPlan, PlanLine, PlanReview, PlanVersion
from programs.queries.plan_review_sql import DUE
from programs.rules.plan_review import ReviewDue, ReviewFacts, review_due

REASONS = {
    ReviewCause.BREACH: _("Pelanggaran syarat dicatat %(since)s."),
    ReviewCause.CATEGORY: _("Asesmen %(since)s memberi kategori risiko lain."),
    ReviewCause.TIER: _("Intensitas bimbingan berubah %(since)s."),
    ReviewCause.NEED: _("Kebutuhan baru muncul %(since)s."),
    ReviewCause.OFFICER: _("PK berganti %(since)s."),
    ReviewCause.PERIOD: _("Disetujui atau ditinjau terakhir %(since)s; ditinjau setiap %(months)s bulan."),
}


def _periodic(day: date) -> str:
    return str(_("Tinjauan berkalanya sudah jatuh %(day)s.")) % {"day": date_format(day, "j F Y")}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What is due for one plan in force; `days_left` is reckoned in its office's zone."""

    guidance_id: int
    officer_id: int | None
    due: ReviewDue
    days_left: int

    @property
    def key(self) -> tuple[date, int]:
        return self.due.due_on, self.guidance_id

    @property
    def reason(self) -> str:
        """Why, in words; and the periodic review's day where that came before."""
        words = {"since": date_format(self.due.since, "j F Y"), "months": settings.PLAN_REVIEW_MONTHS}
        why = str(REASONS[self.due.cause]) % words
        if self.due.cause == ReviewCause.PERIOD or self.due.due_on == self.due.since:
            return why
        return f"{why} {_periodic(self.due.due_on)}"


@dataclass(frozen=True, slots=True)
class ReviewList:
    """One page of guidances, the earliest last day first, each with its `review_row`; counts of all by cause and
    by officer's id."""

    rows: list[Guidance]
    total: int
    late: int
    counts: Counter[str]
    by_officer: Counter[int | None]
    next_cursor: str
    is_first: bool


def review_list(scope: Scope, *, is_mine: bool = False, cause: str = "", cursor: str = "") -> ReviewList:
    """One page of the reviews due. Two queries. `scope` is narrowed to programs.view_plan."""
    every = [row for row in review_rows(scope, is_mine=is_mine) if row.due.is_open]
    wanted = sorted((row for row in every if not cause or row.due.cause == cause), key=lambda row: row.key)
    after = read_cursor(cursor)
    rest = wanted if after is None else [row for row in wanted if row.key > after]
    page = rest[:PAGE_SIZE]
    last = page[-1] if len(rest) > PAGE_SIZE else None
    return ReviewList(
        rows=_dressed(scope, page),
        total=len(wanted),
        late=sum(row.days_left < 0 for row in every),
        counts=Counter(row.due.cause.value for row in every),
        by_officer=Counter(row.officer_id for row in every),
        next_cursor=f"{last.due.due_on.isoformat()}.{last.guidance_id}" if last else "",
        is_first=after is None,
    )


def review_rows(scope: Scope, *, is_mine: bool = False, guidance_id: int = 0) -> list[ReviewRow]:
    """What is due for every plan in force of a running guidance in reach, in no order. One query."""
    plans = ActionPlan.objects.visible_to(scope).filter(guidance__ended_on=None)
    if is_mine:
        plans = plans.filter(guidance__officer=scope.user_id)
    if guidance_id:
        plans = plans.filter(guidance=guidance_id)
    columns = plans.values_list("pk", "guidance_id", "guidance__officer_id", "guidance__office__zone")
    try:
        inner, params = columns.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DUE.format(plans=inner), params)
        found = cursor.fetchall()
    today = {zone: today_in(zone) for zone in ZONES}
    return [_row(values, today) for values in found]


def review_of(scope: Scope, guidance_id: int) -> ReviewRow | None:
    """What is due for one plan; None without a version in force, once closed, or outside the scope. One query."""
    return next(iter(review_rows(scope, guidance_id=guidance_id)), None)


def _row(values: Iterable[Any], days: dict[str, date]) -> ReviewRow:
    guidance_id, officer_id, zone, approved_at, reviewed_on, *happened = values
    marks = (ReviewCause.BREACH, ReviewCause.CATEGORY, ReviewCause.TIER, ReviewCause.NEED, ReviewCause.OFFICER)
    known = {cause.value: _day(on, zone) for cause, on in zip(marks, happened, strict=True) if on is not None}
    facts = ReviewFacts(_day(approved_at, zone), reviewed_on, known)
    terms = {"months": settings.PLAN_REVIEW_MONTHS, "soon_days": settings.PLAN_REVIEW_SOON_DAYS}
    due = review_due(facts, days[zone], **terms)
    return ReviewRow(guidance_id, officer_id, due, due.days_left(days[zone]))


def _day(on: date | datetime, zone: str) -> date:
    return in_zone(on, zone).date() if isinstance(on, datetime) else on


def _dressed(scope: Scope, page: list[ReviewRow]) -> list[Guidance]:
    rows = Guidance.objects.visible_to(scope).select_related("client", "officer")
    found = {row.pk: row for row in rows.filter(pk__in=[each.guidance_id for each in page])}
    dressed = []
    for each in page:
        row: Any = found[each.guidance_id]
        row.review_row = each
        dressed.append(row)
    return dressed


def overdue_lines(scope: Scope, *, is_mine: bool = False) -> QuerySet[PlanLine]:
    """Goals whose last day has passed and that are neither reached nor stopped, in running guidance.

    Only of plans approved at least once: nobody was bound by a plan that never was.
    """
    approved = PlanVersion.objects.filter(plan=OuterRef("plan"), decision=PlanState.APPROVED)
    rows = PlanLine.objects.visible_to(scope).current().filter(plan__guidance__ended_on=None, due_on__lt=today_in())
    rows = rows.filter(Exists(approved), state__in=(LineState.PLANNED, LineState.RUNNING))
    if is_mine:
        rows = rows.filter(plan__guidance__officer=scope.user_id)
    return rows.select_related("plan__guidance__client", "responsible")


def reviews_of(scope: Scope, guidance_id: int) -> list[PlanReview]:
    """All reviews of a plan with their goals, the newest first. Two queries."""
    rows = PlanReview.objects.visible_to(scope).filter(plan__guidance=guidance_id)
    return list(rows.select_related("by", "version").prefetch_related("goals__line").order_by("-number"))
