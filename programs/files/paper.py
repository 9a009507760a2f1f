"""The day list a partner writes on: who may come, boxes for presence, times, a note, a signature; a QR and its code.

Goes to the partner, so it is Indonesian whatever language the reader's pages are in.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from partners.choices_referral import Presence
from programs.choices_service import SeatOutcome
from programs.files.service import FOLDER
from programs.models import PaperList
from programs.queries.paper import Line, title_of
from programs.rules.paper import shown_code

SHEET = FOLDER / "paper.typ"


def paper_pdf(paper: PaperList, lines: Sequence[Line], *, address: str, by: str, at: datetime) -> bytes:
    """The sheet; `address`: what the QR opens."""
    with translation.override("id"):
        return set_pdf(SHEET, sheet_of(paper, lines, address=address, by=by, at=at))


def sheet_of(paper: PaperList, lines: Sequence[Line], *, address: str, by: str, at: datetime) -> dict[str, Any]:
    """All words of the sheet, ready to be set."""
    office, title = paper.organisation.office, _("Daftar hadir")
    when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
    code, session = shown_code(paper.code), paper.session
    clock = f", {time_format(session.starts_at, 'H.i')}–{time_format(session.ends_at, 'H.i')}" if session else ""
    marks = SeatOutcome.labels if session else Presence.labels
    return {
        "letterhead": letterhead(office),
        "title": title,
        "frame": {
            "secret": _("RAHASIA"),
            "head": f"{title} · {code}",
            "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when},
            "page": _("Halaman"),
            "of": _("dari"),
        },
        "about": [
            [_("Mitra"), paper.organisation.name],
            [_("Tempat kerja") if session else _("Layanan"), title_of(paper)],
            [_("Hari"), date_format(paper.day, "l, j F Y") + clock],
            [_("Kode"), code],
        ],
        "qr": _qr(address),
        "qr_says": _("Kode QR ke halaman penyalinan daftar %(code)s") % {"code": code},
        "how": _("Tandai satu kotak pada tiap klien, isi jam dan catatan, lalu serahkan ke Bapas."),
        "head": [_("No."), _("Klien"), _("Kehadiran"), _("Jam"), _("Catatan"), _("Tanda tangan")],
        "marks": [str(mark) for mark in marks],
        "rows": [[str(line.row.number), line.who] for line in lines],
        "signature": _("Penanggung jawab mitra"),
    }


def _qr(address: str) -> str:
    """The code as SVG text."""
    out = BytesIO()
    segno.make(address, micro=False, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()
