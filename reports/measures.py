"""The words of each measure: what it counts, how, in which unit, and where the rule comes from.

They stand on the dashboard's hints and on the sheet of definitions of every export.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.choices import Measure, NeedMeasure

PROPOSAL = _("Usulan tabel bulanan portal ini; formulir resmi belum terbaca (field-notes.md).")


@dataclass(frozen=True)
class MeasureText:
    name: str | Promise
    text: str | Promise
    formula: str | Promise
    unit: str | Promise
    source: str | Promise


PERIODS = _("masa bimbingan")
MEASURES: dict[str, MeasureText] = {
    Measure.CLIENTS_START: MeasureText(
        Measure.CLIENTS_START.label,
        _("Klien yang masih dibimbing pada hari terakhir sebelum bulan ini."),
        _("Mulai sebelum tanggal 1, dan belum berakhir atau berakhir pada atau sesudah tanggal 1."),
        PERIODS,
        _("Tabel T1 pergerakan klien. Satu klien dengan dua masa bimbingan dihitung dua kali."),
    ),
    Measure.CLIENTS_IN: MeasureText(
        Measure.CLIENTS_IN.label,
        _("Klien baru dan pindahan yang mulai dibimbing pada bulan ini."),
        _("Tanggal mulai jatuh pada bulan ini."),
        PERIODS,
        _("Tabel T1 pergerakan klien."),
    ),
    Measure.CLIENTS_OUT: MeasureText(
        Measure.CLIENTS_OUT.label,
        _("Klien yang bimbingannya berakhir pada bulan ini, apa pun alasannya."),
        _("Tanggal berakhir jatuh pada bulan ini."),
        PERIODS,
        _("Tabel T1 pergerakan klien."),
    ),
    Measure.CLIENTS_END: MeasureText(
        Measure.CLIENTS_END.label,
        _("Klien yang masih dibimbing setelah hari terakhir bulan ini."),
        _("Awal + masuk − keluar. Diperiksa di setiap sel pada setiap rekap."),
        PERIODS,
        _("Tabel T1 pergerakan klien."),
    ),
    Measure.ASSESSMENTS: MeasureText(
        Measure.ASSESSMENTS.label,
        _("Asesmen yang dilakukan pada bulan ini, menurut instrumen dan kategori."),
        _("Tanggal asesmen jatuh pada bulan ini; asesmen yang sudah diganti tidak dihitung."),
        _("asesmen"),
        _("Tabel T5. RRI dan Kebutuhan Kriminogenik versi 02/2021 (Kepdirjenpas PAS-31.OT.02.02/2021)."),
    ),
    Measure.NEEDS: MeasureText(
        Measure.NEEDS.label,
        _("Kategori setiap faktor pada asesmen kebutuhan bulan ini."),
        _("Satu hitungan per faktor per asesmen; asesmen yang sudah diganti tidak dihitung."),
        _("faktor"),
        _("Tabel T5. Faktor F1–F7 Kebutuhan Kriminogenik versi 02/2021; faktor anak dihitung terpisah."),
    ),
    Measure.PLAN_LINES: MeasureText(
        Measure.PLAN_LINES.label,
        _("Baris rencana aksi klien yang masih dibimbing, menurut keadaannya pada hari terakhir bulan ini."),
        _("Keadaan terakhir yang berlaku paling lambat hari terakhir bulan; baris yang dihapus tidak dihitung."),
        _("baris"),
        PROPOSAL,
    ),
    Measure.ACTIVITIES: MeasureText(
        Measure.ACTIVITIES.label,
        _("Kegiatan Klien Bapas Peduli pada bulan ini yang sudah diterima Kanwil."),
        _("Tanggal kegiatan jatuh pada bulan ini dan keadaannya diterima."),
        _("kegiatan"),
        _("Tabel T10. Setiap Bapas sedikitnya satu kegiatan setiap bulan."),
    ),
    Measure.PARTICIPANTS: MeasureText(
        Measure.PARTICIPANTS.label,
        _("Keikutsertaan klien dalam kegiatan yang diterima pada bulan ini."),
        _("Satu hitungan per klien per kegiatan, di kantor penyelenggara."),
        _("keikutsertaan"),
        _("Tabel T10."),
    ),
}

NEEDS_SOURCE = _("Peta kebutuhan: faktor SEDANG ke atas, centang bagian B, dan kebutuhan praktis (usulan portal ini).")
NEED_MEASURES: dict[str, MeasureText] = {
    NeedMeasure.NEEDS_CLIENTS: MeasureText(
        NeedMeasure.NEEDS_CLIENTS.label,
        _("Klien yang masih dibimbing setelah hari terakhir bulan ini; sama dengan klien akhir bulan."),
        _("Mulai paling lambat hari terakhir bulan, dan belum berakhir pada hari itu."),
        PERIODS,
        _("Tabel T1 pergerakan klien."),
    ),
    NeedMeasure.NEEDS_PEOPLE: MeasureText(
        NeedMeasure.NEEDS_PEOPLE.label,
        _("Klien dengan sedikitnya satu kebutuhan terbuka pada hari terakhir bulan ini."),
        _("Setiap masa bimbingan dihitung satu kali, berapa pun kebutuhannya."),
        PERIODS,
        NEEDS_SOURCE,
    ),
    NeedMeasure.NEEDS_OPEN: MeasureText(
        NeedMeasure.NEEDS_OPEN.label,
        _("Klien menurut kebutuhan yang terbuka pada hari terakhir bulan ini."),
        _(
            "Dibuka paling lambat hari itu dan belum ditutup. Centang bagian B yang menyatakan kebutuhan praktis "
            "dihitung satu dengannya. Risiko: kategori yang berlaku dari RRI atau instrumen anak terakhir."
        ),
        PERIODS,
        NEEDS_SOURCE,
    ),
    NeedMeasure.NEEDS_RUNNING: MeasureText(
        NeedMeasure.NEEDS_RUNNING.label,
        _("Kebutuhan terbuka yang memiliki baris rencana aksi berkeadaan berjalan pada hari terakhir bulan ini."),
        _("Kesenjangan = kebutuhan terbuka − sedang ditangani; per mitra = kesenjangan dibagi mitra yang melayani."),
        PERIODS,
        NEEDS_SOURCE,
    ),
}
