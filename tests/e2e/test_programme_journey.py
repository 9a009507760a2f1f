"""A programme with two places on a phone: three enrolled, a session marked, one ends, the waiting one moves up."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import add_months, today_in
from programs.models import Attendance, Enrolment, Programme
from tests.e2e.conftest import PHONE
from tests.e2e.steps import choose, fill
from tests.factories import make_guidance
from tests.factories.partners import make_organisation
from tests.programs.test_service_print import text_of

pytestmark = pytest.mark.e2e
NAMES = ("Ani Teladan", "Budi Teladan", "Citra Teladan")


def fits(page: Page) -> None:
    """No page is scrolled sideways."""
    # A page that is only just on its way has no element to measure.
    page.locator("main").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_from_an_open_programme_to_the_certificate(visit, world):
    for name in NAMES:
        make_guidance(office=world.bapas, officer=world.pk, name=name, start_on=add_months(today_in(), -6))
    make_organisation(office=world.bapas, name="Kedai Kopi Contoh", contact_name="Rini Contoh")
    officer = visit(world.pk, viewport=PHONE)
    page = officer.open(reverse("programs:programme_new"))
    fits(page)
    today = today_in()
    fill(page, name="Barista Contoh", start_on=today, end_on=today + timedelta(60), sessions_planned="8", capacity="2")
    fill(page, place="Kedai Kopi Contoh")
    choose(page, "intervention_id", "Pelatihan keterampilan di BLK")
    choose(page, "partner_id", "Kedai Kopi Contoh")
    page.get_by_label("Peserta yang tuntas mendapat sertifikat").check()
    page.get_by_role("button", name="Simpan program").click()
    expect(page.locator("main")).to_contain_text("Program dibuka")
    programme = Programme.objects.get()
    _enrol(page)
    first, _second, third = (Enrolment.objects.get(guidance__client__name=name) for name in NAMES)
    assert (first.state, third.state) == ("ENROLLED", "WAITING")
    _mark(page)
    assert Attendance.objects.filter(guidance=first.guidance).get().mark == "ABSENT"
    page = officer.open(reverse("programs:programme_detail", args=[programme.pk]))
    expect(page.get_by_role("button", name="Beri tempat")).to_have_count(0)
    _end(page, NAMES[0], "Berhenti sebelum tuntas", "Mendapat pekerjaan")
    page.get_by_role("button", name=f"Beri tempat {NAMES[2]}").click()
    expect(page.locator("main")).to_contain_text("Peserta naik dari daftar tunggu")
    _end(page, NAMES[2], "Tuntas", "Mahir menyeduh")
    page.get_by_role("link", name=f"Terbitkan sertifikat {NAMES[2]}").click()
    fits(page)
    expect(page.get_by_label("Nama penanda tangan dari mitra")).to_have_value("Rini Contoh")
    fill(page, signer_role="Pemilik")
    page.get_by_role("button", name="Terbitkan sertifikat").click()
    expect(page.locator("main")).to_contain_text("Sertifikat terbit")
    fits(page)
    address = page.get_by_role("link", name=f"Sertifikat (PDF) {NAMES[2]}").get_attribute("href")
    file = page.request.get(officer.address + str(address))
    words = text_of(pypdf.PdfReader(io.BytesIO(file.body())))
    for said in (NAMES[2], "Barista Contoh", "Kedai Kopi Contoh", "Rini Contoh", "Pemilik", "Mahir menyeduh"):
        assert said in words


def _enrol(page: Page) -> None:
    page.get_by_role("link", name="Daftarkan peserta").click()
    fits(page)
    for name in NAMES:
        page.get_by_label(name).check()
    page.get_by_role("button", name="Tambahkan yang dicentang").click()
    expect(page.locator("main")).to_contain_text("2 klien terdaftar")
    expect(page.locator("main")).to_contain_text("1 klien masuk daftar tunggu")
    fits(page)


def _mark(page: Page) -> None:
    """A session today: the first did not come, the rest came by one press."""
    page.get_by_role("link", name="Tambah pertemuan").click()
    fill(page, held_on=today_in(), started_at="09:00", ended_at="11:00", topic="Mengenal alat")
    page.get_by_role("button", name="Pertemuan kelompok").click()
    expect(page.locator("main")).to_contain_text("Pertemuan tersimpan")
    fits(page)
    expect(page.locator(".sheet-row")).to_have_count(2)
    page.get_by_label(f"Kehadiran {NAMES[0]}").select_option(label="Tidak hadir tanpa alasan")
    page.get_by_role("button", name="Sisanya hadir, simpan").click()
    expect(page.locator("main")).to_contain_text("Kehadiran 2 klien tersimpan")


def _end(page: Page, name: str, how: str, words: str) -> None:
    page.get_by_role("link", name=f"Catat hasil {name}").click()
    fits(page)
    page.get_by_role("radio", name=how, exact=True).check()
    fill(page, words=words)
    page.get_by_role("button", name="Hasil peserta").click()
    expect(page.locator("main")).to_contain_text("Hasil peserta tersimpan")
