"""A month from the head's signature to a restatement: submit, return, accept, publish, late correction, restatement."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bapas_portal.core.dates import add_months, month_start, today_in
from reports.actions import open_due_periods, refresh_all
from reports.models import Period
from tests.e2e.conftest import PHONE, Visit
from tests.factories import make_guidance
from tests.factories.reports import make_published

pytestmark = pytest.mark.e2e


def write_and_sign(page) -> None:
    """Fill in every empty field of the report, save it, and sign."""
    page.get_by_role("link", name="Isi laporan").click()
    for field in page.locator("textarea").all():
        field.fill("Sesuai register dan kegiatan bulan ini.")
    page.get_by_role("button", name="Simpan laporan").click()
    page.get_by_role("link", name="Ajukan kepada Kanwil").click()
    page.get_by_role("button", name="Tanda tangani dan ajukan").click()
    expect(page.locator("#isi")).to_contain_text("Laporan diajukan kepada Kanwil")


def decide(page, words: str, choice: str) -> None:
    page.get_by_role("link", name="Putuskan").click()
    page.get_by_label(choice, exact=True).check()
    page.get_by_label("Catatan Kanwil").fill(words)
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.locator("#isi")).to_contain_text("Keputusan tersimpan")


def test_from_signature_to_restatement(world: SimpleNamespace, visit: Visit) -> None:
    month = add_months(month_start(today_in()), -1)
    for _ in range(3):
        make_guidance(office=world.bapas, officer=world.pk, start_on=month)
    make_published(month)
    open_due_periods()
    period = Period.objects.get()

    head = visit(world.head, viewport=PHONE, scripts=False).open(reverse("reports:period_list"))
    head.get_by_role("link", name="Buka laporan").click()
    write_and_sign(head)

    kanwil = visit(world.kanwil_staff)
    office = reverse("reports:submission_detail", args=[period.pk, world.bapas.pk])
    decide(kanwil.open(office), "Jelaskan hambatan lebih rinci.", "Kembalikan")
    head.reload()
    expect(head.locator("#isi")).to_contain_text("Jelaskan hambatan lebih rinci.")
    write_and_sign(head)
    decide(kanwil.open(office), "Sudah lengkap.", "Terima")

    nation = visit(world.directorate)
    detail = reverse("reports:period_detail", args=[period.pk])
    page = nation.open(detail)
    page.get_by_role("link", name="Terbitkan angka").click()
    page.get_by_label("Alasan").fill("Kantor lain belum beroperasi penuh.")
    page.get_by_role("button", name="Terbitkan angka").click()
    expect(page.locator("#isi")).to_contain_text("Utuh")

    # A late correction: a client of that month, entered after publication.
    make_guidance(office=world.bapas, officer=world.pk, start_on=month + timedelta(3))
    refresh_all()
    page = nation.open(detail)
    expect(page.locator("#isi")).to_contain_text("Selisih sejak terbit")
    page.get_by_role("link", name="Terbitkan perbaikan").click()
    page.get_by_label("Alasan").fill("Satu klien terlambat didaftarkan.")
    page.get_by_role("button", name="Terbitkan perbaikan").click()
    expect(page.locator("#isi")).to_contain_text("Perbaikan ke-1")
    expect(page.locator("#isi")).to_contain_text("Satu klien terlambat didaftarkan.")
    page = nation.open(detail)
    expect(page.get_by_role("link", name="Terbitan pertama")).to_be_visible()
    expect(page.locator("#isi")).to_contain_text("Tidak ada selisih")
    head.goto(head.url.split("/laporan")[0] + reverse("reports:period_list"))
    assert head.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
