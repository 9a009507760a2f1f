"""Reads of Klien Bapas Peduli activities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import in_zone, month_end, month_start
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import ActivityState
from programs.models import ActivityPhoto, CareActivity, CareReminder, Participation, ParticipationMark
from programs.permissions import may_see_photo
from programs.rules.activity import is_late
from programs.rules.moves import WITHIN_OFFICE
from programs.rules.participation import shown_name

VIEW, WRITE, ACCEPT = "programs.view_activity", "programs.write_activity", "programs.accept_activity"


def visible_activities(scope: Scope) -> QuerySet[CareActivity]:
    """Activities in reach of `scope` (not narrowed); drafts and proposals only for people who write activities."""
    rows = CareActivity.objects.visible_to(scope.narrowed(VIEW)).select_related("office", "region")
    return rows if scope.holds(WRITE) else rows.exclude(state__in=WITHIN_OFFICE)


def in_month(rows: QuerySet[CareActivity], month: date) -> QuerySet[CareActivity]:
    return rows.filter(held_on__gte=month_start(month), held_on__lte=month_end(month))


def with_head_count(rows: QuerySet[CareActivity]) -> QuerySet[CareActivity]:
    """Adds `head_count`, the participants of each activity, by one subquery."""
    counted = (
        Participation.objects.counted()
        .filter(activity=OuterRef("pk"))
        .order_by()
        .values("activity")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.annotate(head_count=Coalesce(counted, Value(0)))


def is_late_activity(activity: CareActivity) -> bool | None:
    """Was the report first handed in after its day, by the office's clock? None before it was handed in."""
    if activity.first_submitted_at is None:
        return None
    sent_on = in_zone(activity.first_submitted_at, activity.office.zone).date()
    return is_late(held_on=activity.held_on, sent_on=sent_on, due_day=settings.CARE_REPORT_DUE_DAY)


def mark_late(rows: Iterable[CareActivity]) -> None:
    """Sets `late` on each row of a page (its office is at hand)."""
    for row in rows:
        vars(row)["late"] = is_late_activity(row)


@dataclass(frozen=True, slots=True)
class Heads:
    """How many took part: who agreed and came. Children are counted among men and women too."""

    men: int
    women: int
    children: int

    @property
    def total(self) -> int:
        return self.men + self.women


def heads(activity: CareActivity) -> Heads:
    """Counts that every reader of the activity may see; they name nobody."""
    found = (
        Participation.objects.counted()
        .filter(activity=activity)
        .aggregate(
            men=Count("pk", filter=Q(guidance__sex="M")),
            women=Count("pk", filter=Q(guidance__sex="F")),
            children=Count("pk", filter=Q(guidance__is_child=True)),
        )
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
    may_know: bool
    row: Participation


def participants(activity: CareActivity, scope: Scope) -> list[Participant]:
    """Participants by the reader's right to know them (`scope` not narrowed); the named first. One query."""
    rows = Participation.objects.filter(activity=activity, removed_at=None).select_related("guidance__client")
    found = [_participant(row, scope) for row in rows.order_by("pk")]
    return sorted(found, key=lambda one: (not one.may_open, one.name == "", one.name.lower()))


def _participant(row: Participation, scope: Scope) -> Participant:
    guidance = row.guidance
    office, officer, is_child = guidance.office_id, guidance.officer_id, guidance.is_child
    may_know = scope.may_identify(office_id=office, officer_id=officer, is_child=is_child)
    name = shown_name(
        name=guidance.client.name,
        register_no=guidance.register_no,
        is_child=is_child,
        may_identify=may_know,
        is_own_office=scope.covers(WRITE, office_id=office),
    )
    may_open = scope.covers("clients.view_client", office_id=office, officer_id=officer, is_child=is_child)
    return Participant(row.pk, guidance.pk, name, is_child, guidance.sex, may_open, may_know, row)


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


def last_mark(activity: CareActivity) -> ParticipationMark | None:
    """The newest mark on the list of the day, with who made it."""
    rows = ParticipationMark.objects.filter(participation__activity=activity).select_related("by")
    return rows.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo of the page; `is_hidden` where it stays with the office and the reader is of another.

    `is_kept`: it does not leave the office, whoever reads.
    """

    photo: ActivityPhoto
    is_hidden: bool
    is_kept: bool


def photos(activity: CareActivity, scope: Scope) -> list[ShownPhoto]:
    rows = ActivityPhoto.objects.filter(activity=activity, removed_at=None).order_by("pk")
    free = set(rows.releasable().values_list("pk", flat=True))
    office = activity.office_id
    return [
        ShownPhoto(
            row,
            not may_see_photo(is_releasable=row.pk in free, office_id=office, scope=scope),
            row.pk not in free,
        )
        for row in rows
    ]


def photo_choices(activity: CareActivity, scope: Scope) -> list[tuple[str, str]]:
    """Participants to choose from as (participation, words), as this reader may know them."""
    return [(str(one.participation_id), _choice(one)) for one in participants(activity, scope)]


def _choice(one: Participant) -> str:
    name = one.name or _("Klien dewasa")
    if one.is_child:
        return _("%(name)s (anak)") % {"name": one.name or _("Klien anak (nama dirahasiakan)")}
    return _("%(name)s (tidak setuju ikut)") % {"name": name} if one.row.has_agreed is False else name


MOST_PRINTED = 6


def report_photos(activity: CareActivity) -> list[ActivityPhoto]:
    """The first photos for the printed report: only those that may leave the office."""
    rows = ActivityPhoto.objects.filter(activity=activity, removed_at=None).releasable()
    return list(rows.order_by("pk")[:MOST_PRINTED])


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
            reminded_at=CareReminder.objects.filter(office=OuterRef("pk"), month=month_start(month)).values(
                "recorded_at"
            )[:1],
        )
        .order_by("path")
    )


def _counted(rows: QuerySet[CareActivity], state: str) -> Coalesce:
    counted = rows.filter(state=state).order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
    return Coalesce(counted.values("n"), Value(0))
