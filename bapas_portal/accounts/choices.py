"""Kinds of office, roles and grades, in the officers' own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeKind(models.TextChoices):
    DITJENPAS = "DITJENPAS", _("Ditjenpas")
    KANWIL = "KANWIL", _("Kantor Wilayah")
    BAPAS = "BAPAS", _("Balai Pemasyarakatan")
    POS = "POS", _("Pos Bapas")


class OfficeClass(models.TextChoices):
    FIRST = "I", _("Kelas I")
    SECOND = "II", _("Kelas II")
    THIRD = "III", _("Kelas III")


class Zone(models.TextChoices):
    WIB = "WIB", _("WIB")
    WITA = "WITA", _("WITA")
    WIT = "WIT", _("WIT")


class RoleCode(models.TextChoices):
    PK = "PK", _("Pembimbing Kemasyarakatan")
    APK = "APK", _("Asisten Pembimbing Kemasyarakatan")
    HEAD = "HEAD", _("Kepala Bapas")
    SECTION_ADULT = "SECTION_ADULT", _("Kasi/Kasubsi Bimbingan Klien Dewasa")
    SECTION_CHILD = "SECTION_CHILD", _("Kasi/Kasubsi Bimbingan Klien Anak")
    OPERATOR = "OPERATOR", _("Operator registrasi")
    TPP_SECRETARY = "TPP_SECRETARY", _("Sekretaris TPP")
    SUPERVISOR = "SUPERVISOR", _("Supervisor asesmen")
    KANWIL = "KANWIL", _("Staf Kanwil")
    DITJENPAS = "DITJENPAS", _("Direktorat (Ditjenpas)")
    ADMIN = "ADMIN", _("Administrator sistem")


class Grade(models.TextChoices):
    NONE = "", _("Tanpa jenjang")
    FIRST = "PERTAMA", _("Ahli Pertama")
    YOUNG = "MUDA", _("Ahli Muda")
    MIDDLE = "MADYA", _("Ahli Madya")
    MAIN = "UTAMA", _("Ahli Utama")


class RegionLevel(models.TextChoices):
    PROVINCE = "PROVINCE", _("Provinsi")
    REGENCY = "REGENCY", _("Kabupaten/Kota")
    DISTRICT = "DISTRICT", _("Kecamatan")
    VILLAGE = "VILLAGE", _("Kelurahan/Desa")


class FactorEnd(models.TextChoices):
    """Why an authenticator is no longer asked."""

    OFF = "OFF", _("dimatikan pemiliknya")
    REPLACED = "REPLACED", _("diganti")
    RESET = "RESET", _("diatur ulang administrator")
