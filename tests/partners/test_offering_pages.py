"""Pages of branches and services: who may, what is kept of what was typed, and that no client shows."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RegionLevel, RoleCode
from bapas_portal.accounts.models import Region
from partners.choices_referral import ReferralStage
from partners.models import Branch, Offering
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_branch, make_offering, make_organisation, make_referral

pytestmark = pytest.mark.django_db
BRANCH = {"name": "Kantor pusat", "street": "Jalan Contoh 1", "latitude": "-7.0", "longitude": "110.4"}
SERVICE = {
    "name": "Konseling",
    "needs": ["F3"],
    "setting": "ON_SITE",
    "cost": "FREE",
    "for_women": "on",
    "places": "3",
    "languages": ["ind"],
}


def url(name: str, pk: int) -> str:
    return reverse(f"partners:{name}", args=[pk])


def test_a_branch_and_a_service_are_written_by_the_pages(bapas, pk, signed_in):
    partner, browser = make_organisation(office=bapas), signed_in(pk)
    Region.objects.create(code="33", name="Jawa Tengah", level=RegionLevel.PROVINCE)
    answer = browser.post(url("branch_new", partner.pk), BRANCH, follow=True)
    assert "Cabang tercatat" in answer.content.decode()
    branch = Branch.objects.get(organisation=partner)
    answer = browser.post(
        url("offering_new", partner.pk), {**SERVICE, "branch_id": branch.pk, "areas": ["33"]}, follow=True
    )
    page = answer.content.decode()
    assert "0 dari 3 tempat terisi" in page
    assert "Jawa Tengah" in page
    assert "hanya perempuan" in page
    offering = Offering.objects.get()
    assert (offering.branch, offering.areas, offering.places) == (branch, ["33"], 3)
    edit = url("offering_edit", offering.pk)
    assert 'value="Konseling"' in browser.get(edit).content.decode()
    browser.post(edit, {**SERVICE, "name": "Konseling malam", "lock_version": "0"})
    offering.refresh_from_db()
    assert offering.name == "Konseling malam"
    shown = browser.get(url("organisation_detail", partner.pk)).content.decode()
    assert "Kantor pusat" in shown
    assert "Konseling malam" in shown


def test_a_stale_form_shows_both_wordings(bapas, pk, signed_in):
    branch, browser = make_branch(office=bapas, name="Lama"), signed_in(pk)
    browser.post(url("branch_edit", branch.pk), {**BRANCH, "name": "Ditulis rekan", "lock_version": "0"})
    answer = browser.post(url("branch_edit", branch.pk), {**BRANCH, "name": "Ketikan saya", "lock_version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ketikan saya" in page
    assert "Ditulis rekan" in page
    again = browser.post(url("branch_edit", branch.pk), {**BRANCH, "name": "Ketikan saya", "lock_version": "1"})
    assert again.status_code == 302


def test_a_refused_service_keeps_what_was_typed(bapas, pk, signed_in):
    partner = make_organisation(office=bapas)
    answer = signed_in(pk).post(url("offering_new", partner.pk), {**SERVICE, "needs": [], "description": "Ketikan"})
    assert answer.status_code == 422
    assert "Ketikan" in answer.content.decode()
    assert not Offering.objects.exists()


def test_closing_is_refused_with_the_number_of_referrals(bapas, pk, signed_in):
    offering, browser = make_offering(office=bapas), signed_in(pk)
    referral = make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.WAITING)
    answer = browser.post(url("offering_close", offering.pk), {"sure": "on"})
    assert answer.status_code == 422
    assert "1 rujukan" in answer.content.decode()
    referral.stage = ReferralStage.WITHDRAWN
    referral.save(update_fields=["stage"])
    assert (
        "Layanan ditutup"
        in browser.post(url("offering_close", offering.pk), {"sure": "on"}, follow=True).content.decode()
    )
    assert "dibuka lagi" in browser.post(url("offering_reopen", offering.pk), follow=True).content.decode()


def test_a_service_shows_numbers_and_no_client(bapas, pk, signed_in):
    offering = make_offering(office=bapas, places=1)
    guidance = make_guidance(office=bapas, officer=pk, name="Orang Contoh Sekali")
    make_referral(guidance, offering, ReferralStage.STARTED)
    page = signed_in(pk).get(url("offering_detail", offering.pk)).content.decode()
    assert "Penuh, 1 tempat" in page
    assert "Orang Contoh" not in page


WRITES = ["branch_new", "branch_edit", "branch_close", "offering_new", "offering_edit", "offering_close"]


@pytest.mark.parametrize("name", WRITES)
def test_writing_is_for_the_office_that_keeps_the_partner(name, bapas, other_bapas, pk, signed_in, client):
    def row(office):
        partner = make_organisation(office=office)
        if name.endswith("_new"):
            return partner.pk
        return (make_branch if name.startswith("branch") else make_offering)(partner).pk

    own, others = row(bapas), row(other_bapas)
    assert signed_in(pk).get(url(name, own)).status_code == 200
    assert signed_in(pk).get(url(name, others)).status_code == 404
    assert signed_in(make_user(RoleCode.OPERATOR, bapas)).get(url(name, own)).status_code == 403
    assert client.get(url(name, own)).status_code == 302


def test_the_administrator_sees_no_service(nation, bapas, signed_in):
    offering = make_offering(office=bapas)
    assert signed_in(make_user(RoleCode.ADMIN, nation)).get(url("offering_detail", offering.pk)).status_code == 403
