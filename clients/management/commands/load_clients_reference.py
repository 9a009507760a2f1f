"""manage.py load_clients_reference: offence groups and the shipped instruments. Changes nothing that exists."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from bapas_portal.core.dates import today_in
from clients.choices import VersionState
from clients.instruments import FILES, shipped
from clients.models import InstrumentVersion, OffenceGroup, TierRule
from clients.tiers import shipped as shipped_rule

# The list of 46 of an assessment form in use (field-notes.md). Another list of 35 exists; neither is official.
OFFENCE_GROUPS = (
    "Politik",
    "Terhadap Keamanan Negara",
    "Perdagangan Manusia",
    "Pembunuhan",
    "Terorisme",
    "Kekerasan Dalam Rumah Tangga",
    "Informasi dan Transaksi Elektronik",
    "Minyak dan Gas",
    "Pembalakan Liar",
    "Korupsi",
    "Pencucian Uang",
    "Perbankan",
    "Pajak",
    "Cukai",
    "Tindak Pidana Khusus Lainnya",
    "Penyuapan",
    "Mata Uang",
    "Pemalsuan Materai/Surat/Lainnya",
    "Penipuan",
    "Penggelapan",
    "Penggelapan Dalam Jabatan",
    "Penyelundupan",
    "Perikanan",
    "Keimigrasian",
    "Pangan",
    "Kesusilaan",
    "Perampokan",
    "Pornografi",
    "Perlindungan Anak",
    "Narkoba/Psikotropika",
    "Farmasi/Kesehatan",
    "Kecelakaan Lalu Lintas",
    "Penculikan",
    "Pengeroyokan",
    "Penganiayaan",
    "Perusakan",
    "Senjata Api",
    "Senjata Tajam",
    "Ketertiban",
    "Pembakaran",
    "Pencurian",
    "Pemerasan",
    "Pengancaman",
    "Penadahan",
    "Perjudian",
    "Pelanggaran",
)
# Parts D of RRI and the branch rules hang on this group alone (domain.md 4.4).
DRUG_GROUP = "Narkoba/Psikotropika"
CODES = {DRUG_GROUP: "narkoba"}
# The decree's day is not known, only its year (assumed).
VALID_FROM = date(2021, 1, 1)


def load_offence_groups() -> int:
    """Make the groups that do not exist yet, by code. Returns how many were made."""
    made = 0
    for order, name in enumerate(OFFENCE_GROUPS, start=1):
        code = CODES.get(name) or slugify(name.replace("/", " "))[:40]
        _, is_new = OffenceGroup.objects.get_or_create(
            code=code, defaults={"name": name, "is_drug": name == DRUG_GROUP, "order": order}
        )
        made += is_new
    return made


def publish_instruments() -> int:
    """Publish each shipped instrument of which no version stands in the database. Returns how many were made."""
    made = 0
    for code in FILES:
        if InstrumentVersion.objects.filter(instrument=code).exists():
            continue
        definition = shipped(code)
        InstrumentVersion.objects.create(
            instrument=code,
            version=definition["version"],
            definition=definition,
            decree=definition["source"].get("decree") or "",
            state=VersionState.PUBLISHED,
            valid_from=VALID_FROM,
        )
        made += 1
    return made


def publish_tier_rule() -> int:
    """Publish the shipped tier rule where no rule stands in the database. Returns how many were made."""
    if TierRule.objects.exists():
        return 0
    definition = shipped_rule()
    TierRule.objects.create(
        version=definition["version"], definition=definition, state=VersionState.PUBLISHED, valid_from=today_in()
    )
    return 1


class Command(BaseCommand):
    help = "Loads offence groups and publishes the shipped instruments; changes nothing that exists."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self.stdout.write(f"offence groups: {load_offence_groups()} new")
            self.stdout.write(f"instruments: {publish_instruments()} new")
            self.stdout.write(f"tier rules: {publish_tier_rule()} new")
