"""The administrator at Ditjenpas changes a cut-off: copied, checked, tried on the past, seen, published from a day."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import today_in
from clients.models import Assessment, InstrumentVersion, TrialChange
from clients.queries.instruments import published
from tests.e2e.jobs import work_off
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.e2e
NAME = "03/2026"
# On the edge of the first band (0 to 6) stand two.
TOTALS = (2, 6, 6, 9, 13)


@pytest.fixture
def past(world):
    for total in TOTALS:
        make_assessment(make_guidance(office=world.bapas, officer=world.pk), total=total)


def copy(page: Page) -> None:
    page.get_by_role("link", name="RRI 02/2021").click()
    page.get_by_role("link", name="Salin jadi rancangan").click()
    page.get_by_label("Nama versi baru").fill(NAME)
    page.get_by_role("button", name="Buat rancangan").click()
    expect(page.locator("#isi")).to_contain_text("Rancangan dibuat")


def save_bands(page: Page, **bounds: int) -> None:
    for label, value in bounds.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(str(value))
    page.get_by_role("button", name="Simpan rancangan").click()
    page.wait_for_url("**/klien/instrumen/*/#skor")


def matrix_row(page: Page, before: str) -> list[str]:
    """Numbers of one row: four categories, not scored, sum."""
    row = page.locator(".trial-matrix tbody tr", has=page.get_by_role("rowheader", name=before, exact=True))
    return [text.strip() for text in row.locator("td").all_inner_texts()]


def test_a_changed_cut_off_is_tried_and_published_from_a_day(world, past, visit):
    page = visit(world.admin).open("/klien/instrumen/")
    copy(page)

    page.get_by_role("link", name="Ubah skor dan batas").click()
    save_bands(page, Rendah_sampai=5)
    page.get_by_role("link", name="Periksa", exact=True).click()
    expect(page.locator(".faults")).to_contain_text("RENDAH dan SEDANG berlubang atau bertumpuk")
    expect(page.get_by_role("link", name="Terbitkan")).to_have_count(0)
    page.get_by_role("link", name="Betulkan").first.click()
    save_bands(page, Sedang_dari=6)
    page.get_by_role("link", name="Periksa", exact=True).click()
    expect(page.locator("#isi")).to_contain_text("Tidak ada kesalahan")

    page.get_by_role("link", name="Uji coba", exact=True).click()
    page.get_by_role("button", name="Mulai uji coba").click()
    expect(page.locator("#isi")).to_contain_text("Uji coba dimulai")
    assert work_off() == 1
    page.reload()
    assert matrix_row(page, "Rendah") == ["1", "2", "0", "0", "0", "3"]
    assert matrix_row(page, "Sedang") == ["0", "1", "0", "0", "0", "1"]
    expect(page.locator("#uji-matriks canvas, #uji-matriks svg").first).to_be_visible()
    assert TrialChange.objects.count() == 2
    assert Assessment.objects.filter(category="LOW").count() == 3, "a trial changes no assessment"

    first_day = today_in() + timedelta(days=1)
    page.get_by_role("link", name="RRI 03/2026").first.click()
    page.get_by_role("link", name="Terbitkan").click()
    expect(page.locator("#isi")).to_contain_text("5 asesmen dihitung ulang; 2 berubah; 0 tidak dapat dihitung")
    page.get_by_label("Berlaku mulai").fill(first_day.isoformat())
    page.get_by_label("Keputusan yang menjadi dasar").fill("Kepdirjenpas contoh 2026")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("#isi")).to_contain_text(f"Versi {NAME} diterbitkan")
    expect(page.get_by_role("link", name="Ubah skor dan batas")).to_have_count(0)

    assert (published("RRI").version, published("RRI", first_day).version) == ("02/2021", NAME)
    assert InstrumentVersion.objects.get(instrument="RRI", version="02/2021").valid_to == today_in()
    assert Assessment.objects.filter(category="LOW").count() == 3, "what is finished keeps its version"
