"""States and kinds of action plans and of Klien Bapas Peduli activities, with their allowed moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InterventionKind(models.TextChoices):
    PERSONALITY = "PERSONALITY", _("Kepribadian")
    SELF_RELIANCE = "SELF_RELIANCE", _("Kemandirian")
    FACILITATION = "FACILITATION", _("Fasilitasi")


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", _("Rancangan")
    SUBMITTED = "SUBMITTED", _("Diajukan")
    RETURNED = "RETURNED", _("Dikembalikan")
    APPROVED = "APPROVED", _("Disetujui")


PLAN_MOVES = {
    PlanState.DRAFT: {PlanState.SUBMITTED},
    PlanState.RETURNED: {PlanState.SUBMITTED},
    PlanState.SUBMITTED: {PlanState.APPROVED, PlanState.RETURNED},
    PlanState.APPROVED: {PlanState.DRAFT},
}


class LineState(models.TextChoices):
    PLANNED = "PLANNED", _("Direncanakan")
    RUNNING = "RUNNING", _("Berjalan")
    DONE = "DONE", _("Selesai")
    DROPPED = "DROPPED", _("Dihentikan")


LINE_MOVES = {
    LineState.PLANNED: {LineState.RUNNING, LineState.DONE, LineState.DROPPED},
    LineState.RUNNING: {LineState.DONE, LineState.DROPPED},
    LineState.DONE: set(),
    LineState.DROPPED: {LineState.RUNNING},
}


class ActivityKind(models.TextChoices):
    CLEANING = "KEBERSIHAN", _("Bersih lingkungan")
    WORSHIP = "RUMAH_IBADAH", _("Bersih rumah ibadah")
    SOCIAL_AID = "BANTUAN_SOSIAL", _("Bantuan sosial")
    BLOOD = "DONOR_DARAH", _("Donor darah")
    GREENING = "PENGHIJAUAN", _("Penghijauan")
    EXHIBITION = "PAMERAN", _("Pameran karya klien")
    TRAINING = "PELATIHAN", _("Pelatihan bersama masyarakat")
    OTHER = "LAIN", _("Kegiatan sosial lain")


class OutputUnit(models.TextChoices):
    KG = "KG", _("kg sampah")
    BAG = "KANTONG", _("kantong sampah")
    BLOOD_BAG = "KANTONG_DARAH", _("kantong darah")
    PACK = "PAKET", _("paket bantuan")
    TREE = "POHON", _("pohon")
    PIECE = "BUAH", _("buah karya")
    PERSON = "ORANG", _("penerima manfaat")


class ActivityState(models.TextChoices):
    """A proposal before the day is the office's own business and optional; the report goes to the Kanwil."""

    DRAFT = "DRAFT", _("Rancangan")
    PROPOSED = "PROPOSED", _("Usulan menunggu Kepala")
    APPROVED = "APPROVED", _("Usulan disetujui")
    SUBMITTED = "SUBMITTED", _("Diajukan ke Kanwil")
    RETURNED = "RETURNED", _("Dikembalikan")
    ACCEPTED = "ACCEPTED", _("Diterima Kanwil")


ACTIVITY_MOVES = {
    ActivityState.DRAFT: {ActivityState.SUBMITTED, ActivityState.PROPOSED},
    ActivityState.PROPOSED: {ActivityState.APPROVED, ActivityState.DRAFT},
    ActivityState.APPROVED: {ActivityState.SUBMITTED, ActivityState.DRAFT},
    ActivityState.RETURNED: {ActivityState.SUBMITTED},
    ActivityState.SUBMITTED: {ActivityState.ACCEPTED, ActivityState.RETURNED},
    ActivityState.ACCEPTED: set(),
}


class PhotoPeople(models.TextChoices):
    """Who is on a photo; one of whom nobody has said it stays with the office."""

    UNKNOWN = "UNKNOWN", _("Belum diketahui: foto hanya untuk kantor ini")
    NOBODY = "NOBODY", _("Tidak ada orang yang dikenali")
    LISTED = "LISTED", _("Peserta yang dipilih di bawah ini")


class FeedKind(models.TextChoices):
    OWN = "OWN", _("Pekerjaan saya")
    OFFICE = "OFFICE", _("Kalender kantor")


class ServiceKind(models.TextChoices):
    """KUHP art. 85 (adults) and UU 11/2012 art. 76 (children)."""

    ADULT = "KERSOS", _("Pidana kerja sosial")
    CHILD = "YANMAS", _("Pelayanan masyarakat")


SERVICE_GROUNDS = frozenset({"KERSOS", "YANMAS", "DIVERSI"})
"""Grounds of guidance that can hold a service order; a diversion agreement may name service too (domain.md 2.4)."""


class OrderState(models.TextChoices):
    RUNNING = "RUNNING", _("Berjalan")
    DONE = "DONE", _("Selesai")
    ENDED = "ENDED", _("Berakhir sebelum selesai")


class HoursKind(models.TextChoices):
    CREDIT = "CREDIT", _("Jam kerja")
    TRAVEL = "TRAVEL", _("Waktu perjalanan")
    PENALTY = "PENALTY", _("Potongan")
    ADJUSTMENT = "ADJUSTMENT", _("Penyesuaian")
    REVERSAL = "REVERSAL", _("Pembatalan")


class BreachConsequence(models.TextChoices):
    """What the verdict says beforehand for a breach without valid reason (KUHP art. 85; UU 11/2012 art. 76)."""

    REPEAT = "REPEAT", _("Mengulangi seluruh atau sebagian jam")
    PRISON = "PRISON", _("Menjalani pidana penjara yang diganti")
    FINE = "FINE", _("Membayar denda yang diganti")


class PauseReason(models.TextChoices):
    ILLNESS = "ILLNESS", _("Sakit")
    FAMILY = "FAMILY", _("Keluarga meninggal atau sakit berat")
    SCHOOL = "SCHOOL", _("Ujian atau kegiatan sekolah")
    SITE = "SITE", _("Tempat kerja tutup")
    OTHER = "OTHER", _("Sebab lain")


class SessionState(models.TextChoices):
    PLANNED = "PLANNED", _("Direncanakan")
    HELD = "HELD", _("Terlaksana")
    CANCELLED = "CANCELLED", _("Dibatalkan")


class SeatState(models.TextChoices):
    BOOKED = "BOOKED", _("Dijadwalkan")
    ATTENDED = "ATTENDED", _("Hadir")
    MISSED = "MISSED", _("Tidak hadir")
    EXCUSED = "EXCUSED", _("Tidak hadir dengan alasan sah")
    RELEASED = "RELEASED", _("Dilepas")


LIVE_SEATS = (SeatState.BOOKED, SeatState.ATTENDED, SeatState.MISSED, SeatState.EXCUSED)
"""Seats that take a place in their session."""


class BusyReason(models.TextChoices):
    """Service respects living and other useful activity (KUHP art. 85) and never harms school (UU 11/2012 art. 76)."""

    WORK = "WORK", _("Bekerja")
    SCHOOL = "SCHOOL", _("Sekolah atau kursus")
    WORSHIP = "WORSHIP", _("Ibadah")
    FAMILY = "FAMILY", _("Mengurus keluarga")
    OTHER = "OTHER", _("Kegiatan lain")


class DirectiveKind(models.TextChoices):
    POLICY = "KEBIJAKAN", _("Kebijakan")
    GUIDANCE = "PETUNJUK", _("Petunjuk")
    DEFINITION = "DEFINISI", _("Definisi")
    TARGET = "TARGET", _("Target")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", _("Rancangan")
    PUBLISHED = "PUBLISHED", _("Diterbitkan")


class TargetPeriod(models.TextChoices):
    MONTH = "BULAN", _("Setiap bulan")
    QUARTER = "TRIWULAN", _("Setiap triwulan")
    HALF = "SEMESTER", _("Setiap semester")
    YEAR = "TAHUN", _("Setiap tahun")


class TargetRule(models.TextChoices):
    """How the directorate's number becomes a number of each Bapas."""

    SAME = "SAMA", _("Sama untuk setiap Bapas")
    PER_HUNDRED = "PER_100", _("Per 100 klien yang dibimbing, dibulatkan ke atas")
    SPLIT = "BAGI", _("Satu jumlah, dibagi menurut jumlah klien")
    LISTED = "DAFTAR", _("Daftar: satu angka untuk setiap Bapas yang disebut")


class Audience(models.TextChoices):
    ADULTS = "DEWASA", _("Dewasa")
    CHILDREN = "ANAK", _("Anak")
    BOTH = "SEMUA", _("Dewasa dan anak")


class ProgrammeState(models.TextChoices):
    OPEN = "OPEN", _("Pendaftaran dibuka")
    RUNNING = "RUNNING", _("Berjalan")
    FINISHED = "FINISHED", _("Selesai")
    CANCELLED = "CANCELLED", _("Dibatalkan")


PROGRAMME_MOVES = {
    ProgrammeState.OPEN: {ProgrammeState.RUNNING, ProgrammeState.CANCELLED},
    ProgrammeState.RUNNING: {ProgrammeState.FINISHED, ProgrammeState.CANCELLED},
    ProgrammeState.FINISHED: set(),
    ProgrammeState.CANCELLED: set(),
}


class EnrolmentState(models.TextChoices):
    WAITING = "WAITING", _("Daftar tunggu")
    ENROLLED = "ENROLLED", _("Terdaftar")
    COMPLETED = "COMPLETED", _("Tuntas")
    LEFT = "LEFT", _("Berhenti sebelum tuntas")
    REMOVED = "REMOVED", _("Dikeluarkan: salah catat")


ENROLMENT_MOVES = {
    EnrolmentState.WAITING: {EnrolmentState.ENROLLED, EnrolmentState.LEFT, EnrolmentState.REMOVED},
    EnrolmentState.ENROLLED: {EnrolmentState.COMPLETED, EnrolmentState.LEFT, EnrolmentState.REMOVED},
    EnrolmentState.COMPLETED: set(),
    EnrolmentState.LEFT: set(),
    EnrolmentState.REMOVED: set(),
}
SEATED = frozenset({EnrolmentState.ENROLLED, EnrolmentState.COMPLETED})
"""Who holds a place of a programme's capacity."""


class SessionMode(models.TextChoices):
    """Domain.md 5.3."""

    OFFICE = "OFFICE", _("Di kantor")
    HOME = "HOME", _("Kunjungan rumah")
    REMOTE = "REMOTE", _("Telepon atau video")
    GROUP = "GROUP", _("Kelompok")
    PARTNER = "PARTNER", _("Di tempat mitra")


class AttendanceKind(models.TextChoices):
    PRESENT = "PRESENT", _("Hadir")
    LATE = "LATE", _("Terlambat")
    EXCUSED = "EXCUSED", _("Tidak hadir, ada alasan sah")
    ABSENT = "ABSENT", _("Tidak hadir tanpa alasan")


ATTENDED = frozenset({AttendanceKind.PRESENT, AttendanceKind.LATE})


class PlanAnswerKind(models.TextChoices):
    """What the client said to a version of the plan."""

    AGREED = "SETUJU", _("Setuju")
    REFUSED = "MENOLAK", _("Menolak")
    UNABLE = "TIDAK_DAPAT", _("Tidak dapat menjawab")


class UnableReason(models.TextChoices):
    ILL = "SAKIT", _("Sakit")
    LANGUAGE = "BAHASA", _("Tidak mengerti bahasanya dan belum ada penerjemah")
    ABSENT = "TIDAK_HADIR", _("Tidak hadir")
    OTHER = "LAIN", _("Sebab lain")


class ReviewCause(models.TextChoices):
    """Why a plan is to be reviewed, the most pressing first; EARLY: nothing asked for it."""

    BREACH = "PELANGGARAN", _("Pelanggaran syarat")
    CATEGORY = "KATEGORI", _("Kategori risiko berubah")
    TIER = "INTENSITAS", _("Intensitas berubah")
    NEED = "KEBUTUHAN", _("Kebutuhan baru")
    OFFICER = "PK_BARU", _("PK berganti")
    PERIOD = "BERKALA", _("Waktu tinjauan berkala")
    EARLY = "LEBIH_AWAL", _("Sebelum waktunya")


class ReviewResult(models.TextChoices):
    CONTINUE = "LANJUT", _("Rencana diteruskan")
    CHANGE = "UBAH", _("Rencana perlu diubah")
    CLOSE = "SELESAI", _("Rencana selesai, tidak ditinjau lagi")


class GoalProgress(models.TextChoices):
    WELL = "BAIK", _("Berjalan baik")
    STUCK = "TERSENDAT", _("Tersendat")
    DONE = "TERCAPAI", _("Tercapai")
    DROP = "HENTIKAN", _("Sebaiknya dihentikan")
