"""A partner's step on a phone: referred, declined, sent elsewhere, waited, served, reported, ticked."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import add_months, today_in
from partners.choices_referral import ReferralStage
from partners.models import Referral
from programs.models import PlanStep
from tests.e2e.conftest import PHONE
from tests.e2e.steps import choose, fill
from tests.e2e.test_programme_journey import fits
from tests.factories import make_guidance
from tests.factories.partners import make_offering, make_organisation, make_referral
from tests.factories.plan_parts import make_step
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.e2e
ONE = re.compile(r"/mitra/rujukan/\d+/$")
FIRST, SECOND = "Rumah Singgah Contoh", "Panti Harapan Contoh"


@pytest.fixture
def step(world) -> PlanStep:
    """A partner's step of an approved plan; the second service is full with another client of the same PK."""
    near = [make_organisation(office=world.bapas, name=name, serves=["HOUSING"]) for name in (FIRST, SECOND)]
    services = [make_offering(near[0], name="Hunian", needs=["HOUSING"])]
    services.append(make_offering(near[1], name="Kamar", needs=["HOUSING"], places=1))
    other = make_guidance(office=world.bapas, officer=world.pk, name="Tono Teladan")
    make_referral(other, services[1], ReferralStage.STARTED)
    client = make_guidance(office=world.bapas, officer=world.pk, name="Sari Teladan")
    days = {"start_on": add_months(today_in(), -1), "due_on": add_months(today_in(), 3)}
    line = make_line(make_plan(client), partner_id=near[0].pk, **days)
    step = make_step(line, actor="PARTNER", action="Menempati rumah singgah", due_on=days["due_on"])
    make_version(line.plan)
    return step


def test_from_a_step_of_the_plan_to_its_tick(visit, world, step):
    officer = visit(world.pk, viewport=PHONE)
    plan = reverse("programs:plan_detail", args=[step.line.plan.guidance_id])
    page = officer.open(plan)
    fits(page)
    page.get_by_role("link", name="Rujuk Menempati rumah singgah").click()
    fits(page)
    expect(page.locator("select[name=offering] option:checked")).to_have_text(f"{FIRST} · Hunian")
    page.get_by_role("button", name="Simpan draf rujukan").click()
    send(page)
    press(page, "Tolak", reason="Kamar penuh bulan ini")
    expect(page.locator("main")).to_contain_text("Kamar penuh bulan ini")
    page.get_by_role("link", name="Alihkan ke layanan lain").click()
    fits(page)
    choose(page, "offering", "Kamar")
    page.get_by_role("button", name="Alihkan ke layanan lain").click()
    send(page)
    page.get_by_role("button", name="Terima klien").click()
    expect(page.locator("main")).to_contain_text("urutan 1 daftar tunggu")
    _free_the_place(officer)
    page = officer.open(plan)
    page.get_by_role("link", name=f"Rujukan ke {SECOND}").click()
    expect(page.locator("main")).to_contain_text("tempat tersedia")
    press(page, "Mulai layanan")
    _serve(page)
    page = officer.open(plan)
    fits(page)
    expect(page.locator("main")).to_contain_text("tandai langkah ini?")
    page.get_by_role("link", name="Tandai Menempati rumah singgah").click()
    expect(page.locator("[name=to]")).to_have_value("DONE")
    page.get_by_role("button", name="Simpan status").click()
    expect(page.locator("main")).to_contain_text("Status langkah tersimpan")
    step.refresh_from_db()
    assert step.state == "DONE"
    way = Referral.objects.get(guidance=step.line.plan.guidance, stage="COMPLETED").moves.values_list("new", flat=True)
    assert list(way) == ["SENT", "WAITING", "ACCEPTED", "STARTED", "COMPLETED"]


def send(page: Page) -> None:
    """With consent, after reading what the partner will see."""
    page.get_by_role("link", name="Kirim ke mitra").click()
    fits(page)
    expect(page.locator("main")).to_contain_text("Sari Teladan")
    page.get_by_role("radio", name="Klien sendiri").check()
    page.get_by_role("button", name="Kirim ke mitra").click()
    expect(page.locator("main")).to_contain_text("Rujukan dikirim ke mitra")
    fits(page)


def press(page: Page, name: str, **values: str) -> None:
    """A step that asks for something first."""
    page.get_by_role("link", name=name, exact=True).click()
    fits(page)
    fill(page, **values)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(ONE)


def _free_the_place(officer) -> None:
    """The other client's service is completed."""
    seated = Referral.objects.get(guidance__client__name="Tono Teladan")
    page = officer.open(reverse("partners:referral_detail", args=[seated.pk]))
    press(page, "Selesaikan layanan")
    expect(page.locator("main")).to_contain_text("Layanan selesai")


def _serve(page: Page) -> None:
    """A session, the end, the report, and its review."""
    page.get_by_role("link", name="Catat pertemuan").click()
    fits(page)
    page.get_by_role("radio", name="Hadir", exact=True).check()
    fill(page, starts_at="09:00", ends_at="10:00", feedback="Sudah menempati kamar")
    page.get_by_role("button", name="Catat pertemuan").click()
    expect(page.locator("main")).to_contain_text("Sudah menempati kamar")
    press(page, "Selesaikan layanan")
    page.get_by_role("link", name="Isi laporan akhir").click()
    fits(page)
    page.get_by_role("radio", name="Tercapai", exact=True).check()
    fill(page, summary="Klien menetap dan membantu pengurus panti")
    page.get_by_role("button", name="Laporan akhir atas keterangan mitra").click()
    page.get_by_role("link", name="Tinjau laporan akhir").click()
    page.get_by_role("radio", name="Terima", exact=True).check()
    page.get_by_role("button", name="Tinjau laporan akhir").click()
    expect(page.locator("main")).to_contain_text("Diterima PK")
    fits(page)
