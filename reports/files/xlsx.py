"""The workbook: typed cells, a header that stays, filters, and a sheet that says what everything means.

Written row by row in constant memory, so a million case rows do not fill the worker's.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clients.choices import EndReason, GuidanceStatus
from clients.models import OffenceGroup
from reports.choices import Measure
from reports.files.content import SUMMARY, Content
from reports.files.sectors import sector_sheets
from reports.files.sheet import MONTH, Column, Sheet
from reports.labels import COHORTS, RISKS, SEXES, category_label, key_label
from reports.measures import MEASURES, SECTOR_MEASURES
from reports.rules import as_text

DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
ROWS_AT_ONCE = 2000


class Book:
    """A workbook being written; each sheet once, from top to bottom."""

    def __init__(self, path: Path) -> None:
        # strings_to_* off: text stays text, whatever it looks like.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Workbook = xlsxwriter.Workbook(str(path), options)
        self.head: Format = self.book.add_format(
            {"bold": True, "bg_color": "#0b3c49", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"}
        )
        self.formats: dict[str, Format] = {}

    def format_of(self, number_format: str) -> Format | None:
        if not number_format:
            return None
        if number_format not in self.formats:
            self.formats[number_format] = self.book.add_format({"num_format": number_format, "align": "left"})
        return self.formats[number_format]

    def add(self, sheet: Sheet) -> None:
        page: Worksheet = self.book.add_worksheet(sheet.name)
        whole = self.book.add_format({"num_format": "#,##0"})
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, self.format_of(column.number_format) or whole)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, [column.head for column in sheet.columns], self.head)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                self._write(page, last, place, value, sheet.columns[place].number_format)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _write(self, page: Worksheet, row: int, place: int, value: Any, number_format: str) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            page.write_datetime(row, place, timezone.localtime(value).replace(tzinfo=None), self.format_of(MOMENT))
        elif isinstance(value, date):
            page.write_datetime(row, place, datetime(value.year, value.month, value.day), self.format_of(number_format))
        elif isinstance(value, (int, float)):
            page.write_number(row, place, value)
        else:
            page.write_string(row, place, as_text(value))

    def close(self) -> None:
        self.book.close()


def write_xlsx(content: Content, path: Path, tell: Callable[[int, int, str], None]) -> None:
    """Write the workbook of `content` to `path`, telling the progress sheet by sheet."""
    sheets = sheets_of(content)
    book = Book(path)
    book.book.set_properties({"title": _("Laporan Bapas"), "company": content.export.office.name})
    for done, sheet in enumerate(sheets):
        tell(done, len(sheets) + 1, sheet.name)
        book.add(sheet)
    tell(len(sheets), len(sheets) + 1, _("Menyimpan berkas"))
    book.close()


def sheets_of(content: Content) -> list[Sheet]:
    sheets = [
        _summary(content),
        _movement(content),
        _breakdown(content, _("T5 Risiko"), Measure.ASSESSMENTS, _("Kategori"), _("Instrumen")),
        _breakdown(content, _("T5 Kebutuhan"), Measure.NEEDS, _("Faktor"), _("Kategori")),
        _breakdown(content, _("Rencana aksi"), Measure.PLAN_LINES, _("Keadaan"), ""),
        _breakdown(content, _("Kegiatan"), Measure.ACTIVITIES, _("Jenis"), ""),
        _breakdown(content, _("Peserta kegiatan"), Measure.PARTICIPANTS, _("Jenis"), ""),
        *sector_sheets(content),
        _definitions(),
        _about(content),
    ]
    if content.export.with_case_rows:
        sheets.insert(-2, _cases(content))
    return sheets


def _where() -> list[Column]:
    return [Column(_("Bulan"), 11, MONTH), Column(_("Kanwil"), 34), Column(_("Kantor"), 34)]


def _summary(content: Content) -> Sheet:
    rows = [
        [month, content.export.office.name, *(content.by_month.get(month, {}).get(measure, 0) for measure in SUMMARY)]
        for month in content.months
    ]
    heads = [Column(str(measure.label), 16) for measure in SUMMARY]
    return Sheet(_("Ringkasan"), [Column(_("Bulan"), 11, MONTH), Column(_("Wilayah"), 36), *heads], rows)


def _movement(content: Content) -> Sheet:
    columns = [
        *_where(),
        Column(_("Dasar pembimbingan"), 34),
        Column(_("Kelompok")),
        Column(_("Jenis kelamin"), 14),
        *(Column(head) for head in (_("Awal"), _("Masuk"), _("Keluar"), _("Akhir"))),
    ]
    rows = (
        [
            month,
            *_place(content, office),
            key_label(Measure.CLIENTS_END, key),
            COHORTS[is_child],
            SEXES[sex],
            *values,
        ]
        for month, office, key, is_child, sex, values in content.movement()
    )
    return Sheet(_("T1 Pergerakan"), columns, rows)


def _breakdown(content: Content, name: str, measure: Measure, key_head: str, category_head: str) -> Sheet:
    categories = [Column(category_head, 18)] if category_head else []
    columns = [*_where(), Column(key_head, 34), *categories, Column(_("Kelompok")), Column(_("Jenis kelamin"), 14)]
    rows = (
        [
            month,
            *_place(content, office),
            key_label(measure, key),
            *([category_label(measure, category)] if category_head else []),
            COHORTS[is_child],
            SEXES[sex],
            value,
        ]
        for month, office, _measure, key, category, is_child, sex, value in content.cells(measure)
    )
    return Sheet(name, [*columns, Column(_("Jumlah"))], rows)


def _place(content: Content, office_id: int) -> tuple[str, str]:
    place = content.places[office_id]
    return place.kanwil, place.name


def _cases(content: Content) -> Sheet:
    statuses, reasons = dict(GuidanceStatus.choices), dict(EndReason.choices)
    offences = dict(OffenceGroup.objects.values_list("code", "name"))
    columns = [
        Column(_("Kode"), 14),
        Column(_("Kantor"), 34),
        Column(_("Dasar pembimbingan"), 34),
        Column(_("Kelompok")),
        Column(_("Jenis kelamin"), 14),
        Column(_("Umur")),
        Column(_("Kelompok perkara"), 24),
        Column(_("Mulai"), 12, DAY),
        Column(_("Berakhir"), 12, DAY),
        Column(_("Alasan berakhir"), 24),
        Column(_("RRI terakhir"), 16),
    ]
    rows = (
        [
            code,
            office,
            statuses.get(status, status),
            cohort,
            SEXES[sex],
            band,
            offences.get(offence, offence),
            start,
            end,
            reasons.get(reason, reason),
            RISKS.get(risk, _("Belum dinilai")),
        ]
        for code, office, status, cohort, sex, band, offence, start, end, reason, risk in content.cases().iterator(
            ROWS_AT_ONCE
        )
    )
    return Sheet(_("Perkara"), columns, rows)


def _definitions() -> Sheet:
    columns = [
        Column(_("Ukuran"), 30),
        Column(_("Arti"), 50),
        Column(_("Cara menghitung"), 60),
        Column(_("Satuan"), 18),
        Column(_("Sumber"), 60),
    ]
    texts = (*MEASURES.values(), *SECTOR_MEASURES.values())
    rows = [[text.name, text.text, text.formula, text.unit, text.source] for text in texts]
    return Sheet(_("Definisi"), columns, rows)


def _about(content: Content) -> Sheet:
    export = content.export
    rows: list[list[Any]] = [
        [_("Wilayah"), export.office.name],
        [_("Dari bulan"), f"{export.first_month:%m/%Y}"],
        [_("Sampai bulan"), f"{export.last_month:%m/%Y}"],
        [_("Data per"), content.data_as_of],
        [_("Berkas dibuat"), content.made_at],
        [_("Diminta oleh"), content.scope.role_label],
        [_("Daftar perkara"), _("ya, dengan kode samaran") if export.with_case_rows else _("tidak")],
        [
            _("Kerahasiaan"),
            _("Tanpa nama, NIK, dan nomor register. Identitas anak dirahasiakan (UU 11/2012 pasal 19)."),
        ],
    ]
    return Sheet(_("Filter dan waktu data"), [Column(_("Keterangan"), 24), Column(_("Isi"), 60)], rows)
