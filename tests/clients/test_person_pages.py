"""The person: seen through guidance periods, corrected, moved, vouched for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from clients.models import Client
from tests.clients.register_form import make_village
from tests.factories import make_client, make_guidance, make_offence_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(pk, bapas):
    return make_guidance(office=bapas, officer=pk, name="Klien Berkas")


def send(browser, guidance, name, /, **form):
    return browser.post(reverse(f"clients:{name}", args=[guidance.pk]), form)


def person(guidance, **changes):
    client = guidance.client
    return {"name": client.name, "sex": client.sex, "birth_on": client.birth_on.isoformat(), **changes}


def test_the_persons_page_shows_only_periods_in_reach(guidance, pk, other_bapas, bapas, signed_in):
    make_guidance(client=guidance.client, case=guidance.case, office=other_bapas, register_no="LUAR/1")
    make_guidance(client=guidance.client, case=guidance.case, office=bapas, officer=pk, register_no="DALAM/2")
    page = signed_in(pk).get(reverse("clients:client_detail", args=[guidance.client_id])).content.decode()
    assert "DALAM/2" in page
    assert "LUAR/1" not in page
    assert AuditEvent.objects.get(is_read=True).verb == "client.read"


def test_the_persons_page_is_not_found_elsewhere(guidance, other_pk, kanwil_staff, client, signed_in):
    url = reverse("clients:client_detail", args=[guidance.client_id])
    assert signed_in(other_pk).get(url).status_code == 404
    assert signed_in(kanwil_staff).get(url).status_code == 403
    assert client.get(url).url.startswith("/masuk/")


def test_a_correction_keeps_what_stood_before(guidance, pk, signed_in):
    browser = signed_in(pk)
    form = person(guidance, name="Nama Betul", phone="0812 0000 0000", nik="3374010101900001", aliases="Si A, Si B")
    assert send(browser, guidance, "person_correct", **form).status_code == 302
    client = Client.objects.get()
    assert (client.name, client.aliases, client.nik) == ("Nama Betul", ["Si A", "Si B"], "3374010101900001")
    assert "nama betul" in client.search_text
    text = browser.get(reverse("clients:guidance_detail", args=[guidance.pk])).context["events"][0]["text"]
    assert "Nama: Klien Berkas → Nama Betul" in text
    assert "NIK: kosong → •••• •••• •••• 0001" in text
    assert "3374010101900001" not in text
    trail = AuditEvent.objects.get(verb="client.corrected")
    assert trail.data == {"fields": ["aliases", "name", "nik", "phone"]}


def test_a_nik_of_somebody_else_is_refused(guidance, pk, bapas, signed_in):
    make_guidance(client=make_client(nik="3374010101900001"), office=bapas, officer=pk)
    answer = send(signed_in(pk), guidance, "person_correct", **person(guidance, nik="3374010101900001"))
    assert answer.status_code == 422
    assert "sudah terdaftar" in answer.content.decode()


def test_a_birth_date_may_not_make_the_ground_unlawful(pk, bapas, signed_in):
    guidance = make_guidance(office=bapas, officer=pk, status="KERSOS")
    answer = send(signed_in(pk), guidance, "person_correct", **person(guidance, birth_on="2010-01-01"))
    assert answer.status_code == 422
    assert "kelompok anak/dewasa berubah" in answer.content.decode()


def test_a_birth_date_may_move_a_period_to_the_children(guidance, pk, signed_in):
    assert send(signed_in(pk), guidance, "person_correct", **person(guidance, birth_on="2008-01-01")).status_code == 302
    guidance.refresh_from_db()
    assert guidance.is_child


@pytest.mark.parametrize(
    ("birth_on", "words"), [("2999-01-01", "sebelum hari ini"), ("2025-01-01", "sebelum tanggal perbuatan")]
)
def test_a_birth_date_out_of_order_is_refused(birth_on, words, guidance, pk, signed_in):
    answer = send(signed_in(pk), guidance, "person_correct", **person(guidance, birth_on=birth_on))
    assert words in answer.content.decode()


def test_a_move_ends_the_address_before(guidance, pk, signed_in):
    browser, village = signed_in(pk), make_village()
    send(browser, guidance, "residence_move", street="Jalan Lama 1", from_on="2025-02-01")
    today = today_in()
    answer = send(
        browser, guidance, "residence_move", street="Jalan Baru 2", region=village.pk, from_on=today.isoformat()
    )
    assert answer.status_code == 302
    old, new = guidance.client.residences.order_by("from_on")
    assert (old.street, old.to_on) == ("Jalan Lama 1", today - timedelta(days=1))
    assert (new.street, new.region, new.to_on) == ("Jalan Baru 2", village, None)
    page = browser.get(reverse("clients:guidance_detail", args=[guidance.pk])).content.decode()
    assert "Jalan Lama 1" in page
    assert "Rekasari, Rekabalang" in page


@pytest.mark.parametrize("name", ["residence_move", "guarantor_change"])
@pytest.mark.parametrize(
    ("day", "words"), [("2999-01-01", "sesudah hari ini"), ("2025-02-01", "sesudah tanggal mulai data yang sekarang")]
)
def test_a_day_out_of_order_is_refused(name, day, words, guidance, pk, signed_in):
    browser = signed_in(pk)
    form = {"street": "Jalan 1", "guarantor_name": "Ibu", "guarantor_relation": "ORANG_TUA"}
    assert send(browser, guidance, name, **form, from_on="2025-02-01").status_code == 302
    answer = send(browser, guidance, name, **form, from_on=day)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_searching_a_village_in_a_small_form_keeps_it(guidance, pk, signed_in):
    village = make_village()
    answer = send(
        signed_in(pk), guidance, "residence_move", street="Jalan 9", find_region="region", region_words="rekasari"
    )
    assert answer.status_code == 200
    assert "Jalan 9" in answer.content.decode()
    assert f'value="{village.pk}"' in answer.content.decode()


def test_a_new_guarantor_ends_the_one_before(guidance, pk, signed_in):
    browser = signed_in(pk)
    form = {"guarantor_relation": "ORANG_TUA", "guarantor_nik": "3374010101600001"}
    send(browser, guidance, "guarantor_change", guarantor_name="Ibu", from_on="2025-02-01", **form)
    send(browser, guidance, "guarantor_change", guarantor_name="Bapak", from_on="2026-02-01", **form)
    first, second = guidance.client.guarantors.order_by("from_on")
    assert (first.name, first.to_on, first.nik) == ("Ibu", date(2026, 1, 31), "3374010101600001")
    assert (second.name, second.to_on) == ("Bapak", None)
    assert AuditEvent.objects.filter(verb="guarantor.changed").count() == 2


def case_form(guidance, **changes):
    case = guidance.case
    return {
        "offence_group": case.offence_group_id,
        "articles": case.articles,
        "offence_on": case.offence_on.isoformat(),
        "verdict_on": case.verdict_on.isoformat(),
        **changes,
    }


def test_a_case_is_corrected_and_the_cohort_follows(pk, bapas, signed_in):
    guidance = make_guidance(office=bapas, officer=pk, birth_on=date(2006, 1, 5))
    drugs = make_offence_group(is_drug=True)
    browser = signed_in(pk)
    form = case_form(guidance, offence_on="2024-01-04", offence_group=drugs.pk, articles="Pasal 111")
    assert send(browser, guidance, "case_correct", **form).status_code == 302
    guidance.refresh_from_db()
    assert guidance.is_child
    assert guidance.offence_group == drugs
    events = browser.get(reverse("clients:guidance_detail", args=[guidance.pk])).context["events"]
    assert any("Pasal: Pasal 362 KUHP → Pasal 111" in event["text"] for event in events)
    assert AuditEvent.objects.get(verb="case.corrected").data["fields"] == ["articles", "offence_group", "offence_on"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"offence_on": "2026-01-01", "verdict_on": ""}, "sesudah bimbingan mulai"),
        ({"verdict_on": "2020-01-01"}, "sebelum tanggal perbuatan"),
        ({"offence_on": "2003-01-01"}, "kelompok anak/dewasa berubah"),
    ],
)
def test_a_wrong_case_is_refused(changes, words, pk, bapas, signed_in):
    guidance = make_guidance(office=bapas, officer=pk, status="KERSOS")
    answer = send(signed_in(pk), guidance, "case_correct", **case_form(guidance, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_unchanged_case_and_person_leave_no_trace(guidance, pk, signed_in):
    browser = signed_in(pk)
    send(browser, guidance, "case_correct", **case_form(guidance))
    send(browser, guidance, "person_correct", **person(guidance))
    assert not AuditEvent.objects.filter(verb__endswith="corrected").exists()


def test_the_section_of_children_corrects_no_adult(guidance, bapas, signed_in):
    section = make_user(RoleCode.SECTION_CHILD, bapas)
    assert send(signed_in(section), guidance, "person_correct", **person(guidance, name="Lain")).status_code == 404
