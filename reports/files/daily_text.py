"""The daily report as text to paste into a chat: Bapas to Kanwil, Kanwil to the Director (domain.md 8.1)."""

from collections.abc import Iterator

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from reports.daily_blocks import CLOSING, CLOSING_TEXT, NOT_RECORDED, BlockText
from reports.queries.daily_shapes import Daily, Line

HIDDEN = "●"
NAMED_AT_MOST = 5


def daily_title() -> str:
    return _("Laporan Harian Pembimbingan Kemasyarakatan")


def number_text(number: int | None) -> str:
    """A number as people read it; HIDDEN for one that is not shown."""
    return HIDDEN if number is None else number_format(number)


def secrecy_text() -> str:
    return _("%(sign)s: angka anak di bawah lima, dan angka yang dapat memberitahukannya, tidak ditampilkan.") % {
        "sign": HIDDEN
    }


def daily_text(report: Daily) -> str:
    """The report, a block a paragraph; *…* is bold where it is pasted. In the language at hand."""
    parts = [f"*{daily_title().upper()}*\n{report.office.name}\n{date_format(report.day, 'l, j F Y')}"]
    parts += ["\n".join(_block(report, block)) for block in report.blocks]
    if report.hides:
        parts.append(secrecy_text())
    number, title = CLOSING
    signed = "\n".join(part for part in (report.signer.role, report.signer.name) if part)
    parts.append(f"*{number}. {title}*\n{CLOSING_TEXT}\n\n{signed}")
    return "\n\n".join(parts) + "\n"


def _block(report: Daily, block: BlockText) -> Iterator[str]:
    yield f"*{block.number}. {block.title}*"
    total = report.total
    if block.columns and total is None:
        for line in report.lines:
            for column, number in zip(block.columns, line.of(block.columns), strict=True):
                yield f"{column.label}: {number_text(number)}"
    elif block.columns and total is not None:
        yield from _offices(report, block, total)
    for missing in block.missing:
        yield f"{missing}: {NOT_RECORDED}"


def _offices(report: Daily, block: BlockText, total: Line) -> Iterator[str]:
    """A line an office, those with nothing together in one, by name while they are few, and the sum."""
    for line in report.lines:
        if not line.is_nought(block.columns):
            yield _line(line, block)
    nothing = [str(line.name) for line in report.lines if line.is_nought(block.columns)]
    if len(nothing) > NAMED_AT_MOST:
        yield _("Nihil: %(count)s kantor lainnya") % {"count": len(nothing)}
    elif nothing:
        yield _("Nihil: %(offices)s") % {"offices": ", ".join(nothing)}
    yield _line(total, block)


def _line(line: Line, block: BlockText) -> str:
    numbers = line.of(block.columns)
    if len(numbers) == 1:
        return f"{line.name}: {number_text(numbers[0])}"
    named = zip(block.columns, numbers, strict=True)
    return f"{line.name}: " + ", ".join(f"{column.label} {number_text(number)}" for column, number in named)
