"""The certificate of a programme of guidance as PDF; no offence stands in it.

It goes to others, so it is Indonesian whatever language the reader's pages are in.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from programs.models import Enrolment, Programme

TEMPLATE = Path(__file__).parent / "service_certificate.typ"
BLANK = "." * 30


def words_of(row: Enrolment, *, attended: int, on: date) -> dict[str, Any]:
    """All words of the certificate as they are kept; `attended` counts sessions.

    A child's is marked secret (UU 11/2012 art. 19). The head signs by hand and gives the number by hand.
    """
    with translation.override("id"):
        client, programme, office = row.guidance.client, row.programme, row.programme.office
        title = _("Sertifikat")
        born = ", ".join(word for word in (client.birth_place, _day(client.birth_on)) if word)
        head = _("Kepala %(office)s") % {"office": office.name}
        return {
            "letterhead": letterhead(office),
            "title": title,
            "is_secret": row.guidance.is_child,
            "number": _("Nomor: %(blank)s") % {"blank": BLANK},
            "opening": _("Kepala %(office)s menerangkan bahwa:") % {"office": office.name},
            "person": [[_("Nama"), client.name], [_("Tempat, tanggal lahir"), born]],
            "said": _("telah mengikuti program berikut sampai tuntas:"),
            "served": [*_programme(programme), [_("Pertemuan yang diikuti"), str(attended)], [_("Hasil"), row.result]],
            "closing": _("Sertifikat ini diberikan untuk dipergunakan sebagaimana mestinya."),
            "signatures": [[f"{office.city}, {_day(on)}" if office.city else _day(on), head, BLANK, f"NIP {BLANK}"]],
            "frame": {
                "secret": _("RAHASIA"),
                "head": f"{title} · {client.name}",
                "page": _("Halaman"),
                "of": _("dari"),
            },
        }


def _programme(programme: Programme) -> list[list[str]]:
    days = f"{_day(programme.start_on)} – {_day(programme.end_on)}"
    rows = [
        [_("Program"), programme.name],
        [_("Jenis"), str(programme.intervention.get_kind_display())],
        [_("Waktu"), days],
        [_("Tempat"), programme.place],
    ]
    if programme.partner:
        rows.append([_("Bekerja sama dengan"), programme.partner.name])
    if programme.facilitator:
        rows.append([_("Narasumber"), programme.facilitator])
    return rows


def certificate_file(content: Mapping[str, Any], *, office: Office, by: str, at: datetime) -> bytes:
    """The kept words set as PDF, printed by the person of this name at this moment."""
    with translation.override("id"):
        when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
        printed = _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when}
        return set_pdf(TEMPLATE, {**content, "frame": {**content["frame"], "printed": printed}})


def _day(day: date) -> str:
    return date_format(day, "j F Y")
