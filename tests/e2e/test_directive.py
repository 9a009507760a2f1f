"""One understanding: the directorate publishes, an office confirms, who has not is seen, a question is answered."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Visit
from tests.e2e.steps import fill

pytestmark = pytest.mark.e2e
TITLE = "Satu kegiatan setiap bulan"


def test_published_confirmed_missed_and_answered(world: SimpleNamespace, visit: Visit) -> None:
    nation = visit(world.directorate)
    page = nation.open(reverse("programs:directive_new"))
    fill(page, number="PAS-01", title=TITLE, body="Setiap Bapas mengadakan kegiatan.", applies_from="2026-01-01")
    page.get_by_role("button", name="Simpan rancangan").click()
    page.get_by_role("link", name="Tambah target").click()
    page.get_by_label("Angka", exact=True).fill("1")
    page.get_by_role("button", name="Simpan target").click()
    page.get_by_role("link", name="Terbitkan").click()
    page.get_by_role("button", name="Ya, terbitkan").click()
    expect(page.locator("#isi")).to_contain_text("0 dari 4 (0%)")

    head = visit(world.head, viewport=PHONE, scripts=False)
    read = head.open(reverse("reports:dashboard"))
    read.get_by_role("link", name="1 arahan belum dikonfirmasi").click()
    read.get_by_role("link", name=TITLE).click()
    read.get_by_role("button", name="Sudah dibaca dan dipahami").click()
    expect(read.locator("#isi")).to_contain_text(f"sudah dibaca dan dipahami, {world.head.name}")
    expect(read.locator("#isi")).to_contain_text("0 dari 1 kegiatan (0%)")
    read.get_by_label("Pertanyaan").fill("Apakah kegiatan Pos dihitung?")
    read.get_by_role("button", name="Ajukan pertanyaan").click()
    expect(read.locator("#isi")).to_contain_text("Menunggu jawaban Ditjenpas.")

    page = nation.open(reverse("programs:directive_watch"))
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).not_to_contain_text(world.bapas.name)
    page = nation.open(reverse("programs:directive_list"))
    page.get_by_role("link", name="1 pertanyaan menunggu jawaban").click()
    page.get_by_role("link", name="Jawab").click()
    page.get_by_label("Jawaban").fill("Ya, untuk Bapas induknya.")
    page.get_by_role("button", name="Jawab pertanyaan").click()
    expect(page.locator("#isi")).to_contain_text("semua kantor dapat membacanya")

    officer = visit(world.pk, viewport=PHONE)
    seen = officer.open(reverse("programs:directive_list"))
    seen.get_by_role("link", name=TITLE).click()
    expect(seen.locator("#isi")).to_contain_text("Ya, untuk Bapas induknya.")
    expect(seen.get_by_role("button", name="Sudah dibaca dan dipahami")).to_have_count(0)
    assert seen.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
