"""The history of a plan: everything that happened to it on one page, the newest first."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import ActionPlan, PlanStepState
from programs.queries.plan_history import EVENTS_A_PAGE, history_page
from tests.factories.plan_parts import make_indicator_reading, make_step
from tests.factories.plan_review import make_answer, make_review, make_version
from tests.factories.programs import make_line, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(guidance, pk) -> ActionPlan:
    """One event of each kind and two versions, the second with other words."""
    made = make_plan(guidance)
    line = make_line(made)
    make_step(line)
    make_answer(make_version(made))
    line.goal = "Klien tinggal di rumah orang tua"
    line.save()
    review = make_review(make_version(made))
    review.goals.create(line=line, progress="BAIK")
    make_indicator_reading(line, pk, words="Sudah pindah")
    return made


def kinds(plan: ActionPlan, **asked) -> list[str]:
    return [event.kind.value for event in history_page(plan, **asked)]


def test_every_kind_is_told_the_newest_first(plan):
    told = kinds(plan)
    assert told[0] == "UKUR"
    others = ["BARIS", "KLIEN", "LANGKAH", "PUTUSAN", "PUTUSAN", "TINJAUAN", "UKUR", "VERSI", "VERSI"]
    assert sorted(told) == others
    assert kinds(plan, kind="VERSI") == ["VERSI", "VERSI"]
    assert kinds(plan, kind="?") == told


def test_a_version_shows_the_words_that_differ_from_the_one_before(plan):
    newer, older = history_page(plan, kind="VERSI")
    assert older.changes == []
    assert {piece.mark for piece in newer.changes[0].fields["goal"]} == {"same", "added", "removed"}


def test_a_page_is_bounded_and_its_queries_too(plan):
    step = plan.lines.get().steps.get()
    rows = [PlanStepState(step=step, state="DONE", from_on=date(2025, 3, 3)) for _number in range(EVENTS_A_PAGE)]
    with CaptureQueriesContext(connection) as few:
        history_page(plan)
    PlanStepState.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as many:
        first = history_page(plan)
    assert len(first.object_list) == EVENTS_A_PAGE
    assert len(history_page(plan, page="2").object_list) == 9
    assert len(many) <= len(few) <= 12


def test_the_page_reads_and_filters(plan, guidance, head, signed_in):
    browser, address = signed_in(head), url("plan_history", guidance.pk)
    assert address in browser.get(url("plan_detail", guidance.pk)).content.decode()
    page = browser.get(address).content.decode()
    for words in (
        "Versi 2 diajukan",
        "<ins>orang tua</ins>",
        "Sudah pindah",
        "Wawancara di rumah",
        "Mencari kontrakan",
    ):
        assert words in page
    assert "Wawancara di rumah" not in browser.get(address, {"kind": "LANGKAH"}).content.decode()
    assert browser.get(address, {"kind": "x", "page": "99"}).status_code == 200


def test_who_may_not(plan, guidance, other_pk, kanwil_staff, signed_in, client):
    address = url("plan_history", guidance.pk)
    assert signed_in(other_pk).get(address).status_code == 404
    assert signed_in(kanwil_staff).get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
