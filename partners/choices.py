"""Kinds of partner organisation and of the needs they serve (domain.md sections 4.9 and 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.choices import PracticalNeed


class OrganisationKind(models.TextChoices):
    POKMAS = "POKMAS", _("Pokmas Lipas")
    GRIYA = "GRIYA", _("Griya Abhipraya")
    LOCAL_GOVERNMENT = "PEMDA", _("Pemerintah daerah/dinas lain")
    TRAINING_CENTRE = "BLK", _("Balai Latihan Kerja (BLK)")
    JUSTICE = "PENEGAK_HUKUM", _("Kejaksaan, kepolisian, pengadilan")
    HEALTH = "KESEHATAN", _("Puskesmas, rumah sakit, IPWL")
    SCHOOL = "PENDIDIKAN", _("Sekolah dan PKBM")
    COMPANY = "USAHA", _("Perusahaan dan UMKM")
    NGO = "LSM", _("LSM dan yayasan")
    RELIGIOUS = "KEAGAMAAN", _("Lembaga keagamaan dan pesantren")
    SOCIAL_HOME = "PANTI", _("Panti dan lembaga sosial")
    ENVIRONMENT_OFFICE = "DINAS_LH", _("Dinas lingkungan hidup")
    SOCIAL_OFFICE = "DINAS_SOSIAL", _("Dinas sosial")
    LABOUR_OFFICE = "DINAS_NAKER", _("Dinas tenaga kerja dan perdagangan")
    FAMILY_OFFICE = "DINAS_PPPA", _("Dinas pemberdayaan perempuan dan perlindungan anak")
    CIVIL_REGISTRY = "DUKCAPIL", _("Dinas kependudukan dan pencatatan sipil")
    NARCOTICS_AGENCY = "BNN", _("Badan Narkotika Nasional (BNN)")
    UNIVERSITY = "KAMPUS", _("Perguruan tinggi")


class PersonKind(models.TextChoices):
    CONTACT = "CONTACT", _("Narahubung")
    MEMBER = "MEMBER", _("Anggota Pokmas")


class KnownIn(models.TextChoices):
    """Who knows a partner besides the office that keeps it, those above it and those below it."""

    OFFICE = "OFFICE", _("Kantor yang mencatat saja")
    KANWIL = "KANWIL", _("Semua kantor di Kanwil yang sama")
    NATION = "NATION", _("Semua kantor (mitra nasional)")


class Area(models.TextChoices):
    """How far from the reader's own office the directory looks."""

    OFFICE = "office", _("Kantor saya")
    KANWIL = "kanwil", _("Wilayah Kanwil saya")
    NATION = "nation", _("Seluruh Indonesia")


FACTORS = (
    ("F1", _("Keluarga dan pernikahan")),
    ("F2", _("Pendidikan dan pekerjaan")),
    ("F3", _("NAPZA dan alkohol")),
    ("F4", _("Hubungan sosial")),
    ("F5", _("Waktu luang")),
    ("F6", _("Keuangan")),
    ("F7", _("Sikap antisosial")),
)
SERVED_NEEDS = (*FACTORS, *PracticalNeed.choices)
SERVED_LABELS = dict(SERVED_NEEDS)


class JobKind(models.TextChoices):
    """Work that is done for people, never for a trade (KUHP art. 85)."""

    CLEANING = "CLEANING", _("Kebersihan")
    GARDENING = "GARDENING", _("Taman dan penghijauan")
    KITCHEN = "KITCHEN", _("Dapur umum")
    LIBRARY = "LIBRARY", _("Perpustakaan dan arsip")
    PAINTING = "PAINTING", _("Pengecatan dan perbaikan ringan")
    CARE = "CARE", _("Membantu perawatan lansia atau anak asuh")
    OFFICE = "OFFICE", _("Membantu pekerjaan kantor")
    TEACHING = "TEACHING", _("Mengajar atau melatih keterampilan")
    WORSHIP = "WORSHIP", _("Merawat rumah ibadah")
    OTHER = "OTHER", _("Pekerjaan sosial lain")


class Weekday(models.IntegerChoices):
    """ISO: Monday is 1."""

    MONDAY = 1, _("Senin")
    TUESDAY = 2, _("Selasa")
    WEDNESDAY = 3, _("Rabu")
    THURSDAY = 4, _("Kamis")
    FRIDAY = 5, _("Jumat")
    SATURDAY = 6, _("Sabtu")
    SUNDAY = 7, _("Minggu")


class CheckState(models.TextChoices):
    """How the last safety check of a site stands on a day. Work may be planned only while it is VALID or SOON."""

    VALID = "VALID", _("K3 aman")
    SOON = "SOON", _("K3 segera berakhir")
    OVER = "OVER", _("K3 kedaluwarsa")
    UNSAFE = "UNSAFE", _("K3 tidak aman")
    NONE = "NONE", _("K3 belum diperiksa")
