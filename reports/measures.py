"""The words of each measure: what it counts, how, in which unit, and where the rule comes from.

They stand on the dashboard's hints and on the sheet of definitions of every export.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.choices import Measure, NeedMeasure, SectorMeasure

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

PLACES = _("Usulan portal ini untuk lintas sektor (domain.md bagian 7); tempat menurut waktu mingguan dan K3.")
SECTOR_MEASURES: dict[str, MeasureText] = {
    SectorMeasure.AGREEMENTS: MeasureText(
        SectorMeasure.AGREEMENTS.label,
        _("Perjanjian kantor menurut jenis dan keadaannya pada hari terakhir bulan."),
        _("Yang ditandatangani atau dicatat paling lambat hari itu."),
        _("perjanjian"),
        PLACES,
    ),
    SectorMeasure.AGREEMENTS_ENDING: MeasureText(
        SectorMeasure.AGREEMENTS_ENDING.label,
        _("Perjanjian berlaku yang berakhir dalam 90 hari dan belum diperpanjang."),
        _("Hari terakhir perjanjian − hari terakhir bulan ≤ 90."),
        _("perjanjian"),
        PLACES,
    ),
    SectorMeasure.PARTNERS: MeasureText(
        SectorMeasure.PARTNERS.label,
        _("Mitra aktif menurut jenis pada saat rekap."),
        _("Dihitung di kantor yang menyimpan mitra."),
        _("mitra"),
        PLACES,
    ),
    SectorMeasure.SITES: MeasureText(
        SectorMeasure.SITES.label,
        _("Tempat kerja aktif menurut pemeriksaan K3 terakhir."),
        _("Keadaan pemeriksaan pada hari terakhir bulan."),
        _("tempat"),
        PLACES,
    ),
    SectorMeasure.SEATS: MeasureText(
        SectorMeasure.SEATS.label,
        _("Kursi pada waktu mingguan yang berlaku pada hari terakhir bulan."),
        _("OPEN: tempat dengan K3 aman; SHUT: tempat lain."),
        _("kursi seminggu"),
        PLACES,
    ),
    SectorMeasure.ORDERS: MeasureText(
        SectorMeasure.ORDERS.label,
        _("Putusan kerja sosial dan pelayanan masyarakat yang berjalan pada hari terakhir bulan."),
        _("Menurut kabupaten/kota tempat tinggal klien pada hari itu."),
        _("putusan"),
        PLACES,
    ),
    SectorMeasure.MINUTES_OWED: MeasureText(
        SectorMeasure.MINUTES_OWED.label,
        _("Menit yang masih harus dijalani."),
        _("Menit putusan − jumlah buku jam sampai hari itu."),
        _("menit"),
        PLACES,
    ),
    SectorMeasure.SEATS_NEEDED: MeasureText(
        SectorMeasure.SEATS_NEEDED.label,
        _("Kursi yang dibutuhkan setiap minggu, dalam perseratus kursi."),
        _("Hari kerja tersisa dibagi minggu sampai tenggat, sedikitnya satu minggu."),
        _("perseratus kursi"),
        PLACES,
    ),
    SectorMeasure.ORDERS_NEW: MeasureText(
        SectorMeasure.ORDERS_NEW.label,
        _("Putusan yang mulai dijalani pada bulan ini."),
        _("Tanggal mulai putusan jatuh pada bulan ini."),
        _("putusan"),
        PLACES,
    ),
}
