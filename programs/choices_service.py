"""States and kinds of attendance at kerja sosial, its proof, and the ladder after a miss."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatOutcome(models.TextChoices):
    """What became of a seat; the seat's own state says the same."""

    ATTENDED = "ATTENDED", _("Hadir")
    MISSED = "MISSED", _("Tidak hadir tanpa alasan sah")
    EXCUSED = "EXCUSED", _("Tidak hadir dengan alasan sah")


class Rating(models.IntegerChoices):
    """Work and conduct of one session, in words."""

    POOR = 1, _("Kurang")
    FAIR = 2, _("Cukup")
    GOOD = 3, _("Baik")
    VERY_GOOD = 4, _("Sangat baik")


class ProofKind(models.TextChoices):
    PHOTO = "PHOTO", _("Foto")
    SIGNATURE = "SIGNATURE", _("Tanda tangan")
    PLACE = "PLACE", _("Letak")


class ProofMoment(models.TextChoices):
    START = "START", _("Mulai")
    END = "END", _("Selesai")


class BreachStep(models.TextChoices):
    """Steps after a missed session without valid reason (domain.md 5.6; for kerja sosial assumed)."""

    WARNING_1 = "TEGURAN_1", _("Teguran pertama")
    WARNING_2 = "TEGURAN_2", _("Teguran kedua")
    HEARING = "PEMERIKSAAN", _("Pemeriksaan")
    REPORT = "LAPORAN_JAKSA", _("Laporan kepada jaksa")


DECIDED_STEPS = frozenset({BreachStep.HEARING, BreachStep.REPORT})
"""Steps that a second person decides: the head of the Bapas or of the section."""


class Short(models.TextChoices):
    """Why an order is not planned to its end, the first that applies."""

    NO_SITE = "NO_SITE", _("Tidak ada tempat yang menerima klien ini")
    TOO_FAR = "TOO_FAR", _("Semua tempat terlalu jauh dari rumahnya")
    BUSY = "BUSY", _("Klien berhalangan pada semua jam sesi")
    FULL = "FULL", _("Sesi yang cocok sudah penuh")
    LATER = "LATER", _("Sisanya dijadwalkan setelah sesi minggu-minggu berikutnya dibuka")
    DEADLINE = "DEADLINE", _("Sesi sebelum batas waktu tidak cukup")


AT_RISK = frozenset({Short.NO_SITE, Short.TOO_FAR, Short.BUSY, Short.FULL, Short.DEADLINE})
"""Reasons that do not pass by themselves; LATER does, once more weeks are opened."""


class StepAct(models.TextChoices):
    APPROVED = "APPROVED", _("Disetujui")
    REFUSED = "REFUSED", _("Tidak disetujui")
    WITHDRAWN = "WITHDRAWN", _("Ditarik")
