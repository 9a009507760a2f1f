"""Registering a client through the page: who may, what is kept, what is refused and how it is said."""

import uuid

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from clients.models import Client, Guarantor, Guidance, Residence
from tests.clients.register_form import filled_form, make_village
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.django_db
URL = "/klien/daftar/"


def register(browser, form):
    return browser.post(reverse("clients:register"), form)


def test_a_pk_registers_a_client_of_the_own_caseload(pk, bapas, signed_in):
    village = make_village()
    form = filled_form(
        bapas,
        pk,
        nik="3374 0117 0590 0001",
        region=village.pk,
        guarantor_name="Ibu Rekaan",
        guarantor_relation="ORANG_TUA",
    )

    answer = register(signed_in(pk), form)

    guidance = Guidance.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("clients:guidance_detail", args=[guidance.pk])
    client = guidance.client
    assert (client.name, client.aliases, client.nik) == ("Sulistyo Rekaan", ["Tyo", "Lis"], "3374011705900001")
    assert (guidance.officer, guidance.office, guidance.is_child, guidance.sex) == (pk, bapas, False, "M")
    assert guidance.register_no.startswith(f"{bapas.code}/BIM-D/0001/")
    assert Residence.objects.get().region == village
    assert Guarantor.objects.get().name == "Ibu Rekaan"
    assert guidance.assignments.get().from_on == guidance.start_on
    verbs = set(AuditEvent.objects.exclude(verb__startswith="user.").values_list("verb", flat=True))
    assert verbs == {"client.created", "case.created", "guidance.registered"}


def test_the_file_says_the_next_step_after_registering(pk, bapas, signed_in):
    browser = signed_in(pk)
    page = browser.post(reverse("clients:register"), filled_form(bapas, pk), follow=True)
    assert "Klien terdaftar dengan nomor register" in page.content.decode()
    assert "Isi asesmen RRI" in page.content.decode()


def test_a_double_click_registers_once(pk, bapas, signed_in):
    browser, form = signed_in(pk), filled_form(bapas, pk, is_confirmed_new="on")
    first, second = register(browser, form), register(browser, form)
    assert first.url == second.url
    assert Guidance.objects.count() == 1
    assert Client.objects.count() == 1


def test_a_double_click_without_the_tick_of_a_new_person_registers_once_too(pk, bapas, signed_in):
    browser, form = signed_in(pk), filled_form(bapas, pk)
    first, second = register(browser, form), register(browser, form)
    assert first.url == second.url
    assert Guidance.objects.count() == 1


def test_the_operator_may_leave_the_pk_open(bapas, signed_in):
    operator = make_user(RoleCode.OPERATOR, bapas)
    assert register(signed_in(operator), filled_form(bapas)).status_code == 302
    assert Guidance.objects.get().officer is None


def test_a_pk_cannot_register_for_a_colleague(pk, bapas, signed_in):
    colleague = make_user(RoleCode.PK, bapas)
    answer = register(signed_in(pk), filled_form(bapas, colleague))
    assert answer.status_code == 422
    assert not Guidance.objects.exists()


def test_another_office_cannot_be_chosen(pk, other_bapas, signed_in):
    assert register(signed_in(pk), filled_form(other_bapas, pk)).status_code == 422
    assert not Client.objects.exists()


@pytest.mark.parametrize("person", ["kanwil_staff", "directorate"])
def test_kanwil_and_directorate_register_nobody(person, bapas, signed_in, request):
    browser = signed_in(request.getfixturevalue(person))
    assert browser.get(URL).status_code == 403
    assert register(browser, filled_form(bapas)).status_code == 403


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(URL).url.startswith("/masuk/")


def test_a_section_head_of_adults_registers_no_child(bapas, signed_in):
    section = make_user(RoleCode.SECTION_ADULT, bapas)
    answer = register(signed_in(section), filled_form(bapas, birth_on="2009-01-01", status="DIVERSI"))
    assert answer.status_code == 422
    assert "di luar lingkup tugas" in answer.content.decode()
    assert not Client.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Bidang ini"),
        ({"nik": "123"}, "NIK terdiri atas 16 angka"),
        ({"birth_on": "2024-02-01"}, "Tanggal perbuatan harus sesudah tanggal lahir"),
        ({"offence_on": "2999-01-01", "verdict_on": ""}, "Tanggal perbuatan tidak boleh sesudah hari ini"),
        ({"verdict_on": "2023-01-01"}, "tidak boleh sebelum tanggal perbuatan"),
        ({"guidance_end_on": "2025-01-01"}, "HMB tidak boleh sebelum tanggal mulai"),
        ({"sentence_expiry_on": "2028-01-01"}, "Untuk PB, ekspirasi tidak boleh sesudah HMB"),
        ({"status": "DIVERSI"}, "Status ini hanya untuk anak"),
        ({"status": "KERSOS", "birth_on": "2009-01-01"}, "Status ini hanya untuk dewasa"),
        ({"sentence_months": "12"}, "11"),
        ({"guarantor_name": "Ibu"}, "Pilih hubungan penjamin"),
        ({"guarantor_relation": "ANAK"}, "Tulis nama penjamin"),
        ({"region_words": "zzzz"}, "Pilih satu desa/kelurahan"),
        ({"region": "9999999999"}, "tidak ada dalam daftar resmi"),
        ({"phone": "telepon"}, "Tulis nomor telepon dengan angka"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(changes, words, pk, bapas, signed_in):
    answer = register(signed_in(pk), filled_form(bapas, pk, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Jalan Contoh 1 RT 02 RW 03" in page
    assert not Client.objects.exists()


def test_a_register_number_of_old_may_be_typed_but_not_twice(pk, bapas, signed_in):
    browser = signed_in(pk)
    assert register(browser, filled_form(bapas, pk, register_no="LAMA/1")).status_code == 302
    again = register(browser, filled_form(bapas, pk, register_no="LAMA/1", name="Orang Berbeda Sekali"))
    assert again.status_code == 422
    assert "Nomor register ini sudah dipakai" in again.content.decode()
    assert Client.objects.count() == 1


def test_a_like_name_asks_first_and_a_tick_goes_on(pk, bapas, signed_in):
    make_guidance(office=bapas, officer=pk, name="Sulistio Rekaan")
    browser, form = signed_in(pk), filled_form(bapas, pk)
    asked = register(browser, form)
    assert asked.status_code == 422
    assert "Mungkin orang ini sudah terdaftar" in asked.content.decode()
    assert register(browser, {**form, "is_confirmed_new": "on"}).status_code == 302
    assert Client.objects.count() == 2


def test_the_known_person_gets_a_second_guidance_on_the_same_case(pk, bapas, signed_in):
    first = make_guidance(office=bapas, officer=pk)
    browser = signed_in(pk)
    form = filled_form(bapas, pk, name="Mirip", use_client=str(first.client_id))
    shown = browser.post(URL, form).content.decode()
    assert first.client.name in shown
    assert 'name="nik"' not in shown
    del form["use_client"]
    answer = register(browser, {**form, "client": str(first.client_id), "case": str(first.case_id)})
    assert answer.status_code == 302
    assert Client.objects.count() == 1
    assert set(first.case.guidances.values_list("status", flat=True)) == {"PB"}
    assert first.case.guidances.count() == 2


def test_a_known_person_may_get_a_new_case(pk, bapas, signed_in):
    first = make_guidance(office=bapas, officer=pk)
    register(signed_in(pk), filled_form(bapas, pk, client=str(first.client_id)))
    assert first.client.cases.count() == 2


def test_not_this_person_gives_the_empty_fields_back(pk, bapas, signed_in):
    first = make_guidance(office=bapas, officer=pk)
    page = signed_in(pk).post(URL, filled_form(bapas, pk, client=str(first.client_id), new_person="1"))
    assert 'name="nik"' in page.content.decode()


def test_a_stranger_cannot_be_used_by_number(pk, other_bapas, bapas, signed_in):
    stranger = make_guidance(office=other_bapas).client
    browser = signed_in(pk)
    assert browser.get(URL, {"orang": stranger.pk}).status_code == 404
    assert register(browser, filled_form(bapas, pk, client=str(stranger.pk))).status_code == 404


def test_a_case_of_somebody_else_is_refused(pk, bapas, signed_in):
    mine, other = make_guidance(office=bapas, officer=pk), make_guidance(office=bapas, officer=pk)
    form = filled_form(bapas, pk, client=str(mine.client_id), case=str(other.case_id))
    assert register(signed_in(pk), form).status_code == 422


def test_a_nik_of_another_bapas_says_so_and_not_whose(pk, bapas, other_bapas, signed_in):
    stranger = make_guidance(office=other_bapas, name="Rahasia Sekali")
    stranger.client.nik = "3374011705900001"
    stranger.client.save()
    answer = register(signed_in(pk), filled_form(bapas, pk, nik="3374011705900001"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "NIK ini sudah terdaftar di Bapas lain" in page
    assert "Rahasia" not in page
    assert other_bapas.name not in page


def test_a_childs_nik_of_a_colleague_is_not_shown(pk, bapas, signed_in):
    child = make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas), child=True, name="Anak Rahasia")
    child.client.nik = "3374011705900001"
    child.client.save()
    page = register(signed_in(pk), filled_form(bapas, pk, nik="3374011705900001")).content.decode()
    assert "pada petugas lain" in page
    assert "Anak Rahasia" not in page


def test_searching_a_village_without_scripts_keeps_the_form(pk, bapas, signed_in):
    village = make_village()
    form = filled_form(bapas, pk, find_region="region", region_words="rekasari rekabalang", name="")
    answer = signed_in(pk).post(URL, form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{village.pk}"' in page
    assert "Jalan Contoh 1 RT 02 RW 03" in page
    assert "Belum tersimpan" not in page


def test_the_village_part_says_how_many_it_does_not_show(pk, signed_in):
    for number in range(1, 15):
        make_village(f"33741000{number:02d}", f"Rekasari {number}")
    page = signed_in(pk).get(reverse("clients:region_search"), {"field": "region", "region_words": "rekasari"})
    assert "14 desa/kelurahan cocok, tampil 12" in page.content.decode()


@pytest.mark.parametrize(("words", "said"), [("re", "tiga huruf"), ("zzzz", "Tidak ditemukan")])
def test_the_village_part_says_why_it_is_empty(words, said, pk, signed_in):
    page = signed_in(pk).get(reverse("clients:region_search"), {"field": "region", "region_words": words})
    assert said in page.content.decode()


def test_the_village_part_knows_only_its_fields(pk, signed_in):
    assert signed_in(pk).get(reverse("clients:region_search"), {"field": "name"}).status_code == 404


def test_the_similar_part_warns_while_typing(pk, bapas, signed_in):
    make_guidance(office=bapas, officer=pk, name="Sulistyo Rekaan")
    form = filled_form(bapas, pk, name="Sulistio Rekaan", nik="3374015705900001", birth_on="1990-05-17")
    page = signed_in(pk).post(reverse("clients:register_similar"), form).content.decode()
    assert "Sulistyo Rekaan" in page
    assert "NIK tidak cocok" in page


def test_the_similar_part_is_empty_for_an_empty_form(pk, signed_in):
    page = signed_in(pk).post(reverse("clients:register_similar"), {}).content.decode()
    assert "Mungkin" not in page


@pytest.mark.parametrize(
    ("birth_on", "said", "offered", "hidden"),
    [
        ("2008-01-01", "berumur 16 tahun saat perbuatan", "DIVERSI", "KERSOS"),
        ("1990-01-01", "berumur 34 tahun saat perbuatan", "KERSOS", "DIVERSI"),
    ],
)
def test_the_ground_part_offers_what_fits_the_age(birth_on, said, offered, hidden, pk, bapas, signed_in):
    form = filled_form(bapas, pk, birth_on=birth_on)
    page = signed_in(pk).post(reverse("clients:register_ground"), form).content.decode()
    assert said in page
    assert f'value="{offered}"' in page
    assert f'value="{hidden}"' not in page


def test_the_ground_part_waits_for_both_dates(pk, signed_in):
    page = signed_in(pk).post(reverse("clients:register_ground"), {"birth_on": "kemarin"}).content.decode()
    assert 'value="DIVERSI"' in page
    assert 'value="KERSOS"' in page


def test_a_nik_that_disagrees_is_a_warning_after_saving(pk, bapas, signed_in):
    form = filled_form(bapas, pk, nik="3374015705900001")
    page = signed_in(pk).post(URL, form, follow=True).content.decode()
    assert "NIK tidak cocok" in page


def test_a_form_key_that_is_no_key_is_refused(pk, bapas, signed_in):
    assert register(signed_in(pk), filled_form(bapas, pk, form_key="bukan")).status_code == 422
    assert register(signed_in(pk), filled_form(bapas, pk, form_key=str(uuid.uuid4()))).status_code == 302


def test_the_summary_of_errors_follows_the_page(pk, bapas, signed_in):
    form = filled_form(bapas, pk, name="", street="", articles="", guidance_end_on="")
    errors = list(register(signed_in(pk), form).context["form"].errors)
    assert errors == ["name", "street", "articles", "guidance_end_on"]
