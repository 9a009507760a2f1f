"""What a partner does in the programmes of the reader's offices: people, sessions, attendance, certificates (117)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bapas_portal.core.scope import Scope
from partners.models import Organisation
from partners.queries.organisation import known
from programs.models import Attendance, GuidanceSession, Programme, ProgrammeCertificate
from programs.queries.guiding import with_seats

CAME = ("PRESENT", "LATE")


@dataclass(frozen=True, slots=True)
class Whole:
    """The sums over all programmes shown. `percent`: of the marks, who came; None without any mark."""

    programmes: int
    seated: int
    sessions: int
    certificates: int
    percent: int | None


def partner(scope: Scope, pk: int) -> QuerySet[Organisation]:
    """The partner, if the reader knows it. `scope` narrowed."""
    return known(scope).filter(pk=pk)


def programmes_of(organisation: Organisation, scope: Scope) -> list[Programme]:
    """The partner's programmes in sight, the latest first, with `seated`, `held`, `marks`, `came`, `certified` and
    `percent`. `scope` narrowed to programs.view_programme. One query.
    """
    rows = with_seats(Programme.objects.visible_to(scope).filter(partner=organisation)).annotate(
        held=_number(GuidanceSession.groups.filter(programme=OuterRef("pk"), cancelled_at=None), "programme"),
        marks=_number(_marks(), "session__programme"),
        came=_number(_marks().filter(mark__in=CAME), "session__programme"),
        certified=_number(
            ProgrammeCertificate.objects.filter(enrolment__programme=OuterRef("pk"), voided_at=None),
            "enrolment__programme",
        ),
    )
    found: list[Programme] = list(rows.select_related("office", "intervention").order_by("-start_on", "-pk"))
    for row in found:
        shown = vars(row)
        shown["percent"] = _percent(shown["came"], shown["marks"])
    return found


def whole_of(rows: list[Programme]) -> Whole:
    def total(name: str) -> int:
        return sum(vars(row)[name] for row in rows)

    return Whole(
        programmes=len(rows),
        seated=total("seated"),
        sessions=total("held"),
        certificates=total("certified"),
        percent=_percent(total("came"), total("marks")),
    )


def _marks() -> QuerySet[Attendance]:
    """Marks of sessions that were not cancelled; a list that nobody filled in counts nowhere."""
    standing = GuidanceSession.groups.filter(pk=OuterRef("session"), cancelled_at=None)
    return Attendance.objects.filter(Exists(standing), session__programme=OuterRef("pk"), version__gt=0)


def _number(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _percent(part: int, of: int) -> int | None:
    return round(100 * part / of) if of else None
