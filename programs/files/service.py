"""The letters of a service order as PDF: the certificate of completion, and the report to the prosecutor.

Both go to others, so they are Indonesian whatever language the reader's pages are in.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.accounts.models import User
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from clients.choices import GuidanceStatus
from programs.choices import OrderState, ServiceKind
from programs.files.service_ledger import ledger_rows, pause_rows, session_rows, sum_rows
from programs.queries.service import OrderPicture
from programs.queries.service_sheet import ServiceSheet
from programs.rules.service import LIMITS

FOLDER = Path(__file__).parent
CERTIFICATE, REPORT = FOLDER / "service_certificate.typ", FOLDER / "service_report.typ"
BLANK = "." * 30
Pairs = list[list[str]]


def certificate_pdf(sheet: ServiceSheet, *, by: str, at: datetime) -> bytes:
    """The certificate of an order that is done, printed by the person of this name at this moment."""
    with translation.override("id"):
        return set_pdf(CERTIFICATE, certificate_of(sheet, by=by, at=at))


def report_pdf(sheet: ServiceSheet, *, by: str, at: datetime) -> bytes:
    """The report on an order, printed by the person of this name at this moment."""
    with translation.override("id"):
        return set_pdf(REPORT, report_of(sheet, by=by, at=at))


def certificate_of(sheet: ServiceSheet, *, by: str, at: datetime) -> dict[str, Any]:
    """All words of the certificate, ready to be set. A child's is marked secret (UU 11/2012 art. 19)."""
    office = sheet.guidance.office
    titles = {
        ServiceKind.ADULT: _("Surat keterangan selesai menjalani pidana kerja sosial"),
        ServiceKind.CHILD: _("Surat keterangan selesai menjalani pelayanan masyarakat"),
    }
    title = titles[ServiceKind(sheet.order.kind)]
    return common_of(sheet, title, by, at) | {
        "is_secret": sheet.guidance.is_child,
        "number": _("Nomor: %(blank)s") % {"blank": BLANK},
        "opening": _("Kepala %(office)s menerangkan bahwa:") % {"office": office.name},
        "said": _("telah menjalani seluruh jam menurut putusan berikut:"),
        "served": [*_verdict(sheet), *_served(sheet)],
        "closing": _("Surat keterangan ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."),
        "signatures": [head_signature(sheet, place_and_day(sheet))],
    }


def report_of(sheet: ServiceSheet, *, by: str, at: datetime) -> dict[str, Any]:
    """All words and numbers of the report, ready to be set."""
    titles = {
        ServiceKind.ADULT: _("Laporan pelaksanaan pidana kerja sosial"),
        ServiceKind.CHILD: _("Laporan pelaksanaan pelayanan masyarakat"),
    }
    return common_of(sheet, titles[ServiceKind(sheet.order.kind)], by, at) | {
        "number": _("Nomor: %(blank)s") % {"blank": BLANK},
        "to": [_("Kepada Yth."), _("Jaksa yang mengawasi pelaksanaan putusan"), _("di tempat")],
        "as_of": _("Keadaan per %(day)s") % {"day": _day(sheet.today)},
        "terms": [*_verdict(sheet), *_terms(sheet)],
        "figures": _figures(sheet),
        "percent": sheet.picture.percent,
        "state": _state(sheet),
        "sums": sum_rows(sheet),
        "pauses": pause_rows(sheet),
        "sessions": session_rows(sheet),
        "ledger": ledger_rows(sheet),
        "words": _words(),
        "signatures": [
            head_signature(sheet, _("Mengetahui,")),
            _signature(place_and_day(sheet), _("Pembimbing Kemasyarakatan"), sheet.guidance.officer),
        ],
    }


def common_of(sheet: ServiceSheet, title: str, by: str, at: datetime) -> dict[str, Any]:
    office, number = sheet.guidance.office, sheet.guidance.register_no if sheet.is_named else ""
    when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
    return {
        "letterhead": letterhead(office),
        "title": title,
        "person": person_rows(sheet, number),
        "frame": {
            "secret": _("RAHASIA"),
            "head": " · ".join(word for word in (title, sheet.who, number) if word),
            "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when},
            "page": _("Halaman"),
            "of": _("dari"),
        },
    }


def person_rows(sheet: ServiceSheet, number: str) -> Pairs:
    rows = [[_("Nama"), sheet.who]]
    if sheet.is_named:
        client = sheet.guidance.client
        born = ", ".join(word for word in (client.birth_place, _day(client.birth_on)) if word)
        rows += [[_("Tempat, tanggal lahir"), born], [_("Nomor register"), number]]
    return rows


def _verdict(sheet: ServiceSheet) -> Pairs:
    """What was decided. The number of a verdict and the place can tell who somebody is."""
    order = sheet.order
    is_agreement = sheet.guidance.status == GuidanceStatus.DIVERSI
    label = _("Kesepakatan diversi") if is_agreement else _("Putusan")
    number = f"{order.verdict_no}, " if sheet.is_named else ""
    rows = [[label, f"{number}{_day(order.verdict_on)}"]]
    if sheet.guidance.case.court:
        rows.append([_("Pengadilan"), sheet.guidance.case.court])
    rows.append([_("Jam menurut putusan"), sheet.picture.ordered])
    if sheet.is_named:
        rows.append([_("Tempat"), " · ".join([order.place, *([order.partner.name] if order.partner else [])])])
    return rows


def _served(sheet: ServiceSheet) -> Pairs:
    order = sheet.order
    rows = [[_("Jam yang dijalani"), sheet.picture.done]]
    if sheet.days:
        rows.append([_("Dijalani"), _span(sheet.days[0], sheet.days[-1], len(sheet.days))])
    if order.ended_on:
        rows.append([_("Dinyatakan selesai"), _day(order.ended_on)])
    return rows


def _terms(sheet: ServiceSheet) -> Pairs:
    order = sheet.order
    pace = _("%(hours)s sehari, %(days)s hari seminggu") % {
        "hours": sheet.picture.per_day,
        "days": order.days_a_week,
    }
    consequence = str(order.get_consequence_display()) if order.consequence else _("Belum dicatat")
    return [
        [_("Irama kerja"), pace],
        [_("Masa"), f"{_day(order.start_on)} – {_day(order.deadline_on)}"],
        [_("Bila dilanggar"), consequence],
        [_("Dasar hukum"), LIMITS[order.kind].article],
    ]


def _figures(sheet: ServiceSheet) -> Pairs:
    return [
        [_("Jam menurut putusan"), sheet.picture.ordered],
        [_("Jam yang dijalani"), sheet.picture.done],
        [_("Sisa"), sheet.picture.left],
    ]


def _state(sheet: ServiceSheet) -> Pairs:
    """How it stands: the end, or when it will end."""
    order, outlook = sheet.order, sheet.picture.outlook
    rows = [[_("Keadaan"), str(order.get_state_display())]]
    if sheet.days:
        rows.append([_("Dijalani"), _span(sheet.days[0], sheet.days[-1], len(sheet.days))])
    if order.ended_on:
        rows.append([_("Ditutup"), _day(order.ended_on)])
        if order.end_note and sheet.is_named:
            rows.append([_("Catatan penutupan"), order.end_note])
    elif outlook:
        rows.append([_("Perkiraan selesai"), _outlook(sheet)])
    elif order.state == OrderState.RUNNING:
        rows.append([_("Perkiraan selesai"), _("Semua jam sudah dijalani; perintah belum dinyatakan selesai.")])
    return rows


def _outlook(sheet: ServiceSheet) -> str:
    outlook = sheet.picture.outlook
    if outlook is None:
        return ""
    said = [_basis(sheet.picture) % {"day": _day(outlook.finishes_on)}]
    if outlook.is_late:
        said.append(_("Itu %(days)s hari sesudah batas waktu.") % {"days": outlook.days_late})
    if sheet.picture.open_pause:
        said.append(_("Dihitung seakan-akan jeda yang terbuka berakhir hari ini."))
    return " ".join(said)


def _basis(picture: OrderPicture) -> str:
    """What the forecast rests on: the sessions booked, the verdict's pace, or both."""
    if picture.outlook is None or not picture.outlook.booked:
        return _("%(day)s, dengan irama menurut putusan.")
    if picture.unbooked:
        return _("%(day)s, menurut sesi yang sudah dijadwalkan dan sesudahnya irama menurut putusan.")
    return _("%(day)s, menurut sesi yang sudah dijadwalkan.")


def _span(first: date, last: date, count: int) -> str:
    days = _("%(days)s hari kerja") % {"days": count}
    return f"{_day(first)} – {_day(last)} ({days})" if first != last else f"{_day(first)} ({days})"


def head_signature(sheet: ServiceSheet, above: str) -> list[str]:
    """The head signs by hand; the office's roles do not say who heads it on the day of signing."""
    return _signature(above, _("Kepala %(office)s") % {"office": sheet.guidance.office.name}, None)


def _signature(above: str, role: str, signer: User | None) -> list[str]:
    """[line above, role, name, NIP]; dots where somebody writes by hand."""
    name, nip = (signer.name, signer.nip) if signer else (BLANK, "")
    return [above, role, name, f"NIP {nip or BLANK}"]


def place_and_day(sheet: ServiceSheet) -> str:
    city = sheet.guidance.office.city
    return f"{city}, {_day(sheet.today)}" if city else _day(sheet.today)


def _words() -> dict[str, str]:
    return {
        "client": _("Klien"),
        "terms": _("Isi putusan"),
        "state": _("Pelaksanaan"),
        "sums": _("Rincian jam"),
        "kind": _("Jenis"),
        "length": _("Lama"),
        "pauses": _("Jeda"),
        "sessions": _("Kehadiran pada sesi"),
        "attended": _("Kehadiran"),
        "clock": _("Jam"),
        "proof": _("Bukti"),
        "seal": _("Segel"),
        "seal_note": _("Segel (SHA-256 berantai) dihitung ulang saat laporan ini dicetak."),
        "no_pauses": _("Tidak ada jeda."),
        "days": _("Hari"),
        "reason": _("Sebab"),
        "by": _("Dicatat oleh"),
        "annex": _("Lampiran: buku jam"),
        "annex_note": _("Baris tidak pernah diubah; yang keliru dibatalkan, dan keduanya tetap tercatat."),
        "empty": _("Belum ada jam yang dicatat."),
        "no": _("No."),
        "day": _("Tanggal"),
        "balance": _("Jumlah"),
        "note": _("Catatan"),
    }


def _day(day: date) -> str:
    return date_format(day, "j F Y")
