"""States, kinds and codes of the client register (domain.md sections 2 and 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    MALE = "M", _("Laki-laki")
    FEMALE = "F", _("Perempuan")


class GuidanceStatus(models.TextChoices):
    """The legal ground (dasar pembimbingan) of a guidance period."""

    PB = "PB", _("Pembebasan Bersyarat (PB)")
    CB = "CB", _("Cuti Bersyarat (CB)")
    CMB = "CMB", _("Cuti Menjelang Bebas (CMB)")
    ASIM = "ASIM", _("Asimilasi")
    CMK = "CMK", _("Cuti Mengunjungi Keluarga (CMK)")
    PIDSYARAT = "PIDSYARAT", _("Pidana bersyarat")
    PENGAWASAN = "PENGAWASAN", _("Pidana pengawasan")
    KERSOS = "KERSOS", _("Pidana kerja sosial")
    LANJUT = "LANJUT", _("Bimbingan lanjutan")
    RJ = "RJ", _("Pengawasan keadilan restoratif (RJ)")
    DIVERSI = "DIVERSI", _("Diversi")
    PERINGATAN = "PERINGATAN", _("Pidana peringatan")
    PEMBINAAN_LUAR = "PEMBINAAN_LUAR", _("Pembinaan di luar lembaga")
    YANMAS = "YANMAS", _("Pelayanan masyarakat")
    LATKER = "LATKER", _("Pelatihan kerja")
    PEMBINAAN_DALAM = "PEMBINAAN_DALAM", _("Pembinaan dalam lembaga")
    AKOT = "AKOT", _("Anak kembali ke orang tua (AKOT)")
    LPKS = "LPKS", _("Perawatan di LPKS")
    TINDAKAN = "TINDAKAN", _("Tindakan lain")


CHILD_ONLY = frozenset(
    {"DIVERSI", "PERINGATAN", "PEMBINAAN_LUAR", "YANMAS", "LATKER", "PEMBINAAN_DALAM", "AKOT", "LPKS", "TINDAKAN"}
)
ADULT_ONLY = frozenset({"KERSOS", "PIDSYARAT", "LANJUT"})


class EndReason(models.TextChoices):
    HMB = "HMB", _("Habis masa bimbingan")
    CABUT = "CABUT", _("Dicabut")
    PINDAH = "PINDAH", _("Pindah ke Bapas lain")
    MENINGGAL = "MENINGGAL", _("Meninggal dunia")
    SELESAI_JAM = "SELESAI_JAM", _("Jam kerja sosial selesai")
    TINDAK_PIDANA_BARU = "TINDAK_PIDANA_BARU", _("Tindak pidana baru")
    PUTUSAN_LAIN = "PUTUSAN_LAIN", _("Putusan lain")


class EntryReason(models.TextChoices):
    NEW = "BARU", _("Klien baru")
    TRANSFER_IN = "PINDAH_MASUK", _("Pindahan dari Bapas lain")


class Education(models.TextChoices):
    NONE = "TIDAK", _("Tidak sekolah")
    PRIMARY = "SD", _("SD/sederajat")
    JUNIOR = "SMP", _("SMP/sederajat")
    SENIOR = "SMA", _("SMA/sederajat")
    DIPLOMA = "DIPLOMA", _("Diploma")
    DEGREE = "SARJANA", _("Sarjana")
    UNKNOWN = "", _("Tidak diketahui")


class Marital(models.TextChoices):
    SINGLE = "BELUM", _("Belum kawin")
    MARRIED = "KAWIN", _("Kawin")
    DIVORCED = "CERAI_HIDUP", _("Cerai hidup")
    WIDOWED = "CERAI_MATI", _("Cerai mati")
    UNKNOWN = "", _("Tidak diketahui")


class GuarantorRelation(models.TextChoices):
    PARENT = "ORANG_TUA", _("Orang tua")
    SPOUSE = "PASANGAN", _("Suami/istri")
    SIBLING = "SAUDARA", _("Saudara kandung")
    CHILD = "ANAK", _("Anak")
    OTHER_FAMILY = "KELUARGA", _("Keluarga lain")
    COMMUNITY = "MASYARAKAT", _("Tokoh masyarakat/lembaga")


class InstrumentCode(models.TextChoices):
    RRI = "RRI", _("Risiko Residivisme Indonesia (RRI)")
    KRIM = "KRIM", _("Kebutuhan Kriminogenik")
    ANAK = "ANAK", _("Risiko dan faktor kriminogenik anak")


class ConsentGiver(models.TextChoices):
    """Who agreed to the assessment; under 18 the parent or guardian (UU 27/2022 art. 25)."""

    CLIENT = "KLIEN", _("Klien sendiri")
    GUARDIAN = "WALI", _("Orang tua atau wali")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", _("Rancangan")
    PUBLISHED = "PUBLISHED", _("Berlaku")
    RETIRED = "RETIRED", _("Tidak berlaku lagi")


class VersionStanding(models.TextChoices):
    """What a version's state and days say of a day."""

    DRAFT = "DRAFT", _("Rancangan")
    COMING = "COMING", _("Akan berlaku")
    IN_FORCE = "IN_FORCE", _("Berlaku")
    ENDED = "ENDED", _("Tidak berlaku lagi")
    WITHDRAWN = "WITHDRAWN", _("Ditarik sebelum berlaku")


class RiskCategory(models.TextChoices):
    LOW = "LOW", _("Rendah")
    MEDIUM = "MEDIUM", _("Sedang")
    HIGH = "HIGH", _("Tinggi")
    VERY_HIGH = "VERY_HIGH", _("Sangat tinggi")


class NeedKind(models.TextChoices):
    FACTOR = "FACTOR", _("Faktor kriminogenik")
    TICK = "TICK", _("Kebutuhan khusus (bagian B)")
    PRACTICAL = "PRACTICAL", _("Kebutuhan praktis")


class PracticalNeed(models.TextChoices):
    IDENTITY = "IDENTITY", _("KTP/NIK dan dokumen kependudukan")
    HOUSING = "HOUSING", _("Tempat tinggal")
    WORK = "WORK", _("Pekerjaan")
    SCHOOL = "SCHOOL", _("Sekolah")
    HEALTH = "HEALTH", _("Kesehatan")
    REHABILITATION = "REHABILITATION", _("Rehabilitasi")
    DISABILITY = "DISABILITY", _("Disabilitas")
    SAFETY = "SAFETY", _("Keamanan diri")


class NeedClosing(models.TextChoices):
    MET = "MET", _("Terpenuhi")
    DROPPED = "DROPPED", _("Tidak diperlukan lagi")
    REASSESSED = "REASSESSED", _("Diganti asesmen baru")


class DraftState(models.TextChoices):
    OPEN = "OPEN", _("Sedang diisi")
    FINISHED = "FINISHED", _("Selesai")
    DROPPED = "DROPPED", _("Dibatalkan")


class EvidenceSource(models.TextChoices):
    """Where an answer comes from: interview, documents, family, officers (domain.md 4.1)."""

    CLIENT = "KLIEN", _("Wawancara klien")
    FAMILY = "KELUARGA", _("Keluarga atau penjamin")
    DOCUMENT = "BERKAS", _("Berkas perkara atau putusan")
    PRISON = "LAPAS", _("Petugas Lapas/Rutan/LPKA")
    VILLAGE = "DESA", _("Aparat desa atau tetangga")
    VICTIM = "KORBAN", _("Korban")
    OBSERVED = "AMATAN", _("Pengamatan PK")
    OTHER = "LAIN", _("Sumber lain")


class Decision(models.TextChoices):
    WAITING = "WAITING", _("Menunggu keputusan")
    APPROVED = "APPROVED", _("Disetujui")
    REFUSED = "REFUSED", _("Ditolak")
    WITHDRAWN = "WITHDRAWN", _("Ditarik")


class Verdict(models.TextChoices):
    WAITING = "WAITING", _("Menunggu tinjauan")
    AGREED = "AGREED", _("Sesuai")
    QUESTIONED = "QUESTIONED", _("Perlu diperbaiki")


class RatingState(models.TextChoices):
    ASKED = "ASKED", _("Diminta")
    DONE = "DONE", _("Selesai")
    CANCELLED = "CANCELLED", _("Dibatalkan")


class TierCause(models.TextChoices):
    """Why a tier was worked out."""

    ASSESSED = "ASSESSED", _("Asesmen baru")
    OVERRIDDEN = "OVERRIDDEN", _("Kategori disesuaikan")
    NEED = "NEED", _("Kebutuhan berubah")
    RULE = "RULE", _("Aturan baru")
    RECOMPUTED = "RECOMPUTED", _("Dihitung ulang")


class InformationKind(models.TextChoices):
    """What may change the risk before the year is over (domain.md 4.1)."""

    BREACH = "PELANGGARAN", _("Pelanggaran syarat bimbingan")
    NEW_CASE = "PERKARA_BARU", _("Diduga tindak pidana baru")
    MOVED = "PINDAH", _("Pindah alamat atau ganti penjamin")
    WORK_LOST = "PEKERJAAN", _("Pekerjaan atau sekolah berubah")
    FAMILY = "KELUARGA", _("Keadaan keluarga berubah")
    SUBSTANCE = "NAPZA", _("Penggunaan NAPZA atau alkohol")
    HEALTH = "KESEHATAN", _("Kesehatan berubah")
    OTHER = "LAIN", _("Keterangan lain")


class DueState(models.TextChoices):
    """How a client stands with the assessments that are due, most pressing first."""

    NEVER = "NEVER", _("Belum pernah dinilai")
    OVERDUE = "OVERDUE", _("Lewat waktu")
    INFORMATION = "INFORMATION", _("Ada keterangan baru")
    KRIM_MISSING = "KRIM_MISSING", _("Kriminogenik belum diisi")
    DUE_SOON = "DUE_SOON", _("Segera jatuh tempo")
    OK = "OK", _("Masih berlaku")
