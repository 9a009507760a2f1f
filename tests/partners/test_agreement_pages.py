"""The pages of agreements and their door in the API: who opens what, and a course from draft to renewal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from partners.models import Agreement
from tests.factories import make_user
from tests.factories.partners import make_agreement, make_organisation, make_site

pytestmark = pytest.mark.django_db
OPEN = ("agreement_detail",)
WRITES = (
    "agreement_edit",
    "agreement_sign",
    "agreement_stop",
    "agreement_party",
    "agreement_site",
    "agreement_file_add",
    "agreement_watchers",
)
POSTS = ("agreement_renew",)


def page(name, pk):
    return reverse(f"partners:{name}", args=[pk])


@pytest.mark.parametrize("name", OPEN + WRITES)
def test_an_agreement_of_another_office_is_not_found(signed_in, pk, other_bapas, name):
    assert signed_in(pk).get(page(name, make_agreement(other_bapas, signed=False).pk)).status_code == 404


@pytest.mark.parametrize("name", WRITES)
def test_who_only_reads_is_refused(signed_in, bapas, name):
    reader = make_user(RoleCode.TPP_SECRETARY, bapas)
    agreement = make_agreement(bapas, signed=False)
    browser = signed_in(reader)
    assert browser.get(page("agreement_detail", agreement.pk)).status_code == 200
    assert browser.get(page(name, agreement.pk)).status_code == 403


@pytest.mark.parametrize("name", OPEN + WRITES)
def test_signed_out_one_is_asked_to_sign_in(client, bapas, name):
    answer = client.get(page(name, make_agreement(bapas, signed=False).pk))
    assert answer.status_code == 302 and "/masuk/" in answer.url


def test_a_national_agreement_is_read_and_not_changed_by_a_bapas(signed_in, pk, nation):
    agreement = make_agreement(nation)
    browser = signed_in(pk)
    body = browser.get(page("agreement_detail", agreement.pk)).content.decode()
    assert agreement.title in body and "diubah oleh kantor yang mencatatnya" in body
    assert browser.get(page("agreement_edit", agreement.pk)).status_code == 403


def test_from_draft_to_renewal_by_its_pages(signed_in, pk, bapas):
    browser = signed_in(pk)
    words = {"office": bapas.pk, "kind": "PKS", "title": "PKS Dinas Contoh", "purposes": ["KERJA_SOSIAL"]}
    words |= {"our_number": "PAS-7/2026", "our_signer": "Kepala Contoh", "form_key": str(uuid4())}
    browser.post(reverse("partners:agreement_new"), words)
    browser.post(reverse("partners:agreement_new"), words)
    agreement = Agreement.objects.get()
    organisation = make_organisation(office=bapas)
    party = {"organisation": organisation.pk, "signer": "Kepala Dinas Contoh"}
    assert browser.post(page("agreement_party", agreement.pk), party).status_code == 302
    site = make_site(organisation)
    assert browser.post(page("agreement_site", agreement.pk), {"site": site.pk, "capacity": "4"}).status_code == 302
    paper = {"upload": SimpleUploadedFile("pks.pdf", b"%PDF-1.7 pks")}
    assert browser.post(page("agreement_file_add", agreement.pk), paper).status_code == 302
    assert browser.post(page("agreement_watchers", agreement.pk), {"people": [pk.pk]}).status_code == 302
    browser.post(page("agreement_to_draft", agreement.pk))
    agreement.refresh_from_db()
    today = today_in(bapas.zone)
    days = {"signed_on": today, "starts_on": today, "ends_on": today + timedelta(30)}
    answer = browser.post(page("agreement_sign", agreement.pk), days | {"lock_version": agreement.lock_version})
    assert answer.status_code == 302
    body = browser.get(page("agreement_detail", agreement.pk)).content.decode()
    for words_shown in ("Akan berakhir", organisation.name, site.name, "pks.pdf", pk.name):
        assert words_shown in body
    assert browser.get(page("agreement_file", agreement.files.get().pk)).status_code == 200
    answer = browser.post(page("agreement_renew", agreement.pk))
    assert answer.url == page("agreement_detail", Agreement.objects.get(renews=agreement).pk)


def test_a_paper_of_another_office_is_not_found(signed_in, pk, other_pk, bapas):
    agreement = make_agreement(bapas, signed=False)
    paper = {"upload": SimpleUploadedFile("pks.pdf", b"%PDF-1.7 pks")}
    assert signed_in(pk).post(page("agreement_file_add", agreement.pk), paper).status_code == 302
    assert signed_in(other_pk).get(page("agreement_file", agreement.files.get().pk)).status_code == 404


def test_two_windows_show_both_wordings_and_keep_what_was_typed(signed_in, pk, bapas):
    agreement = make_agreement(bapas, signed=False)
    browser = signed_in(pk)
    words = {"kind": "PKS", "purposes": ["KERJA_SOSIAL", "PELATIHAN"], "lock_version": 0}
    assert browser.post(page("agreement_edit", agreement.pk), words | {"title": "Pertama"}).status_code == 302
    answer = browser.post(page("agreement_edit", agreement.pk), words | {"title": "Kedua"})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Pertama" in body and 'value="Kedua"' in body and 'name="lock_version" value="1"' in body
    agreement.refresh_from_db()
    assert agreement.title == "Pertama"


def test_a_signed_one_asks_why_it_is_put_right(signed_in, pk, bapas):
    agreement = make_agreement(bapas)
    words = {"purposes": ["KERJA_SOSIAL"], "lock_version": 0, "title": "Judul baru", "our_number": "PAS-9/2020"}
    words |= {"our_signer": "Kepala Contoh", "starts_on": "2020-01-02", "ends_on": "2040-01-01"}
    browser = signed_in(pk)
    answer = browser.post(page("agreement_edit", agreement.pk), words)
    assert answer.status_code == 422 and "tulis alasan perbaikannya" in answer.content.decode()
    assert browser.post(page("agreement_edit", agreement.pk), words | {"reason": "Salah ketik"}).status_code == 302
    assert "Salah ketik" in browser.get(page("agreement_detail", agreement.pk)).content.decode()


@pytest.mark.parametrize(("state", "found"), [("AKTIF", 1), ("BERAKHIR", 0), ("bukan-keadaan", 1), ("", 1)])
def test_the_list_by_state(signed_in, pk, bapas, state, found):
    agreement = make_agreement(bapas)
    body = signed_in(pk).get(reverse("partners:agreement_list"), {"state": state}).content.decode()
    assert body.count(agreement.title) == found


def test_the_api_tells_how_each_stands_and_hides_the_neighbours(signed_in, pk, bapas, other_bapas):
    ours = make_agreement(bapas)
    make_agreement(other_bapas)
    site = make_site(ours.parties.get().organisation)
    ours.site_parts.create(site=site, capacity=3)
    body = signed_in(pk).get("/api/v1/agreements/").json()
    (row,) = body["results"]
    assert (row["id"], row["state"], row["purposes"]) == (ours.pk, "AKTIF", ["KERJA_SOSIAL"])
    assert row["sites"] == [{"site_id": site.pk, "site": site.name, "capacity": 3}]
    assert signed_in(pk).get("/api/v1/agreements/", {"state": "BERAKHIR"}).json()["results"] == []
    assert signed_in(pk).get("/api/v1/agreements/", {"office": other_bapas.pk}).json()["results"] == []


def test_a_form_sent_before_with_other_words_comes_back_with_every_choice(signed_in, pk, bapas):
    browser = signed_in(pk)
    words = {"office": bapas.pk, "kind": "MOU", "title": "Satu", "purposes": ["KERJA_SOSIAL"], "form_key": str(uuid4())}
    assert browser.post(reverse("partners:agreement_new"), words).status_code == 302
    again = words | {"title": "Dua", "purposes": ["KERJA_SOSIAL", "PELATIHAN"]}
    body = browser.post(reverse("partners:agreement_new"), again).content.decode()
    assert body.count(" checked") == 2 and 'value="Dua"' in body and words["form_key"] not in body
