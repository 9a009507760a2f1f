"""The file of a guidance, and what is done to it: corrected, handed over, closed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from clients.models import Guidance
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.django_db
FORMS = (
    "guidance_correct",
    "officer_assign",
    "guidance_close",
    "person_correct",
    "residence_move",
    "guarantor_change",
    "case_correct",
)


@pytest.fixture
def guidance(pk, bapas):
    return make_guidance(office=bapas, officer=pk, name="Klien Berkas")


@pytest.fixture
def section(bapas):
    return make_user(RoleCode.SECTION_ADULT, bapas)


def page_of(browser, guidance, name="guidance_detail"):
    return browser.get(reverse(f"clients:{name}", args=[guidance.pk]))


def send(browser, guidance, name, /, **form):
    return browser.post(reverse(f"clients:{name}", args=[guidance.pk]), form)


def test_opening_the_file_leaves_a_trail(guidance, pk, signed_in):
    answer = page_of(signed_in(pk), guidance)
    assert answer.status_code == 200
    event = AuditEvent.objects.get(is_read=True)
    assert (event.verb, event.is_read, event.actor, event.subject_id) == (
        "client.read",
        True,
        pk,
        str(guidance.client_id),
    )
    assert event.data == {"guidance": guidance.pk}


@pytest.mark.parametrize("name", ["guidance_detail", *FORMS])
def test_another_office_finds_nothing(name, guidance, other_bapas, signed_in):
    stranger = make_user(RoleCode.HEAD, other_bapas)
    assert page_of(signed_in(stranger), guidance, name).status_code == 404


@pytest.mark.parametrize("name", ["guidance_detail", *FORMS])
@pytest.mark.parametrize("person", ["kanwil_staff", "directorate"])
def test_kanwil_and_directorate_may_not(name, person, guidance, signed_in, request):
    assert page_of(signed_in(request.getfixturevalue(person)), guidance, name).status_code == 403


@pytest.mark.parametrize("name", ["guidance_detail", *FORMS])
def test_signed_out_goes_to_sign_in(name, guidance, client):
    assert page_of(client, guidance, name).url.startswith("/masuk/")


def test_a_colleague_reads_an_adults_file_but_cannot_change_it(guidance, bapas, signed_in):
    browser = signed_in(make_user(RoleCode.PK, bapas))
    page = page_of(browser, guidance)
    assert page.status_code == 200
    assert "Perbaiki" not in page.content.decode()
    for name in FORMS:
        assert page_of(browser, guidance, name).status_code == (403 if name == "officer_assign" else 404)
    assert send(browser, guidance, "person_correct", name="Lain").status_code == 404


def test_a_childs_file_is_hidden_from_other_pk(pk, bapas, signed_in):
    child = make_guidance(office=bapas, officer=pk, child=True)
    assert page_of(signed_in(pk), child).status_code == 200
    assert page_of(signed_in(make_user(RoleCode.PK, bapas)), child).status_code == 404
    assert page_of(signed_in(make_user(RoleCode.SECTION_ADULT, bapas)), child).status_code == 404
    assert page_of(signed_in(make_user(RoleCode.SECTION_CHILD, bapas)), child).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_every_form_opens_for_the_head(name, guidance, head, signed_in):
    answer = page_of(signed_in(head), guidance, name)
    assert answer.status_code == 200
    assert "Klien Berkas" in answer.content.decode()


def correction(guidance, **changes):
    return {
        "status": guidance.status,
        "register_no": guidance.register_no,
        "start_on": guidance.start_on.isoformat(),
        "guidance_end_on": guidance.guidance_end_on.isoformat(),
        **changes,
    }


def test_a_correction_is_told_in_the_history(guidance, pk, signed_in):
    browser = signed_in(pk)
    new_end = guidance.guidance_end_on + timedelta(days=10)
    form = correction(guidance, guidance_end_on=new_end.isoformat(), status="CB")
    assert send(browser, guidance, "guidance_correct", **form).status_code == 302
    events = page_of(browser, guidance).context["events"]
    assert events[0]["who"] == pk.name
    assert "Status: Pembebasan Bersyarat (PB) → Cuti Bersyarat (CB)" in events[0]["text"]
    assert "HMB:" in events[0]["text"]
    record = AuditEvent.objects.get(verb="guidance.corrected")
    assert record.data == {"guidance_end_on": new_end.isoformat(), "status": "CB"}


def test_a_correction_that_changes_nothing_leaves_nothing(guidance, pk, signed_in):
    send(signed_in(pk), guidance, "guidance_correct", **correction(guidance))
    assert not AuditEvent.objects.filter(verb="guidance.corrected").exists()


def test_an_earlier_start_takes_the_first_officer_along(guidance, pk, signed_in):
    start_on = guidance.start_on - timedelta(days=5)
    send(signed_in(pk), guidance, "guidance_correct", **correction(guidance, start_on=start_on.isoformat()))
    assert guidance.assignments.get().from_on == start_on


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "DIVERSI"}, "Masukkan pilihan yang valid"),
        ({"guidance_end_on": "2020-01-01"}, "HMB tidak boleh sebelum"),
        ({"register_no": ""}, "Bidang ini"),
        ({"start_on": "2020-01-01"}, "sebelum tanggal perbuatan"),
    ],
)
def test_a_wrong_correction_is_refused_beside_the_field(changes, words, guidance, pk, signed_in):
    answer = send(signed_in(pk), guidance, "guidance_correct", **correction(guidance, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_section_hands_a_client_over(guidance, section, pk, bapas, signed_in):
    successor, today = make_user(RoleCode.PK, bapas), today_in()
    answer = send(signed_in(section), guidance, "officer_assign", officer=successor.pk, from_on=today.isoformat())
    assert answer.status_code == 302
    guidance.refresh_from_db()
    assert guidance.officer == successor
    first, second = guidance.assignments.order_by("from_on")
    assert (first.officer, first.to_on) == (pk, today - timedelta(days=1))
    assert (second.officer, second.from_on, second.to_on, second.assigned_by) == (successor, today, None, section)
    assert page_of(signed_in(pk), guidance, "person_correct").status_code == 404
    assert AuditEvent.objects.get(verb="guidance.assigned").data["before"] == pk.pk
    events = page_of(signed_in(section), guidance).context["events"]
    assert f"PK: {pk.name} → {successor.name}" in events[0]["text"]


def test_the_same_first_day_corrects_the_line(guidance, section, bapas, signed_in):
    successor = make_user(RoleCode.PK, bapas)
    form = {"officer": successor.pk, "from_on": guidance.start_on.isoformat()}
    assert send(signed_in(section), guidance, "officer_assign", **form).status_code == 302
    assert guidance.assignments.get().officer == successor


def test_a_first_officer_is_given(section, bapas, pk, signed_in):
    guidance = make_guidance(office=bapas)
    assert "PK belum ditunjuk" in page_of(signed_in(section), guidance).content.decode()
    form = {"officer": pk.pk, "from_on": guidance.start_on.isoformat()}
    assert send(signed_in(section), guidance, "officer_assign", **form).status_code == 302
    assert guidance.assignments.get().officer == pk


@pytest.mark.parametrize(
    ("who", "day", "words"),
    [
        ("pk", date(2026, 1, 1), "sudah menjadi PK klien"),
        ("new", date(2999, 1, 1), "tidak boleh sesudah hari ini"),
        ("new", date(2024, 1, 1), "tidak boleh sebelum bimbingan mulai"),
        ("other_pk", date(2026, 1, 1), "Masukkan pilihan yang valid"),
    ],
)
def test_a_wrong_hand_over_is_refused(who, day, words, guidance, section, bapas, signed_in, request):
    officer = make_user(RoleCode.PK, bapas) if who == "new" else request.getfixturevalue(who)
    answer = send(signed_in(section), guidance, "officer_assign", officer=officer.pk, from_on=day.isoformat())
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_day_before_the_present_officer_is_refused(guidance, section, bapas, signed_in):
    browser = signed_in(section)
    second, third = make_user(RoleCode.PK, bapas), make_user(RoleCode.PK, bapas)
    send(browser, guidance, "officer_assign", officer=second.pk, from_on=today_in().isoformat())
    answer = send(browser, guidance, "officer_assign", officer=third.pk, from_on="2026-01-01")
    assert "sebelum PK yang sekarang mulai" in answer.content.decode()


def test_closing_ends_the_period_and_its_officers_line(guidance, pk, signed_in):
    browser, today = signed_in(pk), today_in()
    answer = send(browser, guidance, "guidance_close", ended_on=today.isoformat(), end_reason="CABUT")
    assert answer.status_code == 302
    guidance.refresh_from_db()
    assert (guidance.ended_on, guidance.end_reason) == (today, "CABUT")
    assert guidance.assignments.get().to_on == today
    page = page_of(browser, guidance).content.decode()
    assert "Masa bimbingan ini ditutup" in page
    assert "Tunjuk PK" not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"ended_on": "2999-01-01", "end_reason": "CABUT"}, "tidak boleh sesudah hari ini"),
        ({"ended_on": "2026-01-01", "end_reason": "HMB"}, "Masa bimbingan belum habis"),
        ({"ended_on": "2026-01-01", "end_reason": ""}, "Bidang ini"),
    ],
)
def test_a_wrong_closing_is_refused(form, words, guidance, pk, signed_in):
    answer = send(signed_in(pk), guidance, "guidance_close", **form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Guidance.objects.get().ended_on is None


def test_a_closed_period_takes_no_more(guidance, section, pk, bapas, signed_in):
    browser, today = signed_in(section), today_in().isoformat()
    send(browser, guidance, "guidance_close", ended_on=today, end_reason="CABUT")
    for name, form in (
        ("guidance_close", {"ended_on": today, "end_reason": "CABUT"}),
        ("guidance_correct", correction(guidance)),
        ("officer_assign", {"officer": make_user(RoleCode.PK, bapas).pk, "from_on": today}),
    ):
        answer = send(browser, guidance, name, **form)
        assert answer.status_code == 422
        assert "sudah ditutup" in answer.content.decode()


def test_closing_before_the_present_officer_began_is_refused(guidance, section, bapas, signed_in):
    browser = signed_in(section)
    successor = make_user(RoleCode.PK, bapas)
    send(browser, guidance, "officer_assign", officer=successor.pk, from_on=today_in().isoformat())
    answer = send(browser, guidance, "guidance_close", ended_on="2026-01-01", end_reason="CABUT")
    assert "sebelum PK yang sekarang mulai" in answer.content.decode()


def test_the_file_costs_the_same_with_more_on_it(guidance, section, bapas, signed_in):
    browser = signed_in(section)
    page_of(browser, guidance)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page_of(browser, guidance).status_code == 200
        return len(caught)

    few = queries()
    for number in range(4):
        successor = make_user(RoleCode.PK, bapas)
        day = today_in() - timedelta(days=10 - number)
        send(browser, guidance, "officer_assign", officer=successor.pk, from_on=day.isoformat())
        make_guidance(client=guidance.client, case=guidance.case, office=bapas, officer=successor)
    assert queries() <= few + 1


def test_a_start_may_not_pass_the_end_of_the_first_officer(guidance, section, bapas, signed_in):
    browser, day = signed_in(section), guidance.start_on + timedelta(days=10)
    form = {"officer": make_user(RoleCode.PK, bapas).pk, "from_on": day.isoformat()}
    send(browser, guidance, "officer_assign", **form)
    answer = send(browser, guidance, "guidance_correct", **correction(guidance, start_on=day.isoformat()))
    assert answer.status_code == 422
    assert "masa PK yang pertama berakhir" in answer.content.decode()


def test_a_start_without_an_officer_moves_freely(section, bapas, signed_in):
    guidance = make_guidance(office=bapas)
    start_on = guidance.start_on + timedelta(days=1)
    changed = correction(guidance, start_on=start_on.isoformat())
    assert send(signed_in(section), guidance, "guidance_correct", **changed).status_code == 302
    guidance.refresh_from_db()
    assert guidance.start_on == start_on
