"""The assessment form on its draft, without scripts: resumed, kept, settled, compared, finished once."""

import json
import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from clients.models import Assessment, AssessmentDraft, DraftEvent, Guidance, InstrumentVersion, SecondRating
from tests.clients.instruments import RRI, answers_for_total, lowest
from tests.clients.test_assessment_pages import form_url, typed
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return value


def seen(browser, url, **fields) -> dict:
    """A form as a browser posts it back that opened this page and answered nothing but `fields`."""
    page = browser.get(url).content.decode()
    keys = {name: hidden(page, name) for name in ("form_key", "base", "window")}
    return typed("RRI", {}, consent_on="", assessed_on="", place="", purpose="") | keys | fields


def kept(browser, guidance, **fields):
    return browser.post(form_url(guidance), typed("RRI", {"A1": 3}, step="draft") | fields)


def by_script(browser, guidance, field, value, window, base=0):
    change = {"field": field, "value": value, "base": base, "key": str(uuid.uuid4()), "window": window}
    body = {"form_key": str(uuid.uuid4()), "since": base, "window": window, "changes": [change]}
    url = reverse("clients:draft_save", args=[guidance.pk, "RRI"])
    return browser.post(url, json.dumps(body), content_type="application/json").json()


def test_opening_a_form_leaves_nothing_behind(guidance, pk, signed_in):
    page = signed_in(pk).get(form_url(guidance)).content.decode()
    assert "Rancangan oleh" not in page and 'name="sumber-A1"' in page
    assert not AssessmentDraft.objects.exists()


def test_a_draft_is_kept_and_resumed(guidance, pk, signed_in):
    browser = signed_in(pk)
    answer = kept(browser, guidance, place="Kantor Bapas", **{"bukti-A1": "Putusan", "sumber-A1": "BERKAS"})
    assert answer["Location"] == form_url(guidance) and not Assessment.objects.exists()
    draft = AssessmentDraft.objects.get()
    assert (draft.answers, draft.notes, draft.sources) == ({"A1": 3}, {"A1": "Putusan"}, {"A1": "BERKAS"})
    page = browser.get(form_url(guidance)).content.decode()
    assert f"Rancangan oleh {pk.name}" in page and "Rancangan tersimpan." in page
    assert 'value="A1:3" checked' in page and 'value="Kantor Bapas"' in page
    assert '<option value="BERKAS" selected>' in page
    assert hidden(page, "form_key") == str(draft.form_key) and hidden(page, "base") == str(draft.seq)


def test_the_same_draft_sent_twice_is_kept_once(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    count = DraftEvent.objects.count()
    kept(browser, guidance)
    assert DraftEvent.objects.count() == count and AssessmentDraft.objects.count() == 1


def test_the_next_officer_sees_whose_draft_it_is(guidance, pk, bapas, signed_in):
    kept(signed_in(pk), guidance)
    heir = make_user(RoleCode.PK, bapas)
    Guidance.objects.filter(pk=guidance.pk).update(officer=heir)
    page = signed_in(heir).get(form_url(guidance)).content.decode()
    assert "juga diisi orang lain" in page and pk.name in page and 'value="A1:3" checked' in page
    assert signed_in(pk).get(form_url(guidance)).status_code == 404


def test_finishing_signs_the_draft_and_says_so_once(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    data = seen(browser, form_url(guidance)) | typed("RRI", lowest(RRI), **{"sumber-A1": "BERKAS"})
    draft = AssessmentDraft.objects.get()
    data |= {"form_key": str(draft.form_key), "base": str(draft.seq)}
    first, second = browser.post(form_url(guidance), data), browser.post(form_url(guidance), data)
    saved = Assessment.objects.get()
    assert first["Location"] == second["Location"] == reverse("clients:assessment_detail", args=[saved.pk])
    assert saved.sources == {"A1": "BERKAS"} and saved.draft == draft
    page = browser.get(second["Location"]).content.decode()
    assert "ditandatangani atas nama Anda" in page and "kiriman kedua tidak menambah apa-apa" in page


def test_who_comes_after_the_end_keeps_what_they_typed(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    data = seen(browser, form_url(guidance))
    done = typed("RRI", lowest(RRI)) | {name: data[name] for name in ("form_key", "base")}
    browser.post(form_url(guidance), done)
    late = browser.post(form_url(guidance), data | {"step": "draft", "bukti-A2": "Datang terlambat"})
    page = late.content.decode()
    assert late.status_code == 409 and f"sudah diselesaikan oleh {pk.name}" in page and "Datang terlambat" in page


def test_what_others_set_meanwhile_is_filled_in_marked_and_not_signed_unseen(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    data = typed("RRI", lowest(RRI) | {"A1": 3}) | seen(browser, form_url(guidance)) | {"step": "save"}
    data |= {key: value for key, value in typed("RRI", {**lowest(RRI), "A1": 3}).items() if "_on" in key}
    del data["butir-A5"]
    data |= {f"butir-{code}": f"{code}:{value}" for code, value in lowest(RRI).items() if code not in ("A1", "A5")}
    told = by_script(browser, guidance, "answer:A5", 4, "jendela-2", base=int(data["base"]))
    assert told["conflicts"] == []
    answer = browser.post(form_url(guidance), data)
    page = answer.content.decode()
    assert answer.status_code == 409 and not Assessment.objects.exists()
    assert "Periksa, lalu selesaikan" in page and f"Jawaban baru dari {pk.name}" in page
    assert 'value="A5:4" checked' in page
    again = data | {"base": hidden(page, "base"), "butir-A5": "A5:4"}
    assert browser.post(form_url(guidance), again).status_code == 302
    assert Assessment.objects.get().answers["A5"] == 4


def test_two_values_of_one_field_stand_side_by_side_until_one_is_chosen(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    data = seen(browser, form_url(guidance), **{"butir-A1": "A1:0"})
    by_script(browser, guidance, "answer:A1", 2, "jendela-2", base=0)
    by_script(browser, guidance, "answer:A2", 1, "jendela-2", base=int(data["base"]))
    moved = browser.post(form_url(guidance), data | {"step": "draft"})
    page = browser.get(moved["Location"]).content.decode()
    assert page.count("data-meeting=") == 1, "only the template's"
    assert "baru=answer%3AA2" in moved["Location"] and "Jawaban baru dari" in page


def test_a_choice_between_two_values(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance)
    told = by_script(browser, guidance, "answer:A1", 0, "jendela-2")
    assert told["conflicts"][0]["seq"] == told["seq"]
    page = browser.get(form_url(guidance)).content.decode()
    assert "Ada isian yang berbeda di dua jendela" in page and page.count('data-meeting="answer:A1"') == 1
    data = typed("RRI", lowest(RRI) | {"A1": 3}) | {"form_key": hidden(page, "form_key"), "base": hidden(page, "base")}
    refused = browser.post(form_url(guidance), data)
    assert refused.status_code == 409 and "Pilih dahulu yang benar" in refused.content.decode()
    choice = data | {"settle": f"{told['seq']}:beside", "step": ""}
    assert browser.post(form_url(guidance), choice)["Location"].startswith(form_url(guidance))
    assert AssessmentDraft.objects.get().answers["A1"] == 0
    values = DraftEvent.objects.filter(field="answer:A1").order_by("seq").values_list("value", flat=True)
    assert list(values) == [3, 0, 0], "both values stay in the events"
    page = browser.get(form_url(guidance)).content.decode()
    assert 'data-meeting="answer:A1"' not in page and 'value="A1:0" checked' in page
    assert "sudah dibuat sebelumnya" in browser.post(form_url(guidance), choice, follow=True).content.decode()


@pytest.mark.parametrize("choice", ["", "x", "1", "999:beside", "²:stands", "1:other"])
def test_junk_for_a_choice_settles_nothing(guidance, pk, signed_in, choice):
    browser = signed_in(pk)
    kept(browser, guidance)
    by_script(browser, guidance, "answer:A1", 0, "jendela-2")
    browser.post(form_url(guidance), seen(browser, form_url(guidance), settle=choice, **{"butir-A1": "A1:3"}))
    assert AssessmentDraft.objects.get().answers["A1"] == 3


def test_a_value_no_field_can_hold_comes_back_and_the_rest_is_kept(guidance, pk, signed_in):
    answer = kept(signed_in(pk), guidance, place="x" * 121, **{"butir-A2": "A2:77", "bukti-A1": "Tetap"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Terlalu panjang" in page and "x" * 121 in page and "tidak ada pada pilihan" in page
    assert AssessmentDraft.objects.get().notes == {"A1": "Tetap"}


def test_a_letter_no_table_keeps_is_left_out_of_a_note(guidance, pk, signed_in):
    assert kept(signed_in(pk), guidance, **{"bukti-A1": "Petikan\x00 putusan", "sumber-A1": "\x00"}).status_code == 400
    assert AssessmentDraft.objects.get().notes == {"A1": "Petikan putusan"}


def test_the_last_answers_are_shown_on_request_and_never_filled_in(guidance, pk, signed_in):
    make_assessment(guidance, "RRI", 9, answers={}, notes={"A1": "Catatan dahulu"})
    browser = signed_in(pk)
    page = browser.get(form_url(guidance)).content.decode()
    assert "Bandingkan dengan jawaban asesmen terakhir (1 Maret 2025)" in page and "Catatan dahulu" not in page
    moved = kept(browser, guidance, step="compare")
    assert moved["Location"] == f"{form_url(guidance)}?dengan=lalu"
    page = browser.get(moved["Location"]).content.decode()
    assert "Catatan dahulu" in page and "Asesmen 1 Maret 2025" in page
    assert page.count(" checked>") == 2, "the answer typed and the giver of consent, nothing of the last one"
    assert AuditEvent.objects.filter(verb="assessment.read").count() == 1
    assert kept(browser, guidance, dengan="lalu")["Location"] == f"{form_url(guidance)}?dengan=lalu"
    assert kept(browser, guidance, dengan="lalu", step="plain")["Location"] == form_url(guidance)


def test_who_rates_blind_sees_nothing_of_the_last_assessment(guidance, pk, bapas, head, signed_in):
    first = make_assessment(guidance, "RRI", 9, notes={"A1": "Catatan dahulu"})
    heir = make_user(RoleCode.PK, bapas)
    Guidance.objects.filter(pk=guidance.pk).update(officer=heir)
    SecondRating.objects.create(
        guidance=guidance, version=first.version, first=first, rater=heir, asked_by=head, due_on=date(2030, 1, 1)
    )
    page = signed_in(heir).get(f"{form_url(guidance)}?dengan=lalu").content.decode()
    assert "Bandingkan" not in page and "Catatan dahulu" not in page
    assert signed_in(heir).get(f"{form_url(guidance)}?replaces_id={first.pk}").status_code == 409
    assert "Wajib menurut RRI" not in signed_in(heir).get(form_url(guidance, "KRIM")).content.decode()


def replaced_version() -> InstrumentVersion:
    """RRI's version ends; a copy of it without its last tick is in force since."""
    old = InstrumentVersion.objects.get(instrument="RRI", state="PUBLISHED")
    definition = json.loads(json.dumps(old.definition))
    InstrumentVersion.objects.filter(pk=old.pk).update(state="RETIRED", valid_to=date(2025, 12, 31))
    definition["version"] = "uji-2"
    return InstrumentVersion.objects.create(
        instrument="RRI", version="uji-2", definition=definition, state="PUBLISHED", valid_from=date(2026, 1, 1)
    )


def test_a_draft_moves_to_the_version_in_force(guidance, pk, signed_in):
    browser = signed_in(pk)
    kept(browser, guidance, **{"bukti-A1": "Putusan"})
    new = replaced_version()
    page = browser.get(form_url(guidance)).content.decode()
    assert "Instrumen sudah berganti versi" in page and "Lanjutkan dengan versi uji-2" in page
    late = kept(browser, guidance, **{"bukti-A2": "Belum sempat"})
    assert late.status_code == 409 and "Belum sempat" in late.content.decode()
    for _click in range(2):
        assert browser.post(form_url(guidance), {"step": "renew"})["Location"] == form_url(guidance)
    old, draft = AssessmentDraft.objects.order_by("pk")
    assert (old.state, draft.state, draft.version) == ("DROPPED", "OPEN", new)
    assert (draft.answers, draft.notes) == ({"A1": 3}, {"A1": "Putusan"})
    assert "Periksa kembali" in browser.get(form_url(guidance)).content.decode()
    assert AuditEvent.objects.filter(verb="draft.renewed").count() == 1


def test_opening_costs_the_same_with_a_full_draft(guidance, pk, signed_in, django_assert_max_num_queries):
    browser = signed_in(pk)
    make_assessment(guidance, "RRI", 9)
    notes = {f"bukti-{item.code}": "Bukti" for item in RRI.items}
    browser.post(form_url(guidance), typed("RRI", answers_for_total(RRI, 9), step="draft") | notes)
    with django_assert_max_num_queries(15):
        browser.get(form_url(guidance))
