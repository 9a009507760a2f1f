"""Kinds, stages and states of agreements with partners (domain.md section 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    """A frame with the regent, mayor or ministry first; then what is really done, with the dinas or firm."""

    MOU = "MOU", _("Nota Kesepahaman (MoU)")
    ACCORD = "NK", _("Nota Kesepakatan")
    PKS = "PKS", _("Perjanjian Kerja Sama (PKS)")


FRAMES = (AgreementKind.MOU, AgreementKind.ACCORD)


class AgreementStage(models.TextChoices):
    """What people did with it; how it stands on a day follows from the stage and its days."""

    EXPLORING = "PENJAJAKAN", _("Penjajakan")
    DRAFT = "DRAF", _("Draf")
    SIGNED = "DITANDATANGANI", _("Ditandatangani")
    STOPPED = "DIHENTIKAN", _("Dihentikan")


# From a stage to those that may follow; correcting a signed one is a change with a reason, not a stage.
NEXT_STAGES = {
    AgreementStage.EXPLORING: (AgreementStage.DRAFT, AgreementStage.SIGNED, AgreementStage.STOPPED),
    AgreementStage.DRAFT: (AgreementStage.EXPLORING, AgreementStage.SIGNED, AgreementStage.STOPPED),
    AgreementStage.SIGNED: (AgreementStage.STOPPED,),
    AgreementStage.STOPPED: (),
}


class AgreementState(models.TextChoices):
    """How an agreement stands on a day: the lifecycle of domain.md section 7."""

    EXPLORING = "PENJAJAKAN", _("Penjajakan")
    DRAFT = "DRAF", _("Draf")
    SIGNED = "DITANDATANGANI", _("Ditandatangani, belum berlaku")
    ACTIVE = "AKTIF", _("Aktif")
    ENDING = "AKAN_BERAKHIR", _("Akan berakhir")
    ENDED = "BERAKHIR", _("Berakhir")
    RENEWED = "DIPERPANJANG", _("Diperpanjang")
    STOPPED = "DIHENTIKAN", _("Dihentikan")


class AgreementScope(models.TextChoices):
    """What it is for."""

    SERVICE = "KERJA_SOSIAL", _("Kerja sosial")
    CHILD_SERVICE = "YANMAS_ANAK", _("Pelayanan masyarakat anak")
    TRAINING = "PELATIHAN", _("Pelatihan")
    WORK = "KERJA", _("Penempatan kerja")
    HEALTH = "KESEHATAN", _("Kesehatan")
    DOCUMENTS = "DOKUMEN", _("Dokumen kependudukan")


PLACING = (AgreementScope.SERVICE, AgreementScope.CHILD_SERVICE)

# Words for the fields of an agreement where a change after signing is shown.
FIELD_LABELS = {
    "title": _("Judul"),
    "our_number": _("Nomor dari pihak kita"),
    "our_signer": _("Penanda tangan dari pihak kita"),
    "our_position": _("Jabatannya"),
    "purposes": _("Ruang lingkup"),
    "has_budget": _("Ada anggaran"),
    "budget_note": _("Sumber anggaran"),
    "contact_name": _("Narahubung"),
    "contact_phone": _("Telepon kantor"),
    "starts_on": _("Berlaku mulai"),
    "ends_on": _("Berlaku sampai"),
}
