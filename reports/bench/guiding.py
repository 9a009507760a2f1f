"""Programmes of guidance: the list, one programme, a session's list of thirty, and saving it."""

import uuid
from itertools import count
from typing import Any

from django.urls import reverse

from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.core.dates import today_in
from clients.models import Guidance
from programs.choices import ATTENDED, AttendanceKind, Audience, EnrolmentState, SessionMode
from programs.models import Attendance, Enrolment, GuidanceSession, Intervention, Programme
from reports.bench.pages import EMPTY
from reports.bench.saving import ONE_ROW
from reports.bench.stage import Stage, browser_of, expected, fetch, queries_of
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line

CALLS, PEOPLE = 10, 30
PAGE_GOAL, SAVE_GOAL = Goal(300, "p95 ms"), Goal(300, "p95 ms")


def bench_guiding(stage: Stage) -> list[Line]:
    """By the head of the demonstration office, whose programme of thirty is made here."""
    head = User.objects.get(username="kepala")
    programme, session = full_programme(head)
    return [
        _page(stage, head, "programmes (list)", reverse("programs:programme_list"), _stored()),
        _page(
            stage, head, "a programme of 30", reverse("programs:programme_detail", args=[programme.pk]), "30 enrolled"
        ),
        _page(stage, head, "a session's list", reverse("programs:session_sheet", args=[session.pk]), "30 rows"),
        _save(stage, head, session),
    ]


def _stored() -> str:
    return f"{Programme.objects.count()} programmes, {Attendance.objects.count()} rows of attendance stored"


def full_programme(head: User) -> tuple[Programme, GuidanceSession]:
    """A programme with thirty people (as many as the office has) and a session today. Raises Guidance.DoesNotExist."""
    office_id = RoleGrant.objects.filter(user=head).values_list("office", flat=True)[0]
    today = today_in()
    people = list(Guidance.objects.open().filter(office=office_id, start_on__lte=today).order_by("pk")[:PEOPLE])
    if not people:
        raise Guidance.DoesNotExist("the office has nobody under guidance; seed more clients")
    programme = Programme.objects.create(
        office_id=office_id,
        name="Program ukur",
        intervention=Intervention.objects.order_by("pk")[0],
        start_on=today,
        end_on=today,
        sessions_planned=1,
        capacity=PEOPLE,
        audience=Audience.BOTH,
        place="Aula",
        form_key=uuid.uuid4(),
        created_by=head,
    )
    session = GuidanceSession.groups.create(
        office_id=office_id,
        programme=programme,
        held_on=today,
        mode=SessionMode.GROUP,
        topic="Pertemuan ukur",
        form_key=uuid.uuid4(),
        created_by=head,
    )
    rows = [
        Enrolment(programme=programme, guidance=each, state=EnrolmentState.ENROLLED, since_on=today) for each in people
    ]
    for row in Enrolment.objects.bulk_create(rows):
        Attendance.objects.create(session=session, guidance_id=row.guidance_id, enrolment=row)
    return programme, session


def _page(stage: Stage, reader: User, what: str, url: str, note: str) -> Line:
    browser = browser_of(reader)
    pair = side_by_side(
        lambda: fetch(browser, url),
        lambda: fetch(browser, reverse("bench_empty")),
        rounds=stage.rounds,
        calls=stage.calls(CALLS),
    )
    size, asked = len(fetch(browser, url).content), queries_of(lambda: fetch(browser, url))
    return Line(what, EMPTY, pair, goal=PAGE_GOAL, notes=(f"{note}; page of {size / 1000:.0f} kB; {asked} queries",))


def _save(stage: Stage, by: User, session: GuidanceSession) -> Line:
    """Every row changes with each save, as on the day itself all are marked at once."""
    browser, turns, url = browser_of(by), count(), reverse("programs:session_sheet", args=[session.pk])
    rows = list(session.attendances.order_by("pk").values_list("pk", flat=True))

    def save() -> None:
        turn = next(turns)
        expected(browser.post(url, _filled(rows, turn)), 302)

    pair = side_by_side(
        save,
        lambda: expected(browser.post(reverse("bench_one_row"), {"note": "x" * 40}), 302),
        rounds=stage.rounds,
        calls=stage.calls(CALLS),
    )
    notes = (f"{len(rows)} rows changed in one save; {queries_of(save)} queries",)
    return Line("saving a session's list", ONE_ROW, pair, goal=SAVE_GOAL, notes=notes)


def _filled(rows: list[int], version: int) -> dict[str, Any]:
    """The list as the page sends it, seen at `version`; each version says another mark than the one before."""
    mark = sorted(ATTENDED)[version % 2] if version else AttendanceKind.EXCUSED
    sent: dict[str, Any] = {"baris": [str(pk) for pk in rows]}
    for pk in rows:
        sent |= {f"versi-{pk}": str(version), f"tanda-{pk}": mark, f"catatan-{pk}": ""}
    return sent
