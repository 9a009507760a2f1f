"""Kinds of partner organisation and of the services they offer (domain.md section 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    POKMAS = "POKMAS", _("Pokmas Lipas")
    GRIYA = "GRIYA", _("Griya Abhipraya")
    LOCAL_GOVERNMENT = "PEMDA", _("Pemerintah daerah/dinas")
    TRAINING_CENTRE = "BLK", _("Balai Latihan Kerja (BLK)")
    JUSTICE = "PENEGAK_HUKUM", _("Kejaksaan, kepolisian, pengadilan")
    HEALTH = "KESEHATAN", _("Puskesmas, rumah sakit, BNN/IPWL")
    SCHOOL = "PENDIDIKAN", _("Sekolah, PKBM, perguruan tinggi")
    COMPANY = "USAHA", _("Perusahaan dan UMKM")
    NGO = "LSM", _("LSM dan yayasan")
    RELIGIOUS = "KEAGAMAAN", _("Lembaga keagamaan dan pesantren")
    SOCIAL_HOME = "PANTI", _("Panti dan lembaga sosial")
