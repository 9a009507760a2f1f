"""Reads of Klien Bapas Peduli activities."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import month_end, month_start
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import ActivityState
from programs.models import ActivityPhoto, CareActivity, Participation
from programs.permissions import may_see_photo
from programs.rules.participation import shown_name

VIEW, WRITE, ACCEPT = "programs.view_activity", "programs.write_activity", "programs.accept_activity"


def visible_activities(scope: Scope) -> QuerySet[CareActivity]:
    """Activities in reach of `scope` (not narrowed); drafts only for people who write activities."""
    rows = CareActivity.objects.visible_to(scope.narrowed(VIEW)).select_related("office", "region")
    return rows if scope.holds(WRITE) else rows.exclude(state=ActivityState.DRAFT)


def in_month(rows: QuerySet[CareActivity], month: date) -> QuerySet[CareActivity]:
    return rows.filter(held_on__gte=month_start(month), held_on__lte=month_end(month))


def with_head_count(rows: QuerySet[CareActivity]) -> QuerySet[CareActivity]:
    """Adds `head_count`, the participants of each activity, by one subquery."""
    counted = (
        Participation.objects.filter(activity=OuterRef("pk"), removed_at=None)
        .order_by()
        .values("activity")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.annotate(head_count=Coalesce(counted, Value(0)))


@dataclass(frozen=True, slots=True)
class Heads:
    """How many took part. Children are counted among men and women too."""

    men: int
    women: int
    children: int

    @property
    def total(self) -> int:
        return self.men + self.women


def heads(activity: CareActivity) -> Heads:
    """Counts that every reader of the activity may see; they name nobody."""
    found = Participation.objects.filter(activity=activity, removed_at=None).aggregate(
        men=Count("pk", filter=Q(guidance__sex="M")),
        women=Count("pk", filter=Q(guidance__sex="F")),
        children=Count("pk", filter=Q(guidance__is_child=True)),
    )
    return Heads(**found)


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant as this reader may see one. `name` is "" where nothing may be told."""

    participation_id: int
    guidance_id: int
    name: str
    is_child: bool
    sex: str
    may_open: bool


def participants(activity: CareActivity, scope: Scope) -> list[Participant]:
    """Participants by the reader's right to know them (`scope` not narrowed); the named first. One query."""
    rows = Participation.objects.filter(activity=activity, removed_at=None).select_related("guidance__client")
    found = [_participant(row, scope) for row in rows.order_by("pk")]
    return sorted(found, key=lambda one: (not one.may_open, one.name == "", one.name.lower()))


def _participant(row: Participation, scope: Scope) -> Participant:
    guidance = row.guidance
    office, officer, is_child = guidance.office_id, guidance.officer_id, guidance.is_child
    name = shown_name(
        name=guidance.client.name,
        register_no=guidance.register_no,
        is_child=is_child,
        may_identify=scope.may_identify(office_id=office, officer_id=officer, is_child=is_child),
        is_own_office=scope.covers(WRITE, office_id=office),
    )
    may_open = scope.covers("clients.view_client", office_id=office, officer_id=officer, is_child=is_child)
    return Participant(row.pk, guidance.pk, name, is_child, guidance.sex, may_open)


def pickable(activity: CareActivity, scope: Scope, search: str = "") -> QuerySet[Guidance]:
    """Guidance periods of the office open on the day, in the reader's sight, not yet on the list."""
    rows = Guidance.objects.visible_to(scope.narrowed("clients.view_client")).filter(
        Q(ended_on=None) | Q(ended_on__gte=activity.held_on),
        office=activity.office_id,
        start_on__lte=activity.held_on,
    )
    taken = Participation.objects.filter(activity=activity, removed_at=None)
    rows = rows.exclude(pk__in=taken.values("guidance"))
    for word in search.lower().split():
        rows = rows.filter(Q(client__search_text__contains=word) | Q(register_no__icontains=word))
    return rows.select_related("client").order_by("client__name", "pk")


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo of the page; `is_hidden` where it shows a child and the reader may not see it."""

    photo: ActivityPhoto
    is_hidden: bool


def photos(activity: CareActivity, scope: Scope) -> list[ShownPhoto]:
    rows = ActivityPhoto.objects.filter(activity=activity, removed_at=None).order_by("pk")
    return [
        ShownPhoto(row, not may_see_photo(shows_child=row.shows_child, office_id=activity.office_id, scope=scope))
        for row in rows
    ]


def offices_in_reach(scope: Scope) -> QuerySet[Office]:
    """The Bapas the reader looks after: for filters and for the list of the missing."""
    return Office.objects.visible_to(scope.narrowed(VIEW)).filter(kind=OfficeKind.BAPAS)


def missing(scope: Scope, month: date) -> QuerySet[Office]:
    """Bapas in reach without an accepted activity in `month` (domain.md 6.1: at least one a month).

    An activity of a Pos counts for its Bapas. Each row says how many wait (`submitted`) and came back (`returned`).
    """
    below = in_month(CareActivity.objects.all(), month).filter(office__path__startswith=OuterRef("path"))
    working = Q(closed_on=None) | Q(closed_on__gte=month_start(month))
    working &= Q(opened_on=None) | Q(opened_on__lte=month_end(month))
    return (
        offices_in_reach(scope)
        .filter(working, ~Exists(below.filter(state=ActivityState.ACCEPTED)))
        .annotate(
            submitted=_counted(below, ActivityState.SUBMITTED),
            returned=_counted(below, ActivityState.RETURNED),
            kanwil_name=F("parent__name"),
        )
        .order_by("path")
    )


def _counted(rows: QuerySet[CareActivity], state: str) -> Coalesce:
    counted = rows.filter(state=state).order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
    return Coalesce(counted.values("n"), Value(0))
