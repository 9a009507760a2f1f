"""The certificate of a programme of guidance as PDF; no offence stands in it.

It goes to others, so it is Indonesian whatever language the reader's pages are in.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
from programs.rules.certificate import without_telling

TEMPLATE = Path(__file__).parent / "service_certificate.typ"
BLANK = "." * 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever issues a certificate writes. An adult's wants the signer alone, and only with a partner.

    `title` and `organiser`: the activity and who held it, as a child's certificate names them.
    """

    signer_name: str = ""
    signer_role: str = ""
    title: str = ""
    organiser: str = ""


def words_of(row: Enrolment, *, attended: int, on: date, asked: Asked) -> dict[str, Any]:
    """All words of the certificate as they are kept; `attended` counts sessions.

    A child's tells nowhere that it comes from a Bapas (decision 0008). It is signed by hand, and an adult's gets its
    number by hand.
    """
    with translation.override("id"):
        return (_of_child if row.guidance.is_child else _of_adult)(row, attended, on, asked) | {"asked": asdict(asked)}


def _of_adult(row: Enrolment, attended: int, on: date, asked: Asked) -> dict[str, Any]:
    programme, office = row.programme, row.programme.office
    head = _("Kepala %(office)s") % {"office": office.name}
    signatures = [[_placed(office, on), head, BLANK, f"NIP {BLANK}"]]
    if programme.partner:
        signatures.insert(0, [_("Mitra pelaksana,"), programme.partner.name, asked.signer_name, asked.signer_role])
    return _common(row) | {
        "letterhead": letterhead(office),
        "number": _("Nomor: %(blank)s") % {"blank": BLANK},
        "opening": _("Kepala %(office)s menerangkan bahwa:") % {"office": office.name},
        "said": _("telah mengikuti program berikut sampai tuntas:"),
        "served": [*_programme(programme), [_("Pertemuan yang diikuti"), str(attended)], [_("Hasil"), row.result]],
        "signatures": signatures,
    }


def _of_child(row: Enrolment, attended: int, on: date, asked: Asked) -> dict[str, Any]:
    programme = row.programme
    served = [
        [_("Kegiatan"), asked.title],
        [_("Waktu"), _days(programme)],
        [_("Pertemuan yang diikuti"), str(attended)],
    ]
    speaker = without_telling(programme.facilitator)
    if speaker:
        served.append([_("Narasumber"), speaker])
    return _common(row) | {
        "letterhead": [asked.organiser],
        "number": "",
        "opening": _("Dengan ini diterangkan bahwa:"),
        "said": _("telah mengikuti kegiatan berikut sampai tuntas:"),
        "served": served,
        "signatures": [[_placed(programme.office, on), asked.signer_role, asked.signer_name, ""]],
        "hides_printer": True,
    }


def _common(row: Enrolment) -> dict[str, Any]:
    client, title = row.guidance.client, _("Sertifikat")
    born = ", ".join(word for word in (client.birth_place, _day(client.birth_on)) if word)
    return {
        "title": title,
        "is_secret": False,
        "person": [[_("Nama"), client.name], [_("Tempat, tanggal lahir"), born]],
        "closing": _("Sertifikat ini diberikan untuk dipergunakan sebagaimana mestinya."),
        "frame": {
            "secret": "",
            "head": f"{title} · {client.name}",
            "page": _("Halaman"),
            "of": _("dari"),
        },
    }


def _programme(programme: Programme) -> list[list[str]]:
    rows = [
        [_("Program"), programme.name],
        [_("Jenis"), str(programme.intervention.get_kind_display())],
        [_("Waktu"), _days(programme)],
        [_("Tempat"), programme.place],
    ]
    if programme.partner:
        rows.append([_("Bekerja sama dengan"), programme.partner.name])
    if programme.facilitator:
        rows.append([_("Narasumber"), programme.facilitator])
    return rows


def _days(programme: Programme) -> str:
    return f"{_day(programme.start_on)} – {_day(programme.end_on)}"


def _placed(office: Office, on: date) -> str:
    return f"{office.city}, {_day(on)}" if office.city else _day(on)


def certificate_file(content: Mapping[str, Any], *, office: Office, by: str, at: datetime) -> bytes:
    """The kept words set as PDF, printed by the person of this name at this moment (a child's does not say by whom)."""
    with translation.override("id"):
        when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
        printed = _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when}
        printed = "" if content.get("hides_printer") else printed
        return set_pdf(TEMPLATE, {**content, "frame": {**content["frame"], "printed": printed}})


def _day(day: date) -> str:
    return date_format(day, "j F Y")
