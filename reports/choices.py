"""Measures of the rollup and kinds of export. The text of each measure is in reports/measures.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    CLIENTS_START = "CLIENTS_START", _("Klien awal bulan")
    CLIENTS_IN = "CLIENTS_IN", _("Klien masuk")
    CLIENTS_OUT = "CLIENTS_OUT", _("Klien keluar")
    CLIENTS_END = "CLIENTS_END", _("Klien akhir bulan")
    ASSESSMENTS = "ASSESSMENTS", _("Asesmen menurut kategori risiko")
    NEEDS = "NEEDS", _("Kebutuhan menurut faktor dan kategori")
    PLAN_LINES = "PLAN_LINES", _("Baris rencana aksi menurut keadaan")
    ACTIVITIES = "ACTIVITIES", _("Kegiatan Klien Bapas Peduli diterima")
    PARTICIPANTS = "PARTICIPANTS", _("Peserta kegiatan diterima")


class RunState(models.TextChoices):
    RUNNING = "RUNNING", _("Sedang dihitung")
    PUBLISHED = "PUBLISHED", _("Diterbitkan")
    REFUSED = "REFUSED", _("Ditahan: pemeriksaan gagal")
    SUPERSEDED = "SUPERSEDED", _("Diganti rekap lebih baru")
    FAILED = "FAILED", _("Gagal")
    FROZEN = "FROZEN", _("Dibekukan sebagai terbitan")


class PeriodState(models.TextChoices):
    OPEN = "OPEN", _("Sementara")
    PUBLISHED = "PUBLISHED", _("Terbit")


class SubmissionState(models.TextChoices):
    DRAFT = "DRAFT", _("Disusun")
    SUBMITTED = "SUBMITTED", _("Diajukan")
    RETURNED = "RETURNED", _("Dikembalikan")
    ACCEPTED = "ACCEPTED", _("Diterima")


class ExceptionState(models.TextChoices):
    ASKED = "ASKED", _("Diminta")
    GIVEN = "GIVEN", _("Diberikan")
    REFUSED = "REFUSED", _("Ditolak")


class ExportKind(models.TextChoices):
    XLSX = "XLSX", _("Excel (XLSX)")
    CSV = "CSV", _("CSV")
    PDF = "PDF", _("PDF")


class QualityMeasure(models.TextChoices):
    """What is counted about the assessments themselves; in no file of the exports, shown with small numbers hidden."""

    CATEGORIES = "CATEGORIES", _("Asesmen menurut kategori")
    CORRECTED = "CORRECTED", _("Asesmen yang merupakan perbaikan")
    OVERRIDES = "OVERRIDES", _("Penyesuaian kategori")
    ENTRIES = "ENTRIES", _("Pengisian yang diperiksa")
    PACE = "PACE", _("Detik per jawaban")
    ITEM_ANSWERED = "ITEM_ANSWERED", _("Butir dijawab")
    ITEM_CHANGED = "ITEM_CHANGED", _("Butir diubah")
    ITEM_LEFT = "ITEM_LEFT", _("Butir ditinggal sampai akhir")
    PAIRS = "PAIRS", _("Pasangan penilaian")


class NeedMeasure(models.TextChoices):
    """What the rollup counts about the needs map; kept in NeedFigure, shown on the needs picture."""

    NEEDS_CLIENTS = "NEEDS_CLIENTS", _("Klien dibimbing")
    NEEDS_PEOPLE = "NEEDS_PEOPLE", _("Klien dengan kebutuhan terbuka")
    NEEDS_OPEN = "NEEDS_OPEN", _("Kebutuhan terbuka")
    NEEDS_RUNNING = "NEEDS_RUNNING", _("Kebutuhan yang sedang ditangani")


class SupplyKind(models.TextChoices):
    """What stands against a need: what exists, and what is used in running plan lines."""

    PROGRAMME = "PROGRAMME", _("Intervensi dalam katalog")
    PROGRAMME_USED = "PROGRAMME_USED", _("Intervensi dipakai")
    PARTNER = "PARTNER", _("Mitra yang melayani")
    PARTNER_USED = "PARTNER_USED", _("Mitra dipakai")


class SectorMeasure(models.TextChoices):
    """What the cross-sector view is made of; kept in SectorFact."""

    AGREEMENTS = "AGREEMENTS", _("Perjanjian menurut jenis dan keadaan")
    AGREEMENTS_ENDING = "AGREEMENTS_ENDING", _("Perjanjian yang segera berakhir")
    PARTNERS = "PARTNERS", _("Mitra menurut jenis")
    SITES = "SITES", _("Tempat kerja menurut pemeriksaan K3")
    SEATS = "SEATS", _("Kursi seminggu")
    ORDERS = "ORDERS", _("Putusan kerja sosial berjalan")
    MINUTES_OWED = "MINUTES_OWED", _("Menit kerja sosial yang belum dijalani")
    SEATS_NEEDED = "SEATS_NEEDED", _("Kursi seminggu yang dibutuhkan (perseratus)")
    ORDERS_NEW = "ORDERS_NEW", _("Putusan kerja sosial baru")


class ReferralMeasure(models.TextChoices):
    """What is counted about referrals to partners; kept in ReferralFact."""

    SENT = "SENT", _("Rujukan dikirim")
    ACCEPTED = "ACCEPTED", _("Rujukan diterima mitra")
    DECLINED = "DECLINED", _("Rujukan ditolak mitra")
    WAITING = "WAITING", _("Rujukan yang menunggu")
    STARTED = "STARTED", _("Layanan dimulai")
    COMPLETED = "COMPLETED", _("Layanan selesai")
    ENDED_EARLY = "ENDED_EARLY", _("Layanan berakhir lebih awal")
    ANSWER_DAYS = "ANSWER_DAYS", _("Hari sampai dijawab")
    START_DAYS = "START_DAYS", _("Hari sampai dimulai")
    OUTCOMES = "OUTCOMES", _("Hasil menurut kebutuhan")
    SESSIONS = "SESSIONS", _("Pertemuan layanan")
