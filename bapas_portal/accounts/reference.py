"""The office tree and the regions, from the files in data/. Loading again changes nothing that exists.

Sources: kanwil.csv and bapas.csv as described in data/README.md; regions.csv.gz from idn-area-data (ODbL).
"""

import csv
import gzip
from pathlib import Path

from bapas_portal.accounts.choices import OfficeKind, Zone
from bapas_portal.accounts.models import Office, Region

DATA = Path(__file__).parent / "data"
# Time zones by the two-digit code of the Kanwil; everything not named is WIB.
WITA = {"51", "52", "53", "63", "64", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "94"}
NEW_REGIONS_AT_ONCE = 5000


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_offices() -> int:
    """Make the offices of the files that do not exist yet, by code. Returns how many were made.

    A Bapas' code is its Kanwil's code and its place in the file: our numbers, until Ditjenpas gives its own.
    """
    before = Office.objects.count()
    nation, _ = Office.objects.get_or_create(
        code="00", defaults={"kind": OfficeKind.DITJENPAS, "name": "Direktorat Jenderal Pemasyarakatan"}
    )
    kanwils = {row["name"]: _load_kanwil(row, nation) for row in _rows("kanwil.csv")}
    running: dict[str, int] = {}
    for row in _rows("bapas.csv"):
        kanwil = kanwils[row["kanwil_name"]]
        running[kanwil.code] = running.get(kanwil.code, 0) + 1
        _load_bapas(row, kanwil, f"{kanwil.code}{running[kanwil.code]:02d}")
    return Office.objects.count() - before


def _load_kanwil(row: dict[str, str], nation: Office) -> Office:
    zone = Zone.WITA if row["code"] in WITA else Zone.WIT if row["code"] in WIT else Zone.WIB
    office, _ = Office.objects.get_or_create(
        code=row["code"],
        defaults={
            "kind": OfficeKind.KANWIL,
            "name": row["name"],
            "provinces": [name.strip() for name in row["province"].split(";")],
            "zone": zone,
            "parent": nation,
        },
    )
    return office


def _load_bapas(row: dict[str, str], kanwil: Office, code: str) -> None:
    Office.objects.get_or_create(
        code=code,
        defaults={
            "kind": OfficeKind.BAPAS,
            "name": row["name"],
            "office_class": row["kelas"],
            "city": row["city"],
            "zone": kanwil.zone,
            "parent": kanwil,
            "source": row["source"],
        },
    )


def load_regions() -> int:
    """Make the regions of the file that do not exist yet. Returns how many were made."""
    path = DATA / "regions.csv.gz"
    existing = set(Region.objects.values_list("code", flat=True))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        fresh = [
            Region(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
            for row in csv.DictReader(file)
            if row["code"] not in existing
        ]
    Region.objects.bulk_create(fresh, batch_size=NEW_REGIONS_AT_ONCE)
    return len(fresh)
