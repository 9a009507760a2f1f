"""Steps to a goal of an action plan, and the measure of an intervention, with their allowed moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepActor(models.TextChoices):
    """Who does a step of a goal."""

    CLIENT = "CLIENT", _("Klien")
    OFFICER = "OFFICER", _("PK")
    PARTNER = "PARTNER", _("Mitra")
    FAMILY = "FAMILY", _("Keluarga")


class StepState(models.TextChoices):
    PLANNED = "PLANNED", _("Direncanakan")
    DONE = "DONE", _("Terlaksana")
    NOT_DONE = "NOT_DONE", _("Tidak terlaksana")


STEP_MOVES = {
    StepState.PLANNED: {StepState.DONE, StepState.NOT_DONE},
    # Back to planned is how a wrong tick is put right: a new row with its reason, the old one stays.
    StepState.DONE: {StepState.PLANNED},
    StepState.NOT_DONE: {StepState.DONE, StepState.PLANNED},
}


class DosageUnit(models.TextChoices):
    SESSIONS_MONTH = "SESSIONS", _("pertemuan sebulan")
    HOURS_MONTH = "HOURS", _("jam sebulan")
    HOURS_TOTAL = "HOURS_ALL", _("jam seluruhnya")


class HistoryKind(models.TextChoices):
    """What the history of a plan tells of."""

    VERSION = "VERSI", _("Pengajuan")
    DECISION = "PUTUSAN", _("Putusan")
    ANSWER = "KLIEN", _("Suara klien")
    REVIEW = "TINJAUAN", _("Tinjauan")
    LINE = "BARIS", _("Status baris")
    STEP = "LANGKAH", _("Langkah")
    READING = "UKUR", _("Hasil ukur")


# The aspects of the child instrument (clients/instruments/anak_kerja_01.json), as the catalogue keeps help for them.
CHILD_FACTORS = {
    "ANAK-F1": _("Anak: Pendidikan dan pekerjaan"),
    "ANAK-F2": _("Anak: Alkohol dan narkotika"),
    "ANAK-F3": _("Anak: Keuangan dan waktu luang"),
    "ANAK-F4": _("Anak: Keluarga dan lingkungan sosial"),
    "ANAK-F5": _("Anak: Sikap antisosial"),
    "ANAK-F6": _("Anak: Kebutuhan lain"),
}
