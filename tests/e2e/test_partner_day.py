"""A partner's worker on a phone: invited, signs in, answers a referral, notes a session, reports; the PK reviews."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import today_in
from partners.choices_referral import ReferralStage
from partners.models import Referral, ReferralNeed
from tests.e2e.conftest import PHONE
from tests.e2e.steps import fill
from tests.e2e.test_programme_journey import fits
from tests.factories import make_guidance
from tests.factories.partners import make_offering, make_organisation, make_referral
from tests.factories.programs import make_need

pytestmark = pytest.mark.e2e
PASSWORD = "sungai-tenang-47-kapal"
NAME = "Sari Teladan"


@pytest.fixture
def referral(world) -> Referral:
    """Sent to a partner of the office by its PK, for a child whose name the partner is not told."""
    partner = make_organisation(office=world.bapas, name="Yayasan Tangan Contoh", serves=["HOUSING"])
    child = make_guidance(office=world.bapas, officer=world.pk, child=True, name=NAME)
    row = make_referral(child, make_offering(partner, name="Hunian", needs=["HOUSING"]), ReferralStage.SENT)
    ReferralNeed.objects.create(referral=row, need=make_need(child))
    return row


def test_a_partners_workers_day(visit, world, referral):
    address = _invite(visit(world.head), referral.partner_id)
    worker = visit(viewport=PHONE)
    page = _join(worker, address)
    fits(page)
    expect(page.locator("main")).to_contain_text("Menunggu jawaban Anda")
    expect(page.locator("main")).not_to_contain_text(NAME)
    page.get_by_role("link", name="S. T.").click()
    fits(page)
    expect(page.locator("main")).not_to_contain_text("Pencurian")
    page.get_by_role("button", name="Terima klien").click()
    _press(page, "Mulai layanan")
    page.get_by_role("link", name="Catat pertemuan").click()
    fits(page)
    page.get_by_role("radio", name="Hadir", exact=True).check()
    fill(page, starts_at="09:00", ends_at="10:30", feedback="Sudah menempati kamar")
    page.get_by_role("button", name="Catat pertemuan").click()
    expect(page.locator("main")).to_contain_text("Sudah menempati kamar")
    _press(page, "Selesaikan layanan")
    page.get_by_role("link", name="Isi laporan akhir").click()
    fits(page)
    page.get_by_role("radio", name="Tercapai sebagian").check()
    fill(page, summary="Menetap, masih perlu perabot")
    page.get_by_role("button", name="Laporan akhir").click()
    expect(page.locator("main")).to_contain_text("Menunggu tinjauan PK")

    officer = visit(world.pk, viewport=PHONE)
    page = officer.open(reverse("partners:referral_list") + "?state=todo")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator("main")).to_contain_text("Diisi mitra")
    page.get_by_role("link", name="Tinjau laporan akhir").click()
    page.get_by_role("radio", name="Terima", exact=True).check()
    page.get_by_role("button", name="Tinjau laporan akhir").click()
    expect(page.locator("main")).to_contain_text("Diterima PK")
    assert worker.page.context.request.get(officer.page.url).status == 403


def _invite(head, partner: int) -> str:
    """The address that the head is shown once."""
    page = head.open(reverse("partners:organisation_detail", args=[partner]))
    page.get_by_role("link", name="Petugas mitra").click()
    page.get_by_role("link", name="Undang petugas").click()
    fill(page, name="Nani Permisalan", username="nani.contoh", position="Koordinator")
    page.get_by_role("button", name="Undang").click()
    found = re.search(r"/mitra/undangan/[\w-]+/", page.locator("code.once").inner_text())
    assert found is not None
    return found.group()


def _join(worker, address: str) -> Page:
    page = worker.open(address)
    fits(page)
    fill(page, password=PASSWORD, again=PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.get_by_label("NIP atau nama pengguna").fill("nani.contoh")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk/" not in url)
    # A message about the new referral waits first: it came before the account did, so there is none.
    return worker.open(reverse("own:home"))


def _press(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    fits(page)
    expect(page.locator("[name=on]")).to_have_value(today_in().isoformat())
    page.get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile(r"/mitra-saya/rujukan/\d+/$"))
