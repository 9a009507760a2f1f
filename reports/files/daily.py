"""The daily report as PDF and XLSX. Both go to others, so they are Indonesian whatever the reader's language is."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from reports.daily_blocks import CLOSING, CLOSING_TEXT, NOT_RECORDED, BlockText
from reports.files.daily_text import HIDDEN, daily_title, number_text, secrecy_text
from reports.files.xlsx import Book, Column, Sheet
from reports.queries.daily_shapes import Daily, Line

TEMPLATE = Path(__file__).with_name("daily.typ")
BLANK = "." * 30


def daily_pdf_bytes(report: Daily, *, by: str, at: datetime) -> bytes:
    """The report with its letterhead, printed by the person of this name at this moment."""
    return set_pdf(TEMPLATE, daily_data(report, by=by, at=at))


def daily_data(report: Daily, *, by: str, at: datetime) -> dict[str, Any]:
    """All words and numbers, ready to be set."""
    office, day = report.office, date_format(report.day, "j F Y")
    when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
    number, title = CLOSING
    signer = report.signer
    return {
        "letterhead": letterhead(office),
        "title": daily_title(),
        "subtitle": f"{office.name} · {date_format(report.day, 'l, j F Y')}",
        "frame": {
            "head": f"{daily_title()} · {office.name} · {day}",
            "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when},
            "page": _("Halaman"),
            "of": _("dari"),
        },
        "blocks": [_block(report, block) for block in report.blocks],
        "secrecy": secrecy_text() if report.hides else "",
        "closing": {"title": f"{number}. {title}", "text": str(CLOSING_TEXT)},
        "signatures": [
            [
                f"{office.city}, {day}" if office.city else day,
                signer.role,
                signer.name or BLANK,
                f"NIP {signer.nip or BLANK}",
            ]
        ],
    }


def _block(report: Daily, block: BlockText) -> dict[str, Any]:
    has_numbers = bool(block.columns)
    rows = [[str(line.name), *map(number_text, line.of(block.columns))] for line in report.all_lines]
    return {
        "title": f"{block.number}. {block.title}",
        "head": [_("Kantor"), *(str(column.label) for column in block.columns)] if has_numbers else [],
        "rows": rows if has_numbers else [],
        "has_total": report.total is not None,
        "missing": [f"{missing}: {NOT_RECORDED}" for missing in block.missing],
        "note": str(block.note),
    }


def daily_xlsx_bytes(report: Daily) -> bytes:
    """One row an office and the sum, one column a number, headed by its block; then what each block means."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "harian.xlsx"
        book = Book(path)
        book.add(_numbers(report))
        book.add(_explained(report))
        book.close()
        return path.read_bytes()


def _numbers(report: Daily) -> Sheet:
    heads = [Column(_("Kantor"), 36)]
    for block in report.blocks:
        heads += [Column(f"{block.number}. {column.label}", 14) for column in block.columns]
        heads += [Column(f"{block.number}. {missing}", 26) for missing in block.missing]
    return Sheet(_("Laporan harian"), heads, [_row(report, line) for line in report.all_lines])


def _row(report: Daily, line: Line) -> list[Any]:
    cells: list[Any] = [str(line.name)]
    for block in report.blocks:
        cells += [HIDDEN if number is None else number for number in line.of(block.columns)]
        cells += [str(NOT_RECORDED)] * len(block.missing)
    return cells


def _explained(report: Daily) -> Sheet:
    number, title = CLOSING
    rows: list[list[Any]] = [
        [_("Kantor"), report.office.name],
        [_("Tanggal"), date_format(report.day, "l, j F Y")],
        *([f"{block.number}. {block.title}", str(block.note)] for block in report.blocks),
        [f"{number}. {title}", f"{CLOSING_TEXT} {report.signer.role} {report.signer.name}".strip()],
    ]
    if report.hides:
        rows.append([_("Kerahasiaan"), secrecy_text()])
    return Sheet(_("Keterangan"), [Column(_("Bagian"), 36), Column(_("Isi"), 90)], rows)
