"""The pages of assessments: who may open them, what the form keeps, what the panel says."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from clients.models import Assessment, AssessmentDraft, Guidance
from tests.clients.instruments import ANAK, KRIM, RRI, answers_for_total, lowest
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db
DEFINITIONS = {"RRI": RRI, "KRIM": KRIM, "ANAK": ANAK}


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


def typed(instrument: str, answers: dict, **fields) -> dict:
    """A form as a browser posts it."""
    definition = DEFINITIONS[instrument]
    posted = {
        "step": "save",
        "form_key": str(uuid.uuid4()),
        "base": "0",
        "window": "jendela-1",
        "replaces_id": "",
        "assessed_on": "2025-03-01",
        "consent_on": "2025-03-01",
        "consent_by": "KLIEN",
        "guardian_name": "",
        "place": "Bapas Contoh",
        "purpose": "Asesmen awal bimbingan",
    }
    for slot in definition.slots:
        for item in slot.items:
            if item.code in answers:
                posted[f"butir-{slot.code}"] = f"{item.code}:{answers[item.code]}"
    posted |= {f"butir-{item.code}": "1" for item in definition.ticks if answers.get(item.code)}
    return {**posted, **fields}


def form_url(guidance, instrument="RRI"):
    return reverse("clients:assessment_new", args=[guidance.pk, instrument])


def score_url(guidance, instrument="RRI"):
    return reverse("clients:assessment_score", args=[guidance.pk, instrument])


def pages(guidance, assessment):
    return [
        reverse("clients:assessment_list", args=[guidance.pk]),
        reverse("clients:assessment_detail", args=[assessment.pk]),
        reverse("clients:needs_map", args=[guidance.pk]),
    ]


def test_reading_follows_the_scope(guidance, pk, bapas, head, other_pk, kanwil_staff, directorate, signed_in, client):
    assessment = make_assessment(guidance, "KRIM", 20)
    colleague = make_user(RoleCode.PK, bapas)
    for url in pages(guidance, assessment):
        for reader in (pk, head, colleague):
            assert signed_in(reader).get(url).status_code == 200
        assert signed_in(other_pk).get(url).status_code == 404
        assert signed_in(kanwil_staff).get(url).status_code == 403
        assert signed_in(directorate).get(url).status_code == 403
        assert client.get(url).status_code == 302


def test_a_childs_pages_are_for_its_own_officer(bapas, pk, signed_in):
    publish_shipped()
    child = make_guidance(office=bapas, officer=pk, child=True)
    assessment = make_assessment(child, "ANAK", 20)
    colleague = make_user(RoleCode.PK, bapas)
    for url in pages(child, assessment):
        assert signed_in(pk).get(url).status_code == 200
        assert signed_in(colleague).get(url).status_code == 404


@pytest.mark.parametrize("make_url", [form_url, score_url])
def test_only_the_own_officer_opens_the_form(
    guidance, make_url, pk, bapas, head, other_pk, kanwil_staff, signed_in, client
):
    url, data = make_url(guidance), typed("RRI", {})
    colleague = make_user(RoleCode.PK, bapas)
    assert signed_in(colleague).post(url, data).status_code == 404
    assert signed_in(other_pk).post(url, data).status_code == 404
    assert signed_in(head).post(url, data).status_code == 403
    assert signed_in(kanwil_staff).post(url, data).status_code == 403
    assert client.post(url, data).status_code == 302
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("instrument", ["RRI", "KRIM"])
def test_an_empty_form_asks_every_item(guidance, pk, signed_in, instrument):
    page = signed_in(pk).get(form_url(guidance, instrument)).content.decode()
    for item in DEFINITIONS[instrument].items:
        assert f'id="butir-{item.code.replace(".", "-")}"' in page
        assert f'name="bukti-{item.code}"' in page


def test_a_complete_form_is_saved_and_shown(guidance, pk, signed_in):
    browser = signed_in(pk)
    answers = {**answers_for_total(RRI, 5), "B3": True}
    answer = browser.post(form_url(guidance), typed("RRI", answers, **{"bukti-B3": "Laporan polisi 2021"}))
    saved = Assessment.objects.get()
    assert answer["Location"] == reverse("clients:assessment_detail", args=[saved.pk])
    assert (saved.total, saved.category, saved.is_kriminogenik_due) == (5, "LOW", True)
    page = browser.get(answer["Location"]).content.decode()
    assert "Laporan polisi 2021" in page and "RAHASIA" in page
    assert "wajib karena ada centang di bagian B atau C" in page
    assert form_url(guidance, "KRIM") in page
    assert AuditEvent.objects.filter(verb="assessment.read", actor=pk).count() == 1


def test_a_double_click_saves_once(guidance, pk, signed_in):
    browser, data = signed_in(pk), typed("RRI", lowest(RRI))
    first, second = browser.post(form_url(guidance), data), browser.post(form_url(guidance), data)
    assert first["Location"] == second["Location"] and Assessment.objects.count() == 1


def test_a_missing_answer_is_named_and_nothing_typed_is_lost(guidance, pk, signed_in):
    answers = answers_for_total(RRI, 9)
    del answers["A4"]
    data = typed("RRI", answers, place="Rumah klien", **{"bukti-A1": "Berita acara 2003"})
    answer = signed_in(pk).post(form_url(guidance), data)
    page = answer.content.decode()
    assert answer.status_code == 400 and not Assessment.objects.exists()
    assert '<a href="#butir-A4">A4 Pelanggaran saat reintegrasi</a>: belum dijawab' in page
    assert "Berita acara 2003" in page and 'value="Rumah klien"' in page
    for slot in RRI.slots:
        if slot.code in answers:
            assert f'value="{slot.code}:{answers[slot.code]}" checked' in page


def test_field_and_item_errors_are_told_together(guidance, pk, signed_in):
    answers = lowest(RRI)
    del answers["A10"]
    answer = signed_in(pk).post(form_url(guidance), typed("RRI", answers, assessed_on="besok"))
    page = answer.content.decode()
    assert "#butir-A10" in page and "#div_id_assessed_on" in page and 'value="besok"' in page


def test_a_refused_date_stands_beside_its_field(guidance, pk, signed_in):
    data = typed("RRI", lowest(RRI), assessed_on="2023-01-01", consent_on="2023-01-01")
    answer = signed_in(pk).post(form_url(guidance), data)
    assert answer.status_code == 400
    assert "lebih awal daripada tindak pidananya" in answer.content.decode()


@pytest.mark.parametrize("forged", ["A1:2", "A1:99999999", "A1:x", "B1:1"])
def test_an_impossible_answer_is_refused(guidance, pk, signed_in, forged):
    answer = signed_in(pk).post(form_url(guidance), typed("RRI", lowest(RRI)) | {"butir-A1": forged})
    assert answer.status_code == 400 and not Assessment.objects.exists()
    assert "#butir-A1" in answer.content.decode()


def test_the_context_comes_from_the_register_not_from_the_form(guidance, pk, signed_in):
    data = typed("RRI", {**lowest(RRI), "C1": True, "D1": True}, sex="F", drug_offence="true")
    answer = signed_in(pk).post(form_url(guidance), data)
    page = answer.content.decode()
    assert answer.status_code == 400 and "#butir-C1" in page and "#butir-D1" in page
    again = typed("RRI", lowest(RRI), sex="F", drug_offence="true", base=str(AssessmentDraft.objects.get().seq))
    signed_in(pk).post(form_url(guidance), again)
    assert Assessment.objects.get().context == {"sex": "M", "drug_offence": False}


def test_alternatives_are_one_choice(guidance, pk, signed_in):
    answers = lowest(KRIM)
    answers.pop("K6A")
    signed_in(pk).post(form_url(guidance, "KRIM"), typed("KRIM", {**answers, "K6B": 1}))
    assert Assessment.objects.get().answers["K6B"] == 1


def test_counting_without_scripts_saves_nothing(guidance, pk, signed_in):
    answer = signed_in(pk).post(form_url(guidance), typed("RRI", {"A1": 3, "A5": 4}, step="count"))
    page = answer.content.decode()
    assert answer.status_code == 200 and not Assessment.objects.exists()
    assert "2 dari 10 dijawab" in page and "asesmen kriminogenik wajib karena skor 7 atau lebih" in page.lower()
    assert "Belum tersimpan" not in page and 'value="A5:4" checked' in page


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ["0 dari 10 dijawab", "Menunggu", 'data-closed-parts="C D"']),
        (answers_for_total(RRI, 8), ["Sedang", "Tidak perlu diisi: skor 7 atau lebih", 'data-closed-parts="B C D"']),
        (lowest(RRI), ["Rendah", "Lengkap, siap disimpan", "tidak diwajibkan", "Diisi karena skor di bawah 7"]),
        ({**answers_for_total(RRI, 8), "B1": True}, ["bagian B tidak perlu diisi", "#butir-B1"]),
    ],
)
def test_the_panel_tells_what_stands(guidance, pk, signed_in, answers, said):
    answer = signed_in(pk).post(score_url(guidance), typed("RRI", answers), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    for words in said:
        assert words in page


def test_the_panel_is_quick_and_writes_nothing(guidance, pk, signed_in, django_assert_max_num_queries):
    browser, data = signed_in(pk), typed("KRIM", lowest(KRIM))
    with django_assert_max_num_queries(10):
        browser.post(score_url(guidance, "KRIM"), data)
    assert not AuditEvent.objects.filter(subject_type__startswith="clients.").exists()


def test_unknown_instrument_and_wrong_cohort(guidance, bapas, pk, signed_in):
    browser = signed_in(pk)
    assert browser.get(form_url(guidance, "SPPN")).status_code == 404
    assert browser.get(form_url(guidance, "ANAK")).status_code == 400


def test_an_ended_guidance_is_read_only(guidance, pk, signed_in):
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 6, 1), end_reason="HMB")
    browser = signed_in(pk)
    assert browser.get(form_url(guidance)).status_code == 409
    page = browser.get(reverse("clients:assessment_list", args=[guidance.pk])).content.decode()
    assert form_url(guidance) not in page


def test_a_correction_opens_with_the_old_answers(guidance, pk, signed_in):
    old = make_assessment(guidance, "RRI", 9, notes={"A1": "Catatan lama"}, place="Kantor lama")
    browser = signed_in(pk)
    page = browser.get(f"{form_url(guidance)}?replaces_id={old.pk}").content.decode()
    assert "Perbaikan asesmen" in page and "Catatan lama" in page and 'value="Kantor lama"' in page
    assert page.count(" checked>") >= len(RRI.slots)
    browser.post(form_url(guidance), typed("RRI", lowest(RRI), replaces_id=str(old.pk)))
    assert Assessment.objects.get(replaces=old).total == 0
    listed = browser.get(reverse("clients:assessment_list", args=[guidance.pk])).content.decode()
    assert "Sudah diperbaiki" in listed
    assert "sudah diperbaiki" in browser.get(reverse("clients:assessment_detail", args=[old.pk])).content.decode()
    assert browser.get(f"{form_url(guidance)}?replaces_id={old.pk}").status_code == 409


def test_a_correction_of_somebody_elses_assessment_is_not_found(guidance, bapas, pk, signed_in):
    other = make_assessment(make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas)), "RRI", 3)
    assert signed_in(pk).get(f"{form_url(guidance)}?replaces_id={other.pk}").status_code == 404


def test_krim_says_whether_it_is_due(guidance, pk, signed_in):
    browser = signed_in(pk)
    assert "Belum ada RRI" in browser.get(form_url(guidance, "KRIM")).content.decode()
    make_assessment(guidance, "RRI", 9)
    assert "Wajib menurut RRI" in browser.get(form_url(guidance, "KRIM")).content.decode()
    make_assessment(guidance, "RRI", 0, assessed_on=date(2025, 4, 1))
    assert "Tidak diwajibkan" in browser.get(form_url(guidance, "KRIM")).content.decode()


def test_change_against_the_assessment_before(guidance, pk, signed_in):
    make_assessment(guidance, "RRI", 9)
    newer = make_assessment(guidance, "RRI", 5, assessed_on=date(2025, 9, 1))
    page = signed_in(pk).get(reverse("clients:assessment_detail", args=[newer.pk])).content.decode()
    assert "Dibanding asesmen 1 Maret 2025 (skor 9)" in page and "-4" in page


def test_an_item_that_could_not_be_read_may_stay_empty(bapas, pk, signed_in):
    publish_shipped()
    child = make_guidance(office=bapas, officer=pk, child=True)
    answers = lowest(ANAK)
    del answers["N12"]
    data = typed("ANAK", answers, consent_by="WALI", guardian_name="Ibu Contoh")
    assert "Tidak dinilai" in signed_in(pk).get(form_url(child, "ANAK")).content.decode()
    assert signed_in(pk).post(form_url(child, "ANAK"), data).status_code == 302


def test_the_list_does_not_cost_more_with_more_rows(guidance, pk, signed_in, django_assert_max_num_queries):
    browser = signed_in(pk)
    for month in range(1, 7):
        make_assessment(guidance, "RRI", month, assessed_on=date(2025, month, 20))
    with django_assert_max_num_queries(12):
        browser.get(reverse("clients:assessment_list", args=[guidance.pk]))


def test_a_note_that_is_too_long_is_refused_by_name_and_not_cut(guidance, pk, signed_in):
    note = "panjang " * 126
    answers = answers_for_total(RRI, 3)
    page = signed_in(pk).post(form_url(guidance), typed("RRI", answers, **{"bukti-A1": note}))
    shown = page.content.decode()
    assert page.status_code == 400
    assert "Catatan paling banyak 1000 huruf; sekarang 1007." in shown
    assert note.strip() in shown
    assert not Assessment.objects.exists()


def test_a_note_as_long_as_the_browser_lets_it_be_is_kept(guidance, pk, signed_in):
    """The field counts a line's end as one letter and sends two."""
    note = "\r\n".join(["x"] * 500) + "y"
    answers = answers_for_total(RRI, 3)
    assert signed_in(pk).post(form_url(guidance), typed("RRI", answers, **{"bukti-A1": note})).status_code == 302
    assert Assessment.objects.get().notes["A1"] == note.replace("\r\n", "\n")
