"""Reads of programmes and sessions: lists, who takes part (as this reader may know them), a client's sessions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import SEATED, Audience, EnrolmentState
from programs.models import Attendance, Enrolment, GuidanceSession, PlanLine, Programme, ProgrammeCertificate
from programs.rules.attendance import share
from programs.rules.participation import shown_name

VIEW, WRITE = "programs.view_programme", "programs.write_programme"
VIEW_SINGLE = "programs.view_session"
ON_THE_LIST = (EnrolmentState.WAITING, *SEATED)


def with_seats(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Adds `seated` and `waiting`."""
    return rows.annotate(
        seated=Count("enrolments", filter=Q(enrolments__state__in=SEATED)),
        waiting=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING)),
    )


def pickable_on(office_id: int, day: date, scope: Scope, search: str = "") -> QuerySet[Guidance]:
    """Guidance periods of the office open on `day`, in the reader's sight (`scope` not narrowed)."""
    rows = Guidance.objects.visible_to(scope.narrowed("clients.view_client")).filter(
        Q(ended_on=None) | Q(ended_on__gte=day), office=office_id, start_on__lte=day
    )
    for word in search.lower().split():
        rows = rows.filter(Q(client__search_text__contains=word) | Q(register_no__icontains=word))
    return rows.select_related("client").order_by("client__name", "pk")


def pickable(programme: Programme, scope: Scope, search: str = "") -> QuerySet[Guidance]:
    """Whom the reader may enrol today: of the office and the age, not on the list yet."""
    rows = pickable_on(programme.office_id, today_in(programme.office.zone), scope, search)
    if programme.audience != Audience.BOTH:
        rows = rows.filter(is_child=programme.audience == Audience.CHILDREN)
    taken = Enrolment.objects.filter(programme=programme, state__in=ON_THE_LIST)
    return rows.exclude(pk__in=taken.values("guidance"))


def upcoming_sessions(programme: Programme) -> QuerySet[GuidanceSession]:
    """Sessions of the programme from today on."""
    today = today_in(programme.office.zone)
    rows: QuerySet[GuidanceSession] = GuidanceSession.groups.filter(programme=programme, held_on__gte=today)
    return rows.filter(cancelled_at=None)


def enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """Enrolments of the programmes in `scope` (narrowed), whoever holds the client; see `named`."""
    rows = Enrolment.objects.filter(programme__in=Programme.objects.visible_to(scope))
    return rows.select_related("programme__office", "guidance__client")


def with_turn(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Adds `turn`: the place on the waiting list from 1 on, None for who does not wait."""
    ahead = Enrolment.objects.filter(
        programme=OuterRef("programme"), state=EnrolmentState.WAITING, pk__lte=OuterRef("pk")
    )
    number = ahead.order_by().values("programme").annotate(n=Count("pk")).values("n")
    return rows.annotate(turn=Case(When(state=EnrolmentState.WAITING, then=Subquery(number))))


def certificates(scope: Scope) -> QuerySet[ProgrammeCertificate]:
    """Certificates of the programmes in `scope` (narrowed); who may not know the person is refused by the caller."""
    rows = ProgrammeCertificate.objects.filter(enrolment__programme__in=Programme.objects.visible_to(scope))
    return rows.select_related("enrolment__programme__office", "enrolment__guidance")


def today_of(scope: Scope) -> date:
    """Today by the clock of the reader's office."""
    office = Office.objects.filter(pk=scope.office_id or 0).first()
    return today_in(office.zone if office else "WIB")


@dataclass(frozen=True, slots=True)
class Named:
    """A person as this reader may know one; `name` is initials for who may not."""

    guidance_id: int
    name: str
    is_child: bool
    is_named: bool
    may_open: bool


def named(guidance: Guidance, scope: Scope) -> Named:
    """`guidance` with its client at hand; `scope` not narrowed."""
    reach: dict[str, Any] = {
        "office_id": guidance.office_id,
        "officer_id": guidance.officer_id,
        "is_child": guidance.is_child,
    }
    may_identify = scope.may_identify(**reach)
    name = shown_name(
        name=guidance.client.name,
        register_no=guidance.register_no,
        is_child=guidance.is_child,
        may_identify=may_identify,
        is_own_office=scope.covers(VIEW, office_id=guidance.office_id),
    )
    may_open = scope.covers("clients.view_client", **reach)
    return Named(guidance.pk, name, guidance.is_child, may_identify, may_open)


@dataclass(frozen=True, slots=True)
class Member:
    """An enrolment as a page shows it; `attended` of `marked` sessions."""

    row: Enrolment
    who: Named
    attended: int
    marked: int
    certificate_id: int | None


def members(programme: Programme, scope: Scope) -> list[Member]:
    """Everybody ever on the list, in order of enrolment. Three queries."""
    rows = programme.enrolments.select_related("guidance__client", "plan_line").order_by("pk")
    rows = rows.prefetch_related("certificates")
    marks: dict[int, list[str]] = {}
    sessions = Attendance.objects.filter(session__programme=programme, session__cancelled_at=None)
    for guidance_id, mark in sessions.values_list("guidance_id", "mark"):
        marks.setdefault(guidance_id, []).append(mark)
    return [_member(row, scope, marks.get(row.guidance_id, [])) for row in rows]


def _member(row: Enrolment, scope: Scope, marks: list[str]) -> Member:
    standing = next((each.pk for each in row.certificates.all() if each.voided_at is None), None)
    return Member(row, named(row.guidance, scope), *share(marks), standing)


def sessions_of(programme: Programme) -> QuerySet[GuidanceSession]:
    """The programme's sessions, newest first, with how many are on the list, marked and came."""
    return with_counts(GuidanceSession.groups.filter(programme=programme)).order_by("-held_on", "-pk")


def with_counts(rows: QuerySet[GuidanceSession]) -> QuerySet[GuidanceSession]:
    """Adds `listed`, `marked` and `came`."""
    came = Q(attendances__mark__in=["PRESENT", "LATE"])
    return rows.annotate(
        listed=Count("attendances", filter=~Q(attendances__version=0) | STILL_LISTED),
        marked=Count("attendances", filter=Q(attendances__version__gt=0)),
        came=Count("attendances", filter=came),
    )


# Whoever left the programme before being marked is no longer asked about.
STILL_LISTED = Q(attendances__enrolment=None) | Q(attendances__enrolment__state__in=SEATED)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the list of a session."""

    row: Attendance
    who: Named


def sheet(session: GuidanceSession, scope: Scope) -> list[SheetRow]:
    """The list of a group's session by name; who left before being marked is not on it. One query."""
    rows = session.attendances.filter(~Q(version=0) | Q(enrolment=None) | Q(enrolment__state__in=SEATED))
    found = [SheetRow(row, named(row.guidance, scope)) for row in rows.select_related("guidance__client", "marked_by")]
    return sorted(found, key=lambda each: (each.who.name.lower(), each.row.pk))


def marked_rows(rows: Iterable[Attendance]) -> QuerySet[Attendance]:
    """These rows as they stand, with what a list says of each; they are in sight already."""
    found = Attendance.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return found.select_related("session", "guidance__client", "marked_by")


def attended_by(guidance: Guidance) -> QuerySet[Attendance]:
    """What a client was on the list of, newest first; `guidance` is in scope already."""
    rows = Attendance.objects.filter(guidance=guidance).exclude(
        version=0, enrolment__state__in=[EnrolmentState.LEFT, EnrolmentState.REMOVED]
    )
    rows = rows.select_related("session__programme", "session__created_by", "session__plan_line", "marked_by")
    return rows.order_by("-session__held_on", "-pk")


@dataclass(frozen=True, slots=True)
class GuidingSummary:
    """Sessions attended of those marked, marks by kind, and the next date that lies ahead or was missed."""

    attended: int
    marked: int
    by_mark: dict[str, int]
    next_on: date | None


def summary_of(guidance: Guidance) -> GuidingSummary:
    rows = Attendance.objects.filter(guidance=guidance, session__cancelled_at=None)
    marks = list(rows.exclude(mark="").values_list("mark", flat=True))
    attended, marked = share(marks)
    return GuidingSummary(attended, marked, dict(Counter(marks)), next_date(guidance))


def next_date(guidance: Guidance) -> date | None:
    """The next date of the client's latest single session, or of a group's still to come, whichever is sooner."""
    single = GuidanceSession.objects.filter(guidance=guidance, cancelled_at=None).order_by("-held_on", "-pk").first()
    waiting = Attendance.objects.filter(
        Q(enrolment=None) | Q(enrolment__state=EnrolmentState.ENROLLED),
        guidance=guidance,
        version=0,
        session__cancelled_at=None,
        session__held_on__gte=today_in(guidance.office.zone),
    )
    group = waiting.order_by("session__held_on").values_list("session__held_on", flat=True).first()
    return min((day for day in (single and single.next_on, group) if day), default=None)


def groups_on(scope: Scope, day: date) -> QuerySet[GuidanceSession]:
    """Sessions of groups on `day` in the reader's offices (`scope` not narrowed)."""
    rows = GuidanceSession.groups.visible_to(scope.narrowed(VIEW)).filter(held_on=day, cancelled_at=None)
    return with_counts(rows.select_related("programme", "office")).order_by("started_at", "pk")


def expected_by(scope: Scope, day: date) -> QuerySet[GuidanceSession]:
    """Latest single sessions whose next date is `day` or has gone by, of clients the reader writes sessions for."""
    rows = GuidanceSession.objects.visible_to(scope.narrowed("programs.write_session")).filter(
        next_on__lte=day, cancelled_at=None, guidance__ended_on=None
    )
    later = GuidanceSession.objects.filter(guidance=OuterRef("guidance"), cancelled_at=None).filter(
        Q(held_on__gt=OuterRef("held_on")) | Q(held_on=OuterRef("held_on"), pk__gt=OuterRef("pk"))
    )
    rows = rows.exclude(guidance=None).filter(~Exists(later)).select_related("guidance__client", "guidance__officer")
    return rows.annotate(due_on=F("next_on")).order_by("next_on", "pk")


def lines_to_serve(guidance: Guidance) -> QuerySet[PlanLine]:
    """Lines of the plan a session may serve."""
    return PlanLine.objects.current().filter(plan__guidance=guidance).select_related("intervention").order_by("pk")
