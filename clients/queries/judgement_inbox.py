"""The inbox of overrides and reviews: what waits for the reader, and what the reader asked for."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.dates import ZONES, today_in
from bapas_portal.core.paging import Page, keyset_page
from bapas_portal.core.scope import Scope
from clients.choices import Decision, Verdict
from clients.models import AssessmentOverride, AssessmentReview
from clients.permissions.judgement import ASSESS, DECIDE, REVIEW
from clients.permissions.second_rating import blinded

WAITING, ANSWERED, EVERY = "waiting", "answered", "all"
JOINED = ("guidance__client", "guidance__office", "replaced_by")


@dataclass(frozen=True, slots=True)
class Box:
    """One list of the inbox: who holds `permission` has it. A duty is answered by the reader, else asked by them."""

    code: str
    label: str | Promise
    permission: str
    model: type[AssessmentOverride | AssessmentReview]
    is_duty: bool

    @property
    def is_override(self) -> bool:
        return self.model is AssessmentOverride

    @property
    def waits(self) -> dict[str, str]:
        return {"decision": Decision.WAITING} if self.is_override else {"verdict": Verdict.WAITING}

    @property
    def answered_by(self) -> str:
        return "decided_by" if self.is_override else "reviewer"

    @property
    def usual_state(self) -> str:
        """What is shown unasked: the work to do, or all of one's own."""
        return WAITING if self.is_duty else EVERY


BOXES = (
    Box("decide", _("Penyesuaian menunggu Anda"), DECIDE, AssessmentOverride, True),
    Box("review", _("Tinjauan menunggu Anda"), REVIEW, AssessmentReview, True),
    Box("overrides", _("Penyesuaian yang Anda minta"), ASSESS, AssessmentOverride, False),
    Box("reviews", _("Tinjauan yang Anda minta"), ASSESS, AssessmentReview, False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """state: WAITING, ANSWERED or EVERY; cohort: A, D or ""; instrument: a code or ""."""

    state: str
    cohort: str = ""
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One request. `days` since it was asked, in its office's zone; `is_dead`: it waits on what no longer stands."""

    asked: Any
    days: int
    is_waiting: bool
    is_dead: bool


def boxes_of(scope: Scope) -> list[Box]:
    """The lists the reader has; none for who may neither ask nor answer. `scope` is the whole scope."""
    return [box for box in BOXES if scope.holds(box.permission)]


def waiting_in(scope: Scope, box: Box) -> int:
    """How many wait. One query."""
    return _rows(scope, box, Wanted(state=WAITING)).count()


def inbox_page(scope: Scope, box: Box, wanted: Wanted, *, cursor: str = "") -> tuple[list[InboxRow], Page]:
    """One page of a list: what waits with the oldest first, else the newest first. One query."""
    if wanted.state == WAITING:
        order = ("asked_at", "pk")
    else:
        order = ("-decided_at", "-pk") if wanted.state == ANSWERED else ("-asked_at", "-pk")
    joined = [f"assessment__{name}" for name in JOINED]
    rows = _rows(scope, box, wanted).select_related(*joined, "asked_by", box.answered_by)
    page = keyset_page(rows, order=order, cursor=cursor)
    return [_row(box, asked) for asked in page.rows], page


def _rows(scope: Scope, box: Box, wanted: Wanted) -> QuerySet:
    """Without what the reader scores blind now. A duty leaves out one's own and what no longer stands."""
    rows = _of_reader(scope, box, wanted.state).exclude(assessment__guidance__in=blinded(scope.user_id))
    if wanted.state == WAITING:
        rows = rows.filter(**box.waits)
    elif wanted.state == ANSWERED:
        rows = rows.exclude(**box.waits)
    if wanted.cohort:
        rows = rows.filter(assessment__guidance__is_child=wanted.cohort == "A")
    if wanted.instrument:
        rows = rows.filter(assessment__instrument=wanted.instrument)
    return rows


def _of_reader(scope: Scope, box: Box, state: str) -> QuerySet:
    if not box.is_duty:
        # A client handed over since is read by view_client as before, or not at all.
        return box.model.objects.visible_to(scope.narrowed("clients.view_client")).filter(asked_by=scope.user_id)
    rows: QuerySet[Any] = box.model.objects.visible_to(scope.narrowed(box.permission)).exclude(asked_by=scope.user_id)
    waiting = rows.filter(**box.waits, assessment__guidance__ended_on=None, assessment__replaced_by=None)
    answered = rows.filter(**{box.answered_by: scope.user_id})
    return {WAITING: waiting, ANSWERED: answered}.get(state, waiting | answered)


def _row(box: Box, asked: Any) -> InboxRow:
    guidance = asked.assessment.guidance
    zone = guidance.office.zone
    since: timedelta = today_in(zone) - asked.asked_at.astimezone(ZoneInfo(ZONES[zone])).date()
    is_waiting = asked.decided_at is None
    is_dead = guidance.ended_on is not None or getattr(asked.assessment, "replaced_by", None) is not None
    return InboxRow(asked, since.days, is_waiting, is_waiting and is_dead)
