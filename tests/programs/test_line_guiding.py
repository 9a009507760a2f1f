"""What was done for a goal stands at the goal: programmes, how often present, the result, single sessions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.queries.line_guiding import put_guiding
from tests.factories import make_guidance
from tests.factories.guiding import make_attendance, make_certificate, make_enrolment, make_programme, make_session
from tests.factories.programs import make_line, make_need, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def guided(bapas, pk, guidance):
    """A line with a programme gone through, two single sessions and one that was cancelled."""
    line = make_line(make_plan(guidance), make_need(guidance))
    programme = make_programme(bapas, pk, name="Barista Contoh")
    row = make_enrolment(programme, guidance, plan_line=line, state="COMPLETED", result="Mahir menyeduh")
    for mark in ("PRESENT", "LATE", "ABSENT", ""):
        make_attendance(make_session(bapas, pk, programme=programme), guidance, mark)
    for mark in ("PRESENT", "EXCUSED"):
        make_attendance(make_session(bapas, pk, guidance=guidance, plan_line=line), guidance, mark)
    wrong = {"cancelled_at": "2026-11-01T03:00:00Z", "cancelled_by": pk, "cancel_reason": "Salah klien"}
    make_attendance(make_session(bapas, pk, guidance=guidance, plan_line=line), guidance)
    make_attendance(make_session(bapas, pk, guidance=guidance, plan_line=line, **wrong), guidance)
    make_certificate(row, pk)
    return line


def test_a_line_counts_what_was_held_for_it(guided, pk, bapas, guidance):
    mistake = make_programme(bapas, pk)
    make_enrolment(mistake, guidance, plan_line=guided, state="REMOVED", reason="Salah catat")
    bare = make_line(guided.plan, guided.need)
    with CaptureQueriesContext(connection) as queries:
        (line, other) = put_guiding([guided, bare])
    assert len(queries) == 4
    (enrolment,) = line.guided.enrolments
    assert (enrolment.attended, enrolment.marked, bool(enrolment.certificate_id)) == (2, 3, True)
    assert (line.guided.attended, line.guided.marked, line.guided.last_on is None) == (1, 2, False)
    assert (line.guided.came, line.guided.held) == (3, 5)
    assert other.guided.is_empty
    assert put_guiding([]) == []


def test_plan_and_needs_map_tell_it(client, guided, guidance, pk):
    client.force_login(pk)
    text = client.get(url("plan_detail", guidance.pk)).content.decode()
    for said in (
        "Barista Contoh",
        "hadir 2 dari 3 pertemuan",
        "Mahir menyeduh",
        "hadir 1 dari 2 pertemuan",
        "Sertifikat",
    ):
        assert said in text
    needs = client.get(reverse("clients:needs_map", args=[guidance.pk])).content.decode()
    assert "Barista Contoh" in needs
    assert "Hadir pada 3 dari 5 pertemuan bimbingan" in needs


def test_a_plan_without_any_says_nothing(client, guidance, pk):
    make_line(make_plan(guidance), make_need(guidance))
    client.force_login(pk)
    assert "Bimbingan untuk tujuan ini" not in client.get(url("plan_detail", guidance.pk)).content.decode()
