"""What a calendar feed holds. A part of the portal with days of its own adds a source to SOURCES.

No name of a child leaves the portal, and an adult only by initials: a calendar program keeps copies elsewhere. So an
activity shows by its kind and regency, never by the title and place that somebody typed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.accounts.tokens import digest_of
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.queries.caseload import MINE, OFFICE
from clients.queries.due import WantedDue, due_rows
from clients.rules.identity import initials
from programs.choices import FeedKind, LineState, OrderState, SessionState
from programs.models import FeedAddress, PlanLine, ServiceOrder
from programs.queries.activity import VIEW, visible_activities
from programs.queries.calendar import visible_entries
from programs.queries.plan_review import review_rows
from programs.queries.service_session import VIEW as VIEW_SESSION
from programs.queries.service_session import sessions_between

BACK, AHEAD = timedelta(days=60), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """Whole days, the last included. `uid` stays the same as long as the row does; `path` is a page of the portal."""

    uid: str
    title: str
    from_on: date
    to_on: date
    path: str
    place: str = ""
    about: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FeedWanted:
    """Whose feed: the scope of its owner today, own work only or the offices in reach, and the days it covers."""

    scope: Scope
    is_own: bool
    first: date
    last: date


Source = Callable[[FeedWanted], Iterator[FeedEvent]]


def living_feed(secret: str) -> FeedAddress | None:
    """The address a secret opens, found by its digest; None if unknown, revoked, or its owner is gone."""
    rows = FeedAddress.objects.select_related("user").filter(revoked_at=None, user__is_active=True)
    return rows.filter(digest=digest_of(secret)).first()


def feed_scope(user: User) -> Scope | None:
    """The owner's scope of today; None once the owner may not see the calendar any more."""
    scope = scope_of(user)
    return scope if scope.holds(VIEW) else None


def feed_events(feed: FeedAddress, scope: Scope, today: date) -> list[FeedEvent]:
    """Everything of every source, in the order of days."""
    wanted = FeedWanted(scope, feed.kind == FeedKind.OWN, today - BACK, today + AHEAD)
    found = [event for source in SOURCES for event in source(wanted)]
    return sorted(found, key=lambda event: (event.from_on, event.uid))


def client_words(guidance: Guidance) -> str:
    """An adult by initials; a child by nothing at all (UU 11/2012 art. 19)."""
    return _("klien anak") if guidance.is_child else initials(guidance.client.name)


def _entries(wanted: FeedWanted) -> Iterator[FeedEvent]:
    for row in visible_entries(wanted.scope).touching(wanted.first, wanted.last):
        path = reverse("programs:calendar_month") + f"?month={row.from_on:%Y-%m}"
        about = row.cancel_reason or row.directive
        yield FeedEvent(
            f"agenda-{row.pk}", row.title, row.from_on, row.to_on, path, "", about, row.cancelled_at is not None
        )


def _activities(wanted: FeedWanted) -> Iterator[FeedEvent]:
    rows = visible_activities(wanted.scope).filter(held_on__range=(wanted.first, wanted.last))
    for row in rows:
        path = reverse("programs:activity_detail", args=[row.pk])
        title = _("%(kind)s, %(office)s") % {"kind": row.get_kind_display(), "office": row.office.name}
        place = row.region.name.title() if row.region else ""
        about = _("Klien Bapas Peduli · %(state)s") % {"state": row.get_state_display()}
        yield FeedEvent(f"kegiatan-{row.pk}", title, row.held_on, row.held_on, path, place, about)


def _assessments(wanted: FeedWanted) -> Iterator[FeedEvent]:
    scope = wanted.scope.narrowed("clients.view_client")
    rows = [
        row
        for row in due_rows(scope, WantedDue(whose=MINE if wanted.is_own else OFFICE))
        if wanted.first <= row.due.due_on <= wanted.last
    ]
    found = Guidance.objects.visible_to(scope).select_related("client").in_bulk([row.guidance_id for row in rows])
    for row in rows:
        guidance = found[row.guidance_id]
        title = _("Asesmen %(who)s jatuh tempo") % {"who": client_words(guidance)}
        path = reverse("clients:guidance_detail", args=[guidance.pk])
        yield FeedEvent(f"asesmen-{guidance.pk}", title, row.due.due_on, row.due.due_on, path)


def _plan_lines(wanted: FeedWanted) -> Iterator[FeedEvent]:
    rows = PlanLine.objects.visible_to(wanted.scope.narrowed("programs.view_plan")).current()
    rows = rows.filter(
        state__in=(LineState.PLANNED, LineState.RUNNING),
        due_on__range=(wanted.first, wanted.last),
        plan__guidance__ended_on=None,
    ).select_related("plan__guidance__client")
    if wanted.is_own:
        rows = rows.filter(Q(responsible=wanted.scope.user_id) | Q(plan__guidance__officer=wanted.scope.user_id))
    for row in rows:
        guidance = row.plan.guidance
        title = _("Batas rencana aksi %(who)s") % {"who": client_words(guidance)}
        path = reverse("programs:plan_detail", args=[guidance.pk])
        yield FeedEvent(f"rencana-{row.pk}", title, row.due_on, row.due_on, path)


def _service_deadlines(wanted: FeedWanted) -> Iterator[FeedEvent]:
    rows = ServiceOrder.objects.visible_to(wanted.scope.narrowed("programs.view_service")).filter(
        state=OrderState.RUNNING, deadline_on__range=(wanted.first, wanted.last)
    )
    if wanted.is_own:
        rows = rows.filter(guidance__officer=wanted.scope.user_id)
    for row in rows.select_related("guidance__client"):
        title = _("Batas waktu kerja sosial %(who)s") % {"who": client_words(row.guidance)}
        path = reverse("programs:service_detail", args=[row.guidance_id])
        yield FeedEvent(f"kersos-{row.pk}", title, row.deadline_on, row.deadline_on, path)


def _service_sessions(wanted: FeedWanted) -> Iterator[FeedEvent]:
    """The office's sessions; one's own are those one supervises. A session names nobody, only how many come."""
    rows = sessions_between(wanted.scope.narrowed(VIEW_SESSION), wanted.first, wanted.last)
    if wanted.is_own:
        rows = rows.filter(supervisor=wanted.scope.user_id)
    for row in rows:
        hours = f"{time_format(row.starts_at, 'H.i')}–{time_format(row.ends_at, 'H.i')}"
        title = _("Kerja sosial %(hours)s, %(site)s") % {"hours": hours, "site": row.site.name}
        taken = _("%(n)s dari %(all)s tempat terisi") % {"n": getattr(row, "taken", 0), "all": row.seats}
        path = reverse("programs:service_session_detail", args=[row.pk])
        is_off = row.state == SessionState.CANCELLED
        about = row.cancel_reason if is_off else taken
        yield FeedEvent(
            f"sesi-{row.pk}", title, row.held_on, row.held_on, path, row.site.street or row.site.name, about, is_off
        )


def _plan_reviews(wanted: FeedWanted) -> Iterator[FeedEvent]:
    scope = wanted.scope.narrowed("programs.view_plan")
    rows = [row for row in review_rows(scope, is_mine=wanted.is_own) if wanted.first <= row.due.due_on <= wanted.last]
    found = Guidance.objects.visible_to(scope).select_related("client").in_bulk([row.guidance_id for row in rows])
    for row in rows:
        guidance = found[row.guidance_id]
        title = _("Tinjauan rencana %(who)s jatuh tempo") % {"who": client_words(guidance)}
        path = reverse("programs:plan_detail", args=[guidance.pk])
        yield FeedEvent(f"tinjauan-{guidance.pk}", title, row.due.due_on, row.due.due_on, path)


SOURCES: list[Source] = [
    _entries,
    _activities,
    _assessments,
    _plan_lines,
    _plan_reviews,
    _service_deadlines,
    _service_sessions,
]
