"""The thirteen blocks of the daily report (domain.md 8.1), in words: which numbers each has, and what is not known."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import Grade

Text = str | Promise
NOT_RECORDED = _("belum dicatat di portal")


@dataclass(frozen=True)
class Column:
    """One number of a block. `is_about_children`: small ones are hidden from readers above a Bapas."""

    code: str
    label: Text
    is_about_children: bool = False


@dataclass(frozen=True)
class BlockText:
    """`missing`: what the block asks for and the portal does not record; it is said, never shown as 0."""

    number: str
    title: Text
    columns: tuple[Column, ...] = ()
    note: Text = ""
    missing: tuple[Text, ...] = ()


STAFF = "STAFF"
GRADES = (
    Column("APK", _("APK")),
    *(
        Column(grade.value or "NONE", _("PK tanpa jenjang") if grade == Grade.NONE else grade.label)
        for grade in (Grade.FIRST, Grade.YOUNG, Grade.MIDDLE, Grade.MAIN, Grade.NONE)
    ),
    Column(STAFF, _("Petugas")),
)
OCCUPATION_NOTE = _(
    "Dari isian Pekerjaan pada data klien yang berlaku pada tanggal itu; pekerjaan dan sekolah belum dicatat "
    "tersendiri dengan tanggalnya."
)
BLOCKS = (
    BlockText(
        "I",
        _("Petugas menurut jenjang"),
        GRADES,
        _("Peran PK dan APK yang berlaku pada tanggal itu; jenjang menurut data sekarang."),
    ),
    BlockText(
        "II",
        _("Klien dibimbing"),
        (Column("CLIENTS", _("Klien")), Column("ADULT", _("Dewasa")), Column("CHILD", _("Anak"), True)),
        _("Masa bimbingan yang masih berjalan pada akhir hari itu."),
    ),
    BlockText("III", _("Litmas"), missing=(_("Litmas diminta dan selesai, dewasa dan anak"),)),
    BlockText(
        "IV",
        _("Integrasi dewasa"),
        (
            Column("ADULT_ASIM", _("Asimilasi")),
            Column("ADULT_PB", _("PB")),
            Column("ADULT_CB", _("CB")),
            Column("ADULT_CMB", _("CMB")),
            Column("ADULT_CMK", _("CMK")),
        ),
    ),
    BlockText(
        "V",
        _("Integrasi anak"),
        (
            Column("CHILD_ASIM", _("Asimilasi"), True),
            Column("CHILD_PB", _("PB"), True),
            Column("CHILD_CB", _("CB"), True),
        ),
    ),
    BlockText(
        "VI",
        _("Diversi dan pendampingan sidang"),
        (Column("DIVERSI", _("Diversi"), True),),
        missing=(_("Pendampingan sidang"),),
    ),
    BlockText("VII", _("Anak kembali ke orang tua (AKOT)"), (Column("AKOT", _("AKOT"), True),)),
    BlockText(
        "VIII",
        _("Pelatihan kerja dan LPKS"),
        (Column("LATKER", _("Pelatihan kerja"), True), Column("LPKS", _("LPKS"), True)),
    ),
    BlockText("IX", _("Klien bersekolah"), (Column("SCHOOL", _("Bersekolah"), True),), OCCUPATION_NOTE),
    BlockText(
        "X",
        _("Klien bekerja"),
        (Column("WORK", _("Bekerja")), Column("BLANK", _("Isian pekerjaan kosong"))),
        OCCUPATION_NOTE,
    ),
    BlockText("XI", _("Klien perkara terorisme"), (Column("TERROR", _("Terorisme")),)),
    BlockText("XII", _("Klien perkara narkotika"), (Column("DRUGS", _("Narkotika")),)),
)
CLOSING = ("XIII", _("Penutup"))
CLOSING_TEXT = _("Demikian laporan harian ini dibuat dari data portal untuk dipergunakan sebagaimana mestinya.")
