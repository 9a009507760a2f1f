"""Which dates of a person, a case and a guidance period may stand together. A problem is named by its field."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A decree often names a day to come; further off it is a slip of the pen (assumed).
START_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDates:
    birth_on: date
    offence_on: date
    verdict_on: date | None = None
    first_detained_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceDates:
    """start_on to guidance_end_on (HMB), both included; sentence_expiry_on is ekspirasi (domain.md 2.7)."""

    start_on: date
    guidance_end_on: date
    sentence_expiry_on: date | None = None
    decree_on: date | None = None
    status: str = ""


def case_date_problems(dates: CaseDates, *, today: date) -> dict[str, Promise]:
    """Field name -> what is wrong; empty when all is well."""
    found: dict[str, Promise] = {}
    if dates.birth_on >= today:
        found["birth_on"] = _("Tanggal lahir harus sebelum hari ini.")
    if dates.offence_on > today:
        found["offence_on"] = _("Tanggal perbuatan tidak boleh sesudah hari ini.")
    elif dates.offence_on <= dates.birth_on:
        found["offence_on"] = _("Tanggal perbuatan harus sesudah tanggal lahir.")
    for name, day in (("verdict_on", dates.verdict_on), ("first_detained_on", dates.first_detained_on)):
        if day is None:
            continue
        if day < dates.offence_on:
            found[name] = _("Tanggal ini tidak boleh sebelum tanggal perbuatan.")
        elif day > today:
            found[name] = _("Tanggal ini tidak boleh sesudah hari ini.")
    return found


def guidance_date_problems(dates: GuidanceDates, *, offence_on: date, today: date) -> dict[str, Promise]:
    """Field name -> what is wrong; empty when all is well."""
    found: dict[str, Promise] = {}
    if dates.start_on < offence_on:
        found["start_on"] = _("Bimbingan tidak dapat mulai sebelum tanggal perbuatan.")
    elif dates.start_on > today + START_AHEAD:
        found["start_on"] = _("Tanggal mulai terlalu jauh di depan; periksa tahunnya.")
    if dates.guidance_end_on < dates.start_on:
        found["guidance_end_on"] = _("HMB tidak boleh sebelum tanggal mulai.")
    if dates.decree_on is not None and dates.decree_on > today:
        found["decree_on"] = _("Tanggal SK tidak boleh sesudah hari ini.")
    expiry = dates.sentence_expiry_on
    if expiry is not None and dates.status == "PB" and expiry > dates.guidance_end_on:
        # PB: the probation runs on after the sentence (old KUHP art. 15), never ends before it.
        found["sentence_expiry_on"] = _("Untuk PB, ekspirasi tidak boleh sesudah HMB.")
    return found
