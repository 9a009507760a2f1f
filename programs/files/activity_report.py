"""The report of one activity of Klien Bapas Peduli as PDF: counts and photos, no client's name.

It goes to others, so it is Indonesian whatever language the reader's pages are in.
"""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from PIL import Image

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from programs.models import CareActivity
from programs.queries.activity import heads, report_photos

REPORT = Path(__file__).parent / "activity_report.typ"
BLANK = "." * 30
PHOTO_SIDE = 900
"""Pixels of a photo's longer side in the file."""


def activity_pdf(activity: CareActivity, *, by: str, at: datetime) -> bytes:
    """The report, printed by the person of this name at this moment."""
    with translation.override("id"):
        return set_pdf(REPORT, report_of(activity, by=by, at=at))


def report_of(activity: CareActivity, *, by: str, at: datetime) -> dict[str, Any]:
    """All words, numbers and photos, ready to be set. A photo that shows a child never enters (UU 11/2012 art. 19)."""
    office, counted = activity.office, heads(activity)
    title = _("Laporan kegiatan Klien Bapas Peduli")
    when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
    return {
        "letterhead": letterhead(office),
        "title": title,
        "subtitle": activity.title,
        "frame": {
            "head": f"{title} · {office.name}",
            "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when},
            "page": _("Halaman"),
            "of": _("dari"),
        },
        "facts": _facts(activity),
        "heads": [
            [_("Peserta"), str(counted.total)],
            [_("Laki-laki"), str(counted.men)],
            [_("Perempuan"), str(counted.women)],
            [_("Anak"), str(counted.children)],
        ],
        "outputs": [
            [number_format(row.value.normalize()), str(row.get_unit_display()), row.note]
            for row in activity.outputs.filter(removed_at=None)
        ],
        "narrative": activity.narrative,
        "photos": [
            {"bytes": _small(row.image.read()), "caption": row.caption or _("Foto kegiatan")}
            for row in report_photos(activity)
        ],
        "words": _words(),
        "signatures": [[_("Mengetahui,"), _("Kepala %(office)s") % {"office": office.name}, BLANK, f"NIP {BLANK}"]],
    }


def _facts(activity: CareActivity) -> list[list[str]]:
    partners = ", ".join(activity.partners.order_by("name").values_list("name", flat=True))
    who, cost = activity.beneficiary_count, activity.cost_rupiah
    rows = [
        [_("Tanggal"), date_format(activity.held_on, "j F Y")],
        [_("Jenis kegiatan"), str(activity.get_kind_display())],
        [_("Tempat"), activity.place],
        [_("Mitra"), partners],
        [_("Petugas yang hadir"), "" if activity.officer_count is None else str(activity.officer_count)],
        [_("Penerima manfaat"), "" if who is None else f"{number_format(who)}: {activity.beneficiary_words}"],
        [_("Biaya"), "" if cost is None else f"Rp{number_format(cost, force_grouping=True)} ({activity.cost_source})"],
        [_("Status"), str(activity.get_state_display())],
    ]
    return [row for row in rows if row[1]]


def _small(data: bytes) -> list[int]:
    """A JPEG made small enough for a printed page, as the numbers that Typst takes for bytes."""
    image, out = Image.open(io.BytesIO(data)), io.BytesIO()
    image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    image.save(out, "JPEG", quality=75)
    return list(out.getvalue())


def _words() -> dict[str, str]:
    return {
        "facts": _("Rincian"),
        "heads": _("Peserta"),
        "outputs": _("Hasil"),
        "no_outputs": _("Belum ada hasil."),
        "value": _("Jumlah"),
        "unit": _("Satuan"),
        "note": _("Keterangan hasil"),
        "narrative": _("Uraian kegiatan"),
        "photos": _("Foto"),
        "no_photos": _("Tidak ada foto yang dapat dicetak."),
        "apart": _("Kegiatan ini sukarela, bukan jam pidana. Foto yang menampakkan anak tidak dicetak."),
    }
