"""The main job, end to end: an assessment becomes a line in the national report."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import add_months, today_in
from partners.choices import OrganisationKind
from partners.models import Organisation
from reports.choices import RunState
from reports.models import RollupRun
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.instruments import KRIM, RRI, Sheet
from tests.e2e.jobs import work_off
from tests.e2e.steps import answer_by_keyboard, choose, figure, fill, register
from tests.factories import make_guidance

pytestmark = pytest.mark.e2e

CLIENT = "Wibowo Umpama"
COUNTED = "Klien akhir bulan"
INTERVENTION = "Rehabilitasi rawat jalan atau rawat inap"


@pytest.fixture
def bapas_with_history(world: SimpleNamespace) -> SimpleNamespace:
    """One client since last year, whom the figures count already, and one partner."""
    make_guidance(office=world.bapas, officer=world.pk, start_on=date(2025, 1, 15))
    kind = OrganisationKind.values[0]
    Organisation.objects.create(name="Rumah Latihan Contoh", kind=kind, office=world.bapas, serves=["F2"])
    return world


def rekap(visitor: Visitor) -> None:
    """Press "Hitung sekarang" and let the worker work."""
    page = visitor.open(reverse("reports:run_list"))
    page.get_by_role("button", name="Hitung sekarang").click()
    expect(page.locator("#isi")).to_contain_text("Rekap dimulai")
    assert work_off() == 1
    assert RollupRun.objects.first().state == RunState.PUBLISHED


def clients_on_dashboard(visitor: Visitor) -> int:
    return figure(visitor.open(reverse("reports:dashboard")), COUNTED)


def assess(page: Page, sheet: Sheet) -> None:
    answer_by_keyboard(page, sheet.codes, sheet.digits)
    page.get_by_role("button", name="Selesai dan tanda tangani").click()
    page.wait_for_url("**/klien/asesmen/*/")
    expect(page.locator("#isi")).to_contain_text(sheet.category)
    expect(page.locator("#isi")).to_contain_text(str(sheet.total))


def write_plan(page: Page) -> None:
    """A line for the most pressing need, with a partner, handed in."""
    page.get_by_role("link", name="Tambah baris").first.click()
    fill(page, goal="Bebas dari zat selama enam bulan", indicator="Hasil tes urine tiap bulan")
    choose(page, "intervention", INTERVENTION)
    choose(page, "partner", "Rumah Latihan Contoh")
    fill(page, start_on=today_in(), due_on=add_months(today_in(), 6))
    page.get_by_role("button", name="Simpan baris").click()
    expect(page.locator(".line-goal")).to_have_text("Bebas dari zat selama enam bulan")
    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    expect(page.locator("#isi")).to_contain_text("tidak dapat diubah sampai diputuskan")


def approve(visitor: Visitor) -> None:
    page = visitor.open(reverse("programs:plan_inbox"))
    page.get_by_role("link", name=CLIENT).click()
    page.get_by_role("button", name="Setujui rencana").click()
    expect(page.locator("#isi .page-head")).to_contain_text("Disetujui")


def export_xlsx(visitor: Visitor, folder: Path) -> Path:
    page = visitor.open(reverse("reports:export_new"))
    page.get_by_label("Excel (XLSX)").check()
    page.get_by_role("button", name="Buat berkas").click()
    page.wait_for_url("**/laporan/ekspor/*-*/")
    assert work_off() == 1
    page.reload()
    with page.expect_download() as waiting:
        page.locator("a.file-link").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def table(path: Path, title: str) -> list[dict[str, object]]:
    """The rows of a sheet, each by the names of its columns."""
    head, *rows = load_workbook(path, data_only=True)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_an_assessment_becomes_a_line_in_the_national_report(
    bapas_with_history: SimpleNamespace, visit: Visit, tmp_path: Path
) -> None:
    world = bapas_with_history
    regional = visit(world.kanwil_staff)
    rekap(regional)
    before = clients_on_dashboard(regional)
    assert before == 1

    officer = visit(world.pk)
    page = officer.open(reverse("clients:caseload"))
    page.get_by_role("navigation").get_by_role("link", name="Daftarkan klien").first.click()
    register(page, name=CLIENT)
    expect(page.locator("#isi")).to_contain_text("Klien terdaftar dengan nomor register")
    page.get_by_role("link", name="Isi asesmen RRI").click()
    assess(page, RRI)
    page.get_by_role("link", name="Kebutuhan Kriminogenik").click()
    assess(page, KRIM)
    page.locator("#isi").get_by_role("link", name="Peta kebutuhan").first.click()
    expect(page.locator(".needs-list li").first).to_contain_text("Sangat tinggi")
    page.get_by_role("link", name="Susun rencana aksi").click()
    write_plan(page)

    approve(visit(world.head))

    rekap(regional)
    assert clients_on_dashboard(regional) == before + 1
    assert figure(regional.page, "Asesmen") == 2

    national = visit(world.directorate)
    assert clients_on_dashboard(national) == before + 1
    report = export_xlsx(national, tmp_path)
    [nation] = table(report, "Ringkasan")
    assert nation[COUNTED] == before + 1
    assert nation["Klien masuk"] == 1
    [movement] = table(report, "T1 Pergerakan")
    assert (movement["Kanwil"], movement["Akhir"]) == (world.kanwil.name, before + 1)
    assert {(row["Instrumen"], row["Kategori"]) for row in table(report, "T5 Risiko")} == {
        ("RRI", RRI.category),
        ("Kriminogenik", KRIM.category),
    }
    [line] = table(report, "Rencana aksi")
    assert (line["Keadaan"], line["Jumlah"]) == ("Direncanakan", 1)
