"""The letter of a step after missed sessions: warning, summons to a hearing, report of the breach to the prosecutor.

Goes to others, so it is Indonesian whatever language the reader's pages are in. The head signs and numbers by hand.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from bapas_portal.core.errors import WrongState
from bapas_portal.core.pdf import set_pdf
from programs.choices_service import BreachStep
from programs.files.service import BLANK, FOLDER, common_of, head_signature, person_rows, place_and_day
from programs.models import ServiceAttendance
from programs.queries.service_sheet import ServiceSheet
from programs.queries.service_step import StepLine

LETTER = FOLDER / "service_step.typ"


def letter_pdf(
    sheet: ServiceSheet, line: StepLine, misses: Sequence[ServiceAttendance], *, by: str, at: datetime
) -> bytes:
    """Raises WrongState for a step that does not stand: not decided yet, refused, or withdrawn."""
    if line.state not in ("TAKEN", "APPROVED"):
        raise WrongState(_("Surat dicetak setelah langkah ini disetujui dan selama masih berlaku."))
    with translation.override("id"):
        return set_pdf(LETTER, letter_of(sheet, line, misses, by=by, at=at))


def letter_of(
    sheet: ServiceSheet, line: StepLine, misses: Sequence[ServiceAttendance], *, by: str, at: datetime
) -> dict[str, Any]:
    """All words of the letter, ready to be set. A child's is marked secret (UU 11/2012 art. 19)."""
    step = BreachStep(line.step.step)
    titles = {
        BreachStep.WARNING_1: _("Surat teguran pertama"),
        BreachStep.WARNING_2: _("Surat teguran kedua"),
        BreachStep.HEARING: _("Surat panggilan pemeriksaan"),
        BreachStep.REPORT: _("Laporan pelanggaran kepada jaksa"),
    }
    number = sheet.guidance.register_no if sheet.is_named else ""
    served = f"{sheet.picture.done} / {sheet.picture.ordered}"
    is_report = step == BreachStep.REPORT
    to_whom = _("Jaksa yang mengawasi pelaksanaan putusan") if is_report else _("Sdr. %(who)s") % {"who": sheet.who}
    return common_of(sheet, titles[step], by, at) | {
        "is_secret": sheet.guidance.is_child,
        "number": _("Nomor: %(blank)s") % {"blank": BLANK},
        "to": [_("Kepada Yth."), to_whom, _("di tempat")],
        "opening": _("Dengan ini kami sampaikan mengenai klien berikut:"),
        "person": [
            *person_rows(sheet, number),
            [_("Jam yang dijalani"), served],
        ],
        "said": _("Klien tidak hadir tanpa alasan yang sah pada sesi kerja berikut:"),
        "head": [_("Tanggal"), _("Tempat"), _("Jam")],
        "misses": [_miss(row, is_named=sheet.is_named) for row in misses],
        "closing": _closing(step, sheet, line),
        "signatures": [head_signature(sheet, place_and_day(sheet))],
    }


def _miss(row: ServiceAttendance, *, is_named: bool) -> list[str]:
    session = row.seat.session
    clock = f"{time_format(session.starts_at, 'H.i')}–{time_format(session.ends_at, 'H.i')}"
    return [date_format(session.held_on, "j F Y"), session.site.name if is_named else "–", clock]


def _closing(step: BreachStep, sheet: ServiceSheet, line: StepLine) -> list[str]:
    said = {
        BreachStep.WARNING_1: _("Hadirlah pada sesi berikutnya. Bila ada alasan yang sah, sampaikan dengan buktinya."),
        BreachStep.WARNING_2: _("Ini teguran kedua. Bila terulang tanpa alasan yang sah, klien diperiksa."),
        BreachStep.HEARING: _("Klien diminta datang ke Bapas untuk diperiksa, membawa bukti alasannya bila ada."),
        BreachStep.REPORT: _("Kami laporkan untuk pengawasan dan tindak lanjut menurut putusan."),
    }
    lines = [said[step]]
    order = sheet.order
    if order.consequence:
        words = {"what": str(order.get_consequence_display()).lower()}
        lines.append(_("Akibat yang disebut putusan bila dilanggar tanpa alasan sah: %(what)s.") % words)
    if line.step.note and sheet.is_named and step in (BreachStep.HEARING, BreachStep.REPORT):
        lines.append(_("Pertimbangan: %(note)s") % {"note": line.step.note})
    return lines
