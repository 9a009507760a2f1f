"""What the verbs of the trail are called on the page. A verb without a word here is shown as it is written."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """Kinds of event the page filters by."""

    CHANGE = "change", _("Perubahan")
    READ = "read", _("Pembacaan berkas")
    SIGN_IN = "sign_in", _("Masuk dan keluar")


SIGN_INS = ("user.signed_in", "user.signed_out", "user.sign_in_failed")
VERBS: dict[str, Promise] = {
    "activity.accepted": _("Kegiatan diterima"),
    "activity.changed": _("Kegiatan diubah"),
    "activity.participant_removed": _("Peserta dikeluarkan"),
    "activity.participants_added": _("Peserta ditambahkan"),
    "activity.photo_added": _("Foto ditambahkan"),
    "activity.photo_removed": _("Foto dihapus"),
    "activity.recorded": _("Kegiatan dicatat"),
    "activity.returned": _("Kegiatan dikembalikan"),
    "activity.submitted": _("Kegiatan diajukan"),
    "assessment.corrected": _("Asesmen dikoreksi"),
    "assessment.read": _("Asesmen dibaca"),
    "assessment.recorded": _("Asesmen disimpan"),
    "case.corrected": _("Perkara dibetulkan"),
    "case.created": _("Perkara dicatat"),
    "client.corrected": _("Data klien dibetulkan"),
    "client.created": _("Klien didaftarkan"),
    "client.read": _("Data klien dibaca"),
    "demo.seeded": _("Data peragaan dimuat"),
    "export.downloaded": _("Ekspor diunduh"),
    "export.removed": _("Ekspor dihapus"),
    "export.requested": _("Ekspor diminta"),
    "grant.ended": _("Peran diakhiri"),
    "grant.given": _("Peran diberikan"),
    "guarantor.changed": _("Penjamin diganti"),
    "guidance.assigned": _("PK ditunjuk"),
    "guidance.closed": _("Bimbingan diakhiri"),
    "guidance.corrected": _("Bimbingan dibetulkan"),
    "guidance.read": _("Berkas dibaca"),
    "guidance.registered": _("Bimbingan didaftarkan"),
    "need.closed": _("Kebutuhan ditutup"),
    "need.opened": _("Kebutuhan dibuka"),
    "office.added": _("Kantor ditambahkan"),
    "office.changed": _("Kantor diubah"),
    "organisation.added": _("Mitra dicatat"),
    "organisation.changed": _("Mitra diubah"),
    "plan.approved": _("Rencana disetujui"),
    "plan.reopened": _("Rencana dibuka lagi"),
    "plan.returned": _("Rencana dikembalikan"),
    "plan.started": _("Rencana dimulai"),
    "plan.submitted": _("Rencana diajukan"),
    "plan_line.added": _("Baris rencana ditambahkan"),
    "plan_line.changed": _("Baris rencana diubah"),
    "plan_line.moved": _("Keadaan baris rencana diubah"),
    "plan_line.removed": _("Baris rencana dihapus"),
    "residence.moved": _("Alamat diganti"),
    "rollup.published": _("Rekap diterbitkan"),
    "rollup.refused": _("Rekap ditahan"),
    "rollup.requested": _("Rekap diminta"),
    "token.added": _("Kunci API dibuat"),
    "token.revoked": _("Kunci API dicabut"),
    "user.changed": _("Pengguna diubah"),
    "user.created": _("Pengguna dibuat"),
    "user.password_changed": _("Kata sandi diganti"),
    "user.password_reset": _("Kata sandi dibuat ulang"),
    "user.sign_in_failed": _("Gagal masuk"),
    "user.signed_in": _("Masuk"),
    "user.signed_out": _("Keluar"),
}
SUBJECTS: dict[str, Promise] = {
    "accounts.apitoken": _("Kunci API"),
    "accounts.office": _("Kantor"),
    "accounts.rolegrant": _("Peran"),
    "accounts.user": _("Pengguna"),
    "clients.assessment": _("Asesmen"),
    "clients.case": _("Perkara"),
    "clients.client": _("Klien"),
    "clients.guarantor": _("Penjamin"),
    "clients.guidance": _("Bimbingan"),
    "clients.need": _("Kebutuhan"),
    "clients.residence": _("Alamat"),
    "partners.organisation": _("Mitra"),
    "programs.actionplan": _("Rencana aksi"),
    "programs.careactivity": _("Kegiatan"),
    "programs.planline": _("Baris rencana"),
    "reports.export": _("Ekspor"),
    "reports.rolluprun": _("Rekap"),
}
