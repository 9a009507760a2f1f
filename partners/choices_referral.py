"""States, moves and words of a referral (rujukan) to a partner's service."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferralStage(models.TextChoices):
    DRAFT = "DRAFT", _("Draf")
    SENT = "SENT", _("Dikirim ke mitra")
    WAITING = "WAITING", _("Daftar tunggu")
    ACCEPTED = "ACCEPTED", _("Diterima mitra")
    STARTED = "STARTED", _("Berjalan")
    PAUSED = "PAUSED", _("Dihentikan sementara")
    COMPLETED = "COMPLETED", _("Selesai")
    ENDED_EARLY = "ENDED_EARLY", _("Berakhir lebih awal")
    DECLINED = "DECLINED", _("Ditolak mitra")
    WITHDRAWN = "WITHDRAWN", _("Ditarik")


# What may follow what; the database holds the same list (models/referral_sql.py, a test compares them).
NEXT_STAGES: dict[ReferralStage, tuple[ReferralStage, ...]] = {
    ReferralStage.DRAFT: (ReferralStage.SENT, ReferralStage.WITHDRAWN),
    ReferralStage.SENT: (
        ReferralStage.ACCEPTED,
        ReferralStage.WAITING,
        ReferralStage.DECLINED,
        ReferralStage.WITHDRAWN,
    ),
    ReferralStage.WAITING: (ReferralStage.ACCEPTED, ReferralStage.DECLINED, ReferralStage.WITHDRAWN),
    ReferralStage.ACCEPTED: (ReferralStage.STARTED, ReferralStage.ENDED_EARLY, ReferralStage.WITHDRAWN),
    ReferralStage.STARTED: (ReferralStage.PAUSED, ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY),
    ReferralStage.PAUSED: (ReferralStage.STARTED, ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY),
    ReferralStage.COMPLETED: (),
    ReferralStage.ENDED_EARLY: (),
    ReferralStage.DECLINED: (),
    ReferralStage.WITHDRAWN: (),
}
# Stages that take a place of the service.
SEATED = (ReferralStage.ACCEPTED, ReferralStage.STARTED, ReferralStage.PAUSED)
OPEN = (ReferralStage.DRAFT, ReferralStage.SENT, ReferralStage.WAITING, *SEATED)
# A move to these says why.
WITH_REASON = (
    ReferralStage.DECLINED,
    ReferralStage.WITHDRAWN,
    ReferralStage.PAUSED,
    ReferralStage.ENDED_EARLY,
)


FIELD_LABELS = {
    "aim": _("Yang diharapkan"),
    "sessions_planned": _("Jumlah pertemuan"),
    "shared": _("Mitra juga perlu tahu"),
    "shared_reason": _("Mengapa mitra perlu tahu"),
}


class Shared(models.TextChoices):
    """What a partner is told beyond the least (name, sex, age; of a child its initials), each on purpose."""

    PHONE = "PHONE", _("Nomor telepon")
    ADDRESS = "ADDRESS", _("Alamat")
    CHILD_NAME = "CHILD_NAME", _("Nama anak")
    OFFENCE = "OFFENCE", _("Perkara")


class Presence(models.TextChoices):
    PRESENT = "HADIR", _("Hadir")
    EXCUSED = "IZIN", _("Izin")
    ABSENT = "ABSEN", _("Tidak hadir")


class Source(models.TextChoices):
    """How a partner's word reached the portal."""

    PORTAL = "PORTAL", _("Diisi mitra")
    PAPER = "KERTAS", _("Disalin dari daftar kertas")
    OFFICER = "PK", _("Diisi PK atas keterangan mitra")


class ReportDecision(models.TextChoices):
    WAITING = "WAITING", _("Menunggu tinjauan PK")
    ACCEPTED = "ACCEPTED", _("Diterima PK")
    RETURNED = "RETURNED", _("Dikembalikan ke mitra")


class Outcome(models.TextChoices):
    """What became of a need at the end of the service."""

    MET = "MET", _("Tercapai")
    PARTLY = "PARTLY", _("Tercapai sebagian")
    NOT_MET = "NOT_MET", _("Tidak tercapai")
    NOT_TRIED = "NOT_TRIED", _("Tidak dikerjakan")
