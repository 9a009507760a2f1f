"""When a guidance period may be closed, and for which reason (domain.md 2.7)."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.choices import EndReason

WITH_HOURS = frozenset({"KERSOS", "YANMAS"})


def reasons_for(status: str) -> list[EndReason]:
    """Reasons that fit the legal ground: hours end only where hours were ordered."""
    return [reason for reason in EndReason if reason != EndReason.SELESAI_JAM or status in WITH_HOURS]


def closing_problems(
    *, status: str, start_on: date, guidance_end_on: date, ended_on: date, reason: str, today: date
) -> dict[str, Promise]:
    """Field name -> what is wrong; empty when the period may be closed on `ended_on` for `reason`."""
    if ended_on > today:
        return {"ended_on": _("Tanggal berakhir tidak boleh sesudah hari ini.")}
    if ended_on < start_on:
        return {"ended_on": _("Tanggal berakhir tidak boleh sebelum bimbingan mulai.")}
    if reason not in reasons_for(status):
        return {"end_reason": _("Alasan ini tidak berlaku untuk status bimbingan klien.")}
    if reason == EndReason.HMB and ended_on < guidance_end_on:
        return {"end_reason": _("Masa bimbingan belum habis pada tanggal itu; periksa HMB atau pilih alasan lain.")}
    return {}
