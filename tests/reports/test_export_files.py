"""The files opened again: the numbers of the figures, typed, and no person in them."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pypdf
import pytest

from bapas_portal.accounts.scopes import scope_of
from reports import tasks
from reports.actions import request_export
from reports.models import Figure
from reports.pseudonyms import pseudonym
from reports.rules import as_text
from tests.factories import make_guidance
from tests.factories.reports import make_activity, make_assessment, make_line, make_published

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def adult(bapas):
    return make_guidance(
        office=bapas, start_on=date(2025, 1, 15), name="Klien Rahasia Satu", birth_on=date(1990, 5, 31)
    )


@pytest.fixture
def child(bapas):
    return make_guidance(office=bapas, start_on=date(2025, 5, 9), name="Anak Rahasia Dua", child=True, sex="F")


@pytest.fixture
def world(adult, child, bapas, other_bapas):
    bapas.name = "=HYPERLINK(bahaya)"
    bapas.save()
    make_guidance(office=other_bapas, start_on=date(2025, 1, 15), ended_on=date(2025, 5, 2), end_reason="HMB")
    make_assessment(adult, on=date(2025, 5, 2), category="VERY_HIGH")
    make_assessment(adult, on=date(2025, 5, 3), instrument="KRIM", factors={"F1": "HIGH", "F2": "LOW"})
    make_assessment(child, on=date(2025, 5, 10), instrument="ANAK", factors={"F1": "MEDIUM"})
    make_line(adult, (date(2025, 5, 3), "PLANNED"))
    make_activity(bapas, adult, child, on=date(2025, 5, 4))
    return make_published(APRIL, MAY)


def made(by, office, kind: str, *, with_case_rows: bool = False) -> bytes:
    export = request_export(
        kind=kind,
        first_month=APRIL,
        last_month=MAY,
        office_id=office.pk,
        with_case_rows=with_case_rows,
        by=by,
        scope=scope_of(by).narrowed("reports.export"),
    )
    tasks.make_export(str(export.job_id))
    export.refresh_from_db()
    with export.file.open("rb") as file:
        return file.read()


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def test_the_workbook_holds_typed_cells_and_the_figures(world, nation, directorate, adult, child, bapas):
    book = openpyxl.load_workbook(io.BytesIO(made(directorate, nation, "XLSX", with_case_rows=True)))
    summary = [list(row) for row in book["Ringkasan"].iter_rows(values_only=True)]
    may = dict(zip(summary[0], summary[2], strict=True))
    assert may["Bulan"] == datetime(2025, 5, 1)
    assert (may["Klien awal bulan"], may["Klien masuk"], may["Klien keluar"], may["Klien akhir bulan"]) == (2, 1, 1, 2)
    assert isinstance(may["Klien akhir bulan"], int)
    assert book["Ringkasan"]["A2"].number_format == "mmm yyyy"
    assert book["Ringkasan"].freeze_panes == "A2"
    assert book["T1 Pergerakan"].auto_filter.ref.startswith("A1:")
    movement = list(book["T1 Pergerakan"].iter_rows(min_row=2, values_only=True))
    assert sum(row[-1] for row in movement if row[0] == datetime(2025, 5, 1)) == 2
    assert {row[2] for row in movement} >= {"'=HYPERLINK(bahaya)"}
    assert {cell.data_type for row in book["T1 Pergerakan"].iter_rows() for cell in row} <= {"s", "n", "d"}
    definitions = [row[0] for row in book["Definisi"].iter_rows(min_row=2, values_only=True)]
    assert "Klien akhir bulan" in definitions
    about = dict(row[:2] for row in book["Filter dan waktu data"].iter_rows(values_only=True))
    assert isinstance(about["Data per"], datetime)
    cases = list(book["Perkara"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in cases} >= {
        pseudonym(adult.client.public_id),
        pseudonym(child.client.public_id, is_child=True),
    }
    assert all(isinstance(row[7], datetime) for row in cases)


def test_case_rows_tell_bands_not_birthdays(world, nation, directorate, adult, child):
    archive = zipfile.ZipFile(io.BytesIO(made(directorate, nation, "CSV", with_case_rows=True)))
    cases = {row["kode"]: row for row in rows_of(archive.read("perkara.csv"))}
    assert len(cases) == 3
    grown = cases[pseudonym(adult.client.public_id)]
    assert (grown["kelompok"], grown["kelompok_umur"], grown["mulai"], grown["rri_terakhir"]) == (
        "dewasa",
        "35–44",
        "2025-01-15",
        "VERY_HIGH",
    )
    assert cases[pseudonym(child.client.public_id, is_child=True)]["kelompok"] == "anak"
    assert sum(int(row["nilai"]) for row in rows_of(archive.read("angka.csv"))) == sum(
        Figure.objects.values_list("value", flat=True)
    )


def test_csv_of_a_kanwil_holds_its_offices_only(world, kanwil, kanwil_staff, bapas):
    rows = rows_of(made(kanwil_staff, kanwil, "CSV"))
    assert {row["kode_kantor"] for row in rows} == {bapas.code}
    assert {row["kantor"] for row in rows} == {"'=HYPERLINK(bahaya)"}
    ends = [int(row["nilai"]) for row in rows if row["ukuran"] == "CLIENTS_END" and row["bulan"] == "2025-05-01"]
    assert sum(ends) == 2


def test_the_pdf_is_tagged_and_says_the_figures(world, nation, directorate, kanwil):
    report = pypdf.PdfReader(io.BytesIO(made(directorate, nation, "PDF")))
    text = "\n".join(page.extract_text() for page in report.pages)
    assert report.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert report.trailer["/Root"]["/Lang"] == "id"
    assert b"pdfuaid:part" in report.trailer["/Root"]["/Metadata"].get_data()
    assert "Daftar isi" in text and "DIREKTORAT JENDERAL PEMASYARAKATAN" in text
    assert kanwil.name in text
    assert "Pembebasan Bersyarat (PB)" in text
    assert report.outline


@pytest.mark.parametrize("kind", ["XLSX", "CSV", "PDF"])
def test_no_person_is_in_any_file(world, nation, directorate, adult, child, kind):
    data = made(directorate, nation, kind, with_case_rows=kind != "PDF")
    if kind == "PDF":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    else:
        archive = zipfile.ZipFile(io.BytesIO(data))
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    for guidance in (adult, child):
        assert guidance.client.name not in text
        assert guidance.register_no not in text
        assert str(guidance.client.public_id) not in text


def test_an_empty_office_makes_files_too(world, kanwil, kanwil_staff):
    Figure.objects.all().delete()
    for kind in ("XLSX", "CSV", "PDF"):
        assert made(kanwil_staff, kanwil, kind)


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("@x", "'@x"), ("\tx", "'\tx"), ("Bapas", "Bapas"), ("", "")]
)
def test_text_that_looks_like_a_formula(text, safe):
    assert as_text(text) == safe
