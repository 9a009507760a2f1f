"""What is said of a service that a partner offers. The lists of languages and of ways of access are assumed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cost(models.TextChoices):
    FREE = "FREE", _("Gratis")
    PARTLY = "PARTLY", _("Sebagian ditanggung klien")
    PAID = "PAID", _("Berbayar")


class Setting(models.TextChoices):
    """Where the service is given."""

    ON_SITE = "ON_SITE", _("Di tempat mitra")
    ONLINE = "ONLINE", _("Daring")
    VISIT = "VISIT", _("Mitra datang ke klien")


class Language(models.TextChoices):
    """Codes of ISO 639-3; BISINDO is a sign language."""

    INDONESIAN = "ind", _("Indonesia")
    ACEHNESE = "ace", _("Aceh")
    BALINESE = "ban", _("Bali")
    BANJAR = "bjn", _("Banjar")
    BATAK = "btk", _("Batak")
    BUGIS = "bug", _("Bugis")
    JAVANESE = "jav", _("Jawa")
    MADURESE = "mad", _("Madura")
    MAKASSAR = "mak", _("Makassar")
    MALAY = "zlm", _("Melayu")
    MINANGKABAU = "min", _("Minangkabau")
    PAPUAN_MALAY = "pmy", _("Melayu Papua")
    SASAK = "sas", _("Sasak")
    SUNDANESE = "sun", _("Sunda")
    BISINDO = "inl", _("Bahasa isyarat (BISINDO)")


class AccessAid(models.TextChoices):
    """What the place has for people with a disability."""

    STEP_FREE = "STEP_FREE", _("Tanpa tangga atau ada landaian")
    TOILET = "TOILET", _("Toilet untuk kursi roda")
    SIGN = "SIGN", _("Juru bahasa isyarat")
    READING = "READING", _("Bahan bacaan yang mudah atau Braille")
    PICKUP = "PICKUP", _("Antar-jemput")
    COMPANION = "COMPANION", _("Pendamping")
