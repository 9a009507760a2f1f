"""The tables of the report on a service order: the book of hours line by line, its sums, the pauses."""

from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from programs.choices import HoursKind
from programs.choices_service import SeatOutcome
from programs.models import HoursEntry, ServiceAttendance, ServicePause
from programs.queries.service import LedgerLine, spoken
from programs.queries.service_seal import AttendanceLine
from programs.queries.service_sheet import ServiceSheet


def ledger_rows(sheet: ServiceSheet) -> list[dict[str, Any]]:
    """One row an entry: number, day, clock, kind, minutes and balance in words, notes, who; in the order written."""
    numbers = {line.entry.pk: number for number, line in enumerate(sheet.lines, start=1)}
    return [_row(line, numbers, is_named=sheet.is_named) for line in sheet.lines]


def _row(line: LedgerLine, numbers: dict[int, int], *, is_named: bool) -> dict[str, Any]:
    entry = line.entry
    undone = _("Membatalkan baris %(number)s.") % {"number": numbers[entry.reverses_id]} if entry.reverses_id else ""
    return {
        "number": str(numbers[entry.pk]),
        "day": date_format(entry.worked_on, "j M Y"),
        "clock": _clock(entry),
        "kind": str(entry.get_kind_display()),
        "mark": _("DIBATALKAN") if line.is_reversed else "",
        "length": line.words,
        "balance": line.balance_words,
        "note": " ".join(part for part in (undone, entry.reason if is_named else "") if part),
        "by": entry.by.name,
    }


def _clock(entry: HoursEntry | ServiceAttendance) -> str:
    if entry.started_at is None or entry.ended_at is None:
        return ""
    return f"{time_format(entry.started_at, 'H.i')}–{time_format(entry.ended_at, 'H.i')}"


def sum_rows(sheet: ServiceSheet) -> list[list[str]]:
    """[kind, minutes in words], cancelled entries taken off; the last row is their sum."""
    rows = [[str(HoursKind(kind).label), spoken(minutes)] for kind, minutes in sheet.sums.items()]
    return [*rows, [_("Jumlah"), spoken(sum(sheet.sums.values()))]] if rows else []


def session_rows(sheet: ServiceSheet) -> list[list[str]]:
    """[day, what became of it, clock, proof, seal]: rows that stand, their seals recomputed as this is printed."""
    return [_session(line, is_named=sheet.is_named) for line in sheet.attended if not line.is_replaced]


def _session(line: AttendanceLine, *, is_named: bool) -> list[str]:
    row = line.row
    clock = _clock(row) or "–"
    note = row.note if is_named and row.outcome == SeatOutcome.EXCUSED else ""
    said = " · ".join(part for part in (str(row.get_outcome_display()), note) if part)
    seal = _("sesuai") if line.is_whole else _("tidak sesuai")
    return [date_format(row.seat.session.held_on, "j M Y"), said, clock, line.proof_words, seal]


def pause_rows(sheet: ServiceSheet) -> list[list[str]]:
    """[days, reason and note, who]."""
    return [_pause(pause, is_named=sheet.is_named) for pause in sheet.pauses]


def _pause(pause: ServicePause, *, is_named: bool) -> list[str]:
    last = date_format(pause.to_on, "j F Y") if pause.to_on else _("belum berakhir")
    note = pause.note if is_named else ""
    reason = " · ".join(part for part in (str(pause.get_reason_display()), note) if part)
    return [f"{date_format(pause.from_on, 'j F Y')} – {last}", reason, pause.by.name]
