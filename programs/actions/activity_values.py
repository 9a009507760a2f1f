"""What an activity says, checked field by field before it is written."""

from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _

from bapas_portal.accounts.closing import closed_faults
from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.errors import Invalid
from bapas_portal.core.maps import is_in_indonesia
from partners.models import Organisation
from programs.models import CalendarEntry


class ActivityValues(TypedDict):
    """What an activity says; a field not given stays as it is.

    `region_code` may be "". The point comes whole or not at all (degrees, south and west negative), and so do the
    beneficiaries (number, who) and the cost (whole rupiah, source of funds).
    """

    held_on: date
    kind: str
    title: str
    place: str
    region_code: str
    partner_ids: list[int]
    narrative: str
    calendar_entry_id: NotRequired[int | None]
    latitude: NotRequired[Decimal | None]
    longitude: NotRequired[Decimal | None]
    officer_count: NotRequired[int | None]
    beneficiary_count: NotRequired[int | None]
    beneficiary_words: NotRequired[str]
    cost_rupiah: NotRequired[int | None]
    cost_source: NotRequired[str]


PLAIN = ("calendar_entry_id", "latitude", "longitude", "officer_count", "beneficiary_count", "cost_rupiah")
WORDS = ("beneficiary_words", "cost_source")


def checked(values: ActivityValues, office: Office, *, kept_entry: int | None = None) -> dict[str, Any]:
    """The values as model fields. `kept_entry`: the entry it belongs to already, even if cancelled since.

    Raises Invalid with every fault beside its field.
    """
    closed = closed_faults(office_id=office.pk, held_on=values["held_on"])
    faults = closed | _faults_of_base(values) | _faults_of_pairs(values) | _faults_of_entry(values, office, kept_entry)
    if faults:
        raise Invalid(_("Kegiatan belum lengkap."), faults)
    given: dict[str, Any] = dict(values)
    fields = {name: given[name] for name in PLAIN if name in given}
    fields |= {name: given[name].strip() for name in WORDS if name in given}
    return fields | {
        "held_on": values["held_on"],
        "kind": values["kind"],
        "title": values["title"].strip(),
        "place": values["place"].strip(),
        "region_id": values["region_code"] or None,
        "narrative": values["narrative"].strip(),
    }


def _faults_of_base(values: ActivityValues) -> dict[str, str]:
    faults: dict[str, str] = {}
    for name, text in (("title", values["title"]), ("place", values["place"])):
        if not text.strip():
            faults[name] = _("Bagian ini wajib diisi.")
    if values["region_code"] and not Region.objects.filter(pk=values["region_code"]).exists():
        faults["region_code"] = _("Pilih wilayah dari daftar.")
    wanted = set(values["partner_ids"])
    if Organisation.objects.filter(pk__in=wanted).count() != len(wanted):
        faults["partners"] = _("Pilih mitra dari daftar.")
    return faults


def _faults_of_pairs(values: ActivityValues) -> dict[str, str]:
    faults: dict[str, str] = {}
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        faults["latitude" if latitude is None else "longitude"] = _("Isi lintang dan bujur, atau kosongkan dua-duanya.")
    elif latitude is not None and longitude is not None and not is_in_indonesia(latitude, longitude):
        faults["latitude"] = _("Titik ini di luar Indonesia. Periksa lintang dan bujurnya; lintang selatan negatif.")
    count, who = values.get("beneficiary_count"), values.get("beneficiary_words", "").strip()
    if (count is None) != (who == ""):
        faults["beneficiary_count" if count is None else "beneficiary_words"] = _(
            "Isi jumlah dan siapa penerimanya, atau kosongkan dua-duanya."
        )
    elif count is not None and count <= 0:
        faults["beneficiary_count"] = _("Jumlah harus lebih dari nol.")
    cost, source = values.get("cost_rupiah"), values.get("cost_source", "").strip()
    if (cost is None) != (source == ""):
        faults["cost_rupiah" if cost is None else "cost_source"] = _(
            "Isi biaya dan sumber dananya, atau kosongkan dua-duanya."
        )
    return faults


def _faults_of_entry(values: ActivityValues, office: Office, kept: int | None) -> dict[str, str]:
    wanted = values.get("calendar_entry_id")
    if wanted is None or wanted == kept:
        return {}
    if CalendarEntry.objects.for_office(office).filter(pk=wanted).exists():
        return {}
    return {"calendar_entry": _("Pilih agenda dari daftar.")}
