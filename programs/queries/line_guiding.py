"""What was done for the lines of a plan: programmes with how they went, and sessions with the client alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from programs.choices import EnrolmentState
from programs.models import Attendance, Enrolment, PlanLine
from programs.rules.attendance import share


@dataclass(frozen=True, slots=True)
class LineEnrolment:
    """A programme that serves a line: present at `attended` of the `marked` sessions."""

    row: Enrolment
    attended: int
    marked: int
    certificate_id: int | None


@dataclass(slots=True)
class LineGuiding:
    """Programmes that serve a line, and single sessions held for it: came to `attended` of `marked`, last `last_on`."""

    enrolments: list[LineEnrolment] = field(default_factory=list)
    attended: int = 0
    marked: int = 0
    last_on: date | None = None

    @property
    def came(self) -> int:
        """Sessions of programmes and with the client alone that the client came to."""
        return self.attended + sum(each.attended for each in self.enrolments)

    @property
    def held(self) -> int:
        """Sessions of both kinds with a mark."""
        return self.marked + sum(each.marked for each in self.enrolments)

    @property
    def is_empty(self) -> bool:
        return not self.enrolments and not self.marked


def put_guiding(lines: Sequence[PlanLine]) -> Sequence[PlanLine]:
    """The same lines, each with `guided` (LineGuiding). The lines are in sight already. Four queries whatever their
    number, none without lines; who was put on a programme by mistake does not show.
    """
    found = {line.pk: LineGuiding() for line in lines}
    if found:
        _put_programmes(found)
        _put_sessions(found)
    for line in lines:
        vars(line)["guided"] = found[line.pk]
    return lines


def _put_programmes(found: dict[int, LineGuiding]) -> None:
    rows = Enrolment.objects.filter(plan_line__in=found).exclude(state=EnrolmentState.REMOVED)
    rows = rows.select_related("programme").prefetch_related("certificates").order_by("pk")
    marks = _marks(rows)
    for row in rows:
        standing = next((each.pk for each in row.certificates.all() if each.voided_at is None), None)
        given = marks.get((row.programme_id, row.guidance_id), [])
        found[row.plan_line_id or 0].enrolments.append(LineEnrolment(row, *share(given), standing))


def _marks(rows: Iterable[Enrolment]) -> dict[tuple[int, int], list[str]]:
    """(programme, guidance) -> the marks of sessions that stand."""
    sessions = Attendance.objects.filter(
        session__programme__in={row.programme_id for row in rows},
        guidance__in={row.guidance_id for row in rows},
        session__cancelled_at=None,
    )
    marks: dict[tuple[int, int], list[str]] = {}
    for programme_id, guidance_id, mark in sessions.values_list("session__programme", "guidance", "mark"):
        marks.setdefault((programme_id, guidance_id), []).append(mark)
    return marks


def _put_sessions(found: dict[int, LineGuiding]) -> None:
    held = Attendance.objects.filter(session__plan_line__in=found, session__cancelled_at=None).exclude(mark="")
    for line_id, day, mark in held.values_list("session__plan_line", "session__held_on", "mark"):
        each, (came, given) = found[line_id], share([mark])
        each.attended, each.marked = each.attended + came, each.marked + given
        each.last_on = max(day, each.last_on or day)
