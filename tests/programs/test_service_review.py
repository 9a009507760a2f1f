"""Faults found by reading kerja sosial as an attacker and as an officer would."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bapas_portal.core.dates import today_in
from programs.actions.service_step import take_step
from programs.models import HoursEntry, ServiceAttendance, ServiceOrder, SessionSeat
from programs.views import service_step as views
from tests.factories.service_day import make_attendance, running_order, seated
from tests.factories.service_session import make_seat, make_session
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
MISSED = {"outcome": "MISSED", "note": "", "reason": "Salah"}


def came(seat, **changes) -> dict[str, str]:
    row = {"outcome": "ATTENDED", "started_at": "08:00", "ended_at": "10:00", "rest": "", "travel": "", "quality": ""}
    return {f"{seat.pk}-{name}": value for name, value in (row | {"conduct": "", "note": ""} | changes).items()}


def test_a_marked_row_of_a_client_moved_meanwhile_is_told(client, bapas, pk):
    """It was dropped without a word: the supervisor believed the hours were saved."""
    stays, moved = seated(bapas, pk, count=2)
    SessionSeat.objects.filter(pk=moved.pk).update(state="RELEASED")
    client.force_login(pk)
    page = client.post(url("service_attendance", stays.session_id), came(stays) | came(moved), follow=True)
    text = page.content.decode()
    assert "1 baris tersimpan" in text and "1 baris tidak tersimpan" in text
    assert ServiceAttendance.objects.get().seat == stays


def test_hours_of_a_closed_order_are_refused_in_words(client, bapas, pk):
    """The ledger's refusal was a server error."""
    seat = seated(bapas, pk)[0]
    client.force_login(pk)
    client.post(url("service_attendance", seat.session_id), came(seat))
    ServiceOrder.objects.filter(pk=seat.order_id).update(state="ENDED", ended_on=today_in(), end_note="Grasi")
    row = ServiceAttendance.objects.get()
    answer = client.post(url("service_attendance_correct", row.pk), MISSED)
    assert answer.status_code == 409 and "sudah ditutup" in answer.content.decode()
    assert HoursEntry.objects.count() == 1


def test_hours_that_a_penalty_leans_on_are_refused_in_words(client, bapas, pk, scoped):
    seat = seated(bapas, pk)[0]
    client.force_login(pk)
    client.post(url("service_attendance", seat.session_id), came(seat))
    HoursEntry.objects.create(
        order=seat.order,
        kind="PENALTY",
        worked_on=today_in(),
        minutes=-30,
        reason="Meninggalkan tempat",
        form_key=uuid4(),
        by=pk,
    )
    row = ServiceAttendance.objects.get()
    answer = client.post(url("service_attendance_correct", row.pk), MISSED)
    assert answer.status_code == 409 and "Batalkan dahulu" in answer.content.decode()
    assert HoursEntry.objects.count() == 2


def test_after_midnight_in_papua_the_day_is_papuas(bapas, pk, signed_in, time_machine):
    """At 00.30 WIT it is still the day before in Jakarta."""
    bapas.zone = "WIT"
    bapas.save()
    time_machine.move_to("2026-11-24T15:30:00Z")
    session = make_session(bapas, date(2026, 11, 25), supervisor=pk)
    page = signed_in(pk).get(url("service_day"))
    assert page.context["day"] == date(2026, 11, 25) and session.site.name in page.content.decode()


def test_a_first_warning_printed_again_tells_nothing_of_later_misses(client, bapas, pk, scoped, monkeypatch):
    order, steps = running_order(bapas, pk), []
    for days, step in ((9, "TEGURAN_1"), (5, "TEGURAN_2")):
        miss = make_attendance(make_seat(make_session(bapas, today_in() - timedelta(days)), order), pk)
        who = {"by": pk, "scope": scoped(pk, "programs.write_service"), "form_key": uuid4()}
        steps.append(take_step(miss_id=miss.pk, step=step, taken_on=today_in(), note="", **who))
    told, letter_pdf = [], views.letter_pdf

    def watching(sheet, line, misses, **who):
        told.append([miss.pk for miss in misses])
        return letter_pdf(sheet, line, misses, **who)

    monkeypatch.setattr(views, "letter_pdf", watching)
    client.force_login(pk)
    for step in steps:
        assert client.get(url("service_step_letter", step.pk)).status_code == 200
    assert told == [[steps[0].miss_id], [steps[0].miss_id, steps[1].miss_id]]
