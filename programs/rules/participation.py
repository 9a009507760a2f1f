"""Who may take part in an activity, and how a participant is named to whom."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from clients.rules.identity import initials


@dataclass(frozen=True, slots=True)
class DayMark:
    """What is noted of one participant; None is "not noted". `guardian`: who agreed for a child."""

    has_agreed: bool | None
    guardian: str
    was_present: bool | None


def was_open(*, start_on: date, ended_on: date | None, day: date) -> bool:
    """Was the guidance period open on `day`? Its first and its last day count."""
    return start_on <= day and (ended_on is None or day <= ended_on)


def shown_name(*, name: str, register_no: str, is_child: bool, may_identify: bool, is_own_office: bool) -> str:
    """The name for who may know it; initials within the office; else the register number, of a child nothing.

    A child's identity is secret (UU 11/2012 art. 19): outside the office the answer is "".
    """
    if may_identify:
        return name
    if is_own_office:
        return initials(name)
    return "" if is_child else register_no


def mark_fault(
    *, is_child: bool, has_agreed: bool | None, guardian: str, was_present: bool | None, is_to_come: bool
) -> tuple[str, str] | None:
    """What is wrong with a row of the list of the day, as ("agreed", "guardian" or "present", words); None if right.

    An adult agrees by word; for a child a parent or guardian does, and is named. Nobody is present without consent.
    """
    if is_child and has_agreed and not guardian:
        return "guardian", _("Tulis nama orang tua atau wali yang menyetujui.")
    if guardian and not (is_child and has_agreed):
        return "guardian", _("Nama wali hanya diisi untuk anak yang disetujui ikut.")
    if was_present and not has_agreed:
        return "present", _("Tanpa persetujuan, klien tidak dicatat hadir dan tidak dihitung.")
    if was_present is not None and is_to_come:
        return "present", _("Kehadiran diisi pada hari kegiatan.")
    return None
