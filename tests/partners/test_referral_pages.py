"""The pages of referrals: who opens what, and a course through them from draft to reviewed report."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from partners.choices_referral import ReferralStage
from partners.models import Referral, ReferralNeed
from partners.views.referral_steps import STEPS
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_offering, make_referral, make_referral_session
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db
TODAY = today_in().isoformat()
READS = ("referral_detail",)
WRITES = ("referral_edit", "referral_send", "referral_reroute", "referral_session", "referral_report")


@pytest.fixture
def offering(bapas):
    return make_offering(office=bapas, needs=["HOUSING"], places=1)


@pytest.fixture
def referral(bapas, pk, offering):
    return make_referral(make_guidance(office=bapas, officer=pk), offering)


def page(name, *args):
    return reverse(f"partners:{name}", args=args)


@pytest.mark.parametrize("name", READS + WRITES)
def test_a_client_of_another_office_is_not_found(signed_in, other_bapas, referral, name):
    stranger = make_user(RoleCode.PK, other_bapas)
    assert signed_in(stranger).get(page(name, referral.pk)).status_code == 404


@pytest.mark.parametrize("name", WRITES)
def test_a_colleague_reads_and_does_not_write(signed_in, bapas, referral, name):
    browser = signed_in(make_user(RoleCode.PK, bapas))
    assert browser.get(page("referral_detail", referral.pk)).status_code == 200
    assert browser.get(page(name, referral.pk)).status_code == 403
    assert browser.post(page("referral_step", referral.pk, "tarik"), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", READS + WRITES)
def test_kanwil_and_directorate_open_no_referral(signed_in, kanwil_staff, directorate, referral, name):
    for reader in (kanwil_staff, directorate):
        assert signed_in(reader).get(page(name, referral.pk)).status_code == 403


@pytest.mark.parametrize("name", READS + WRITES)
def test_signed_out_one_is_asked_to_sign_in(client, referral, name):
    answer = client.get(page(name, referral.pk))
    assert answer.status_code == 302 and "/masuk/" in answer.url


def test_the_course_from_draft_to_reviewed_report(signed_in, bapas, pk, offering):
    guidance = make_guidance(office=bapas, officer=pk, name="Klien Rujukan")
    need = make_need(guidance)
    browser = signed_in(pk)
    form = browser.get(page("referral_new", guidance.pk) + f"?kebutuhan={need.pk}&layanan={offering.pk}")
    key = form.context["form"].initial["form_key"]
    sent = {"form_key": key, "needs": [need.pk], "offering": offering.pk, "aim": "Tinggal tetap"}
    refused = browser.post(page("referral_new", guidance.pk), sent | {"shared": ["OFFENCE"]})
    assert refused.status_code == 400 and "Tulis mengapa mitra perlu tahu" in refused.content.decode()
    assert browser.post(page("referral_new", guidance.pk), sent).status_code == 302
    referral = Referral.objects.get()
    again = browser.post(page("referral_new", guidance.pk), sent, follow=True)
    assert Referral.objects.count() == 1 and "tersimpan satu kali" in again.content.decode()
    consent = {"consent_by": "KLIEN", "consent_on": TODAY}
    shown = browser.get(page("referral_send", referral.pk)).content.decode()
    assert "Klien Rujukan" in shown and "Pencurian" not in shown.split("Yang dilihat mitra")[1]
    browser.post(page("referral_send", referral.pk), consent)
    for step, fields in (
        ("terima", {}),
        ("mulai", {"on": TODAY}),
        ("jeda", {"on": TODAY, "reason": "sakit"}),
        ("lanjut", {"on": TODAY}),
        ("selesai", {"on": TODAY}),
    ):
        assert browser.post(page("referral_step", referral.pk, step), fields).status_code == 302, step
    visit = {"held_on": TODAY, "presence": "HADIR", "feedback": "Rajin"}
    assert browser.post(page("referral_session", referral.pk), visit).status_code == 302
    wrong = referral.sessions.get()
    fixed = visit | {"presence": "IZIN", "reason": "salah pilih"}
    browser.post(page("referral_session", referral.pk) + f"?perbaiki={wrong.pk}", fixed)
    row = referral.needs.get()
    report = {"summary": "Sudah menetap", f"outcome-{row.pk}": "MET"}
    assert browser.post(page("referral_report", referral.pk), {"summary": "Baik"}).status_code == 422
    assert browser.post(page("referral_report", referral.pk), report).status_code == 302
    assert browser.get(page("referral_list") + "?state=todo").content.decode().count("Klien Rujukan") == 1
    returned = browser.post(page("referral_review", referral.pk), {"is_accepted": "0"})
    assert returned.status_code == 400 and "Tulis apa yang kurang" in returned.content.decode()
    browser.post(page("referral_review", referral.pk), {"is_accepted": "1"})
    shown = browser.get(page("referral_detail", referral.pk)).content.decode()
    for words in ("Diterima PK", "Sudah menetap", "Tercapai", "salah pilih", "sakit", "Diganti"):
        assert words in shown
    assert browser.get(page("referral_review", referral.pk)).status_code == 404


def test_a_refusal_is_rerouted_from_the_page(signed_in, bapas, pk, offering):
    referral = make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.SENT)
    ReferralNeed.objects.create(referral=referral, need=make_need(referral.guidance))
    other = make_offering(office=bapas, needs=["HOUSING"], name="Rumah singgah")
    browser = signed_in(pk)
    assert browser.post(page("referral_step", referral.pk, "tolak"), {"reason": ""}).status_code == 400
    browser.post(page("referral_step", referral.pk, "tolak"), {"reason": "penuh"})
    browser.post(page("referral_reroute", referral.pk), {"offering": other.pk})
    new = Referral.objects.get(offering=other)
    assert new.rerouted_from == referral
    assert page("referral_detail", new.pk) in browser.get(page("referral_detail", referral.pk)).content.decode()


def test_a_stage_offers_what_may_follow_and_no_more(signed_in, bapas, pk):
    browser = signed_in(pk)
    for stage in ReferralStage:
        referral = make_referral(make_guidance(office=bapas, officer=pk), make_offering(office=bapas), stage)
        shown = browser.get(page("referral_detail", referral.pk)).content.decode()
        for step in STEPS:
            assert (page("referral_step", referral.pk, step.code) in shown) == (stage in step.stages)


def test_a_step_that_is_none_is_not_found(signed_in, pk, referral):
    assert signed_in(pk).get(page("referral_step", referral.pk, "hapus")).status_code == 404


def test_the_tab_of_a_client_shows_the_referrals(signed_in, pk, referral):
    shown = signed_in(pk).get(page("client_referrals", referral.guidance_id)).content.decode()
    assert referral.offering.name in shown and "Rujuk ke mitra" in shown


def test_of_a_child_the_partner_is_shown_initials(signed_in, bapas, pk, offering):
    guidance = make_guidance(office=bapas, officer=pk, child=True, name="Rahasia Sekali")
    referral = make_referral(guidance, offering)
    shown = signed_in(pk).get(page("referral_send", referral.pk)).content.decode().split("Yang dilihat mitra")[1]
    assert "R. S." in shown and "Rahasia Sekali" not in shown


def test_two_windows_on_one_referral_show_both_wordings_and_the_second_may_go_on(signed_in, pk, referral):
    browser, url = signed_in(pk), page("referral_edit", referral.pk)
    need = make_need(referral.guidance)
    sent = {"needs": [need.pk], "offering": referral.offering_id, "lock_version": 0}
    assert browser.post(url, sent | {"aim": "Ditulis rekan"}).status_code == 302
    stale = browser.post(url, sent | {"aim": "Ketikan saya"})
    shown = stale.content.decode()
    assert stale.status_code == 409 and "Ditulis rekan" in shown and "Ketikan saya" in shown
    lock = stale.context["form"].data["lock_version"]
    assert browser.post(url, sent | {"aim": "Ketikan saya", "lock_version": lock}).status_code == 302
    assert Referral.objects.get(pk=referral.pk).aim == "Ketikan saya"


def test_a_session_put_right_in_two_windows_is_put_right_once(signed_in, bapas, pk, offering):
    """The second is told; it does not become a session of its own."""
    referral = make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED)
    wrong, browser = make_referral_session(referral, pk), signed_in(pk)
    url = page("referral_session", referral.pk) + f"?perbaiki={wrong.pk}"
    said = {"held_on": TODAY, "presence": "IZIN", "reason": "salah pilih"}
    assert browser.post(url, said).status_code == 302
    second = browser.post(url, said | {"presence": "ABSEN"})
    assert second.status_code == 409 and "sudah diperbaiki orang lain" in second.content.decode()
    assert referral.sessions.count() == 2
    assert browser.get(page("referral_session", referral.pk) + "?perbaiki=987654321").status_code == 404
    assert browser.get(page("referral_session", referral.pk) + "?perbaiki=x").status_code == 404
