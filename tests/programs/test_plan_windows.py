"""Two windows on one line, and a double click: nothing is overwritten, nothing is saved twice."""

import time
from threading import Thread

import pytest
from django.db import connection, transaction

from programs.actions.line import change_line
from programs.models import PlanLine
from tests.factories.partners import make_organisation
from tests.factories.programs import line_values, make_need
from tests.programs.pages import posted, url

pytestmark = pytest.mark.django_db


def test_the_second_window_sees_both_wordings_and_may_save_again(line, pk, signed_in):
    browser = signed_in(pk)
    browser.post(url("line_edit", line.pk), posted(line.need, pk, goal="Tujuan jendela satu"))
    answer = browser.post(url("line_edit", line.pk), posted(line.need, pk, goal="Tujuan jendela dua"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tujuan jendela satu" in page
    assert "Tujuan jendela dua" in page
    assert answer.context["form"]["lock_version"].value() == "1"
    again = posted(line.need, pk, goal="Tujuan jendela dua", lock_version="1")
    assert browser.post(url("line_edit", line.pk), again).status_code == 302
    line.refresh_from_db()
    assert line.goal == "Tujuan jendela dua"


def test_a_double_click_on_the_form_adds_one_line(guidance, pk, signed_in):
    need = make_need(guidance)
    browser = signed_in(pk)
    key = browser.get(url("line_add", guidance.pk)).context["form"]["form_key"].value()
    for _ in range(2):
        browser.post(url("line_add", guidance.pk), posted(need, pk, form_key=str(key)))
    assert PlanLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_between_reading_and_locking_is_shown_too(line, pk, signed_in, scoped):
    """The other window commits while this request waits for the plan's lock."""
    answers = []

    def second_window() -> None:
        answers.append(signed_in(pk).post(url("line_edit", line.pk), posted(line.need, pk, goal="Jendela dua")))
        connection.close()

    thread = Thread(target=second_window)
    with transaction.atomic():
        change_line(
            line_id=line.pk,
            lock_version=0,
            by=pk,
            scope=scoped(pk, "programs.write_plan"),
            **line_values(line.need, pk, goal="Jendela satu"),
        )
        thread.start()
        wait_for_a_waiter()
    thread.join(timeout=20)
    (answer,) = answers
    assert answer.status_code == 409
    assert "Jendela satu" in answer.content.decode()
    assert answer.context["form"]["lock_version"].value() == "1"


def wait_for_a_waiter() -> None:
    """Until somebody waits for a lock of this session (10 s at most)."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited for the lock")


def test_both_wordings_are_told_in_words(line, bapas, pk, signed_in):
    partner = make_organisation(office=bapas, name="Griya Contoh")
    browser = signed_in(pk)
    browser.post(url("line_edit", line.pk), posted(line.need, pk, partner=partner.pk, due_on="2025-07-01"))
    page = browser.post(url("line_edit", line.pk), posted(line.need, pk, goal="Lain")).content.decode()
    for words in ("Griya Contoh", "Belum diisi", "1 Juli 2025", "1 Juni 2025"):
        assert words in page
