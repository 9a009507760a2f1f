"""From the MoU with a city to a client who works at a partner's site, and what stops when the PKS is stopped."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import add_months, today_in
from partners.models import Agreement, Site
from programs.models import ServiceConsent, SessionSeat
from tests.e2e.steps import choose, fill
from tests.factories import make_guidance
from tests.factories.partners import make_organisation
from tests.factories.service import make_order

pytestmark = pytest.mark.e2e
CITY, HOME = "Pemerintah Kota Contoh", "Panti Wreda Contoh"


def test_from_the_mou_to_a_placed_client(visit, world):
    for name in (CITY, HOME):
        make_organisation(office=world.bapas, name=name)
    head = visit(world.head)
    _signed(head.open(reverse("partners:agreement_new")), kind="MOU", title="MoU Kota Contoh", partner=CITY)
    page = head.open(reverse("partners:agreement_new"))
    choose(page, "parent", "W13-MOU-01")
    _signed(page, kind="PKS", title="PKS Panti Wreda", partner=HOME)
    pks = Agreement.objects.get(title="PKS Panti Wreda")
    assert pks.parent.title == "MoU Kota Contoh"

    _site(head)
    page = head.open(reverse("partners:agreement_detail", args=[pks.pk]))
    page.get_by_role("link", name="Tambah tempat kerja").click()
    choose(page, "site", "Rumah Panti")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Rumah Panti")

    today = today_in()
    client = make_guidance(office=world.bapas, officer=world.pk, name="Surya Teladan", status="KERSOS", start_on=today)
    order = make_order(client, verdict_on=today, start_on=today, deadline_on=add_months(today, 5))
    ServiceConsent.objects.create(
        order=order, is_agreed=True, said_on=today, explained_by="PK", form_key=uuid4(), by=world.pk
    )
    page = visit(world.pk).open(reverse("programs:order_schedule", args=[order.pk]))
    page.get_by_role("button", name="Susun jadwal").click()
    expect(page.locator("main")).to_contain_text("Rumah Panti")
    assert SessionSeat.objects.filter(order=order, state="BOOKED").exists()

    page = head.open(reverse("partners:agreement_stop", args=[pks.pk]))
    fill(page, on=today, reason="Panti pindah")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Tidak ada klien baru yang ditempatkan")
    page = head.open(reverse("programs:service_session_new"))
    choose(page, "site_id", "Rumah Panti")
    fill(page, held_on=today + timedelta(3), starts_at="08:00", ends_at="12:00", seats="2")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text(pks.our_number)


def _signed(page: Page, *, kind: str, title: str, partner: str) -> None:
    """Draft it, add who signs, and note the signing."""
    page.locator("select[name=kind]").select_option(kind)
    fill(page, title=title, our_number=f"W13-{kind}-01", our_signer="Kepala Contoh")
    page.get_by_label("Kerja sosial", exact=True).check()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Tambah mitra").click()
    choose(page, "organisation", partner)
    fill(page, number=f"01/{kind}/2026", signer="Penanda Contoh", position="Ketua")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Catat penandatanganan").click()
    fill(page, ends_on=add_months(today_in(), 24))
    page.get_by_role("button", name="Simpan").click()
    expect(page).to_have_url(re.compile(r"/mitra/perjanjian/\d+/$"))
    expect(page.locator("main")).to_contain_text("Berlaku sampai")


def _site(head) -> None:
    """A work place of the home, with a weekly time on every day and a safety check."""
    home = reverse("partners:organisation_list") + "?area=office"
    page = head.open(home)
    page.get_by_role("link", name=HOME).click()
    page.get_by_role("link", name="Catat tempat kerja").click()
    fill(page, name="Rumah Panti", supervisor_name="Pengawas Contoh")
    page.get_by_label("Kebersihan").check()
    for who in ("Dewasa", "Perempuan", "Laki-laki"):
        page.get_by_label(who, exact=True).check()
    page.locator("main form").get_by_role("button", name="Simpan").click()
    site = Site.objects.get()
    page = head.open(reverse("partners:slot_open", args=[site.pk]))
    for box in page.locator("[name=weekdays]").all():
        box.check()
    fill(page, starts_at="08:00", ends_at="16:00", seats="5", valid_from=today_in())
    page.locator("main form button[type=submit]").click()
    page = head.open(reverse("partners:check_add", args=[site.pk]))
    page.locator("[name=is_safe]").first.check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("K3 aman")
