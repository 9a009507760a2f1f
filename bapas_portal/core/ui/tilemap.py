"""The 38 provinces as a grid of equal tiles: small provinces stay visible, phones stay readable."""

from collections.abc import Mapping
from typing import NamedTuple

TILE = 46
"""Side of a tile with its gap, in SVG units."""

SHADES = 5

# Code (Permendagri region codes, as in the Kanwil list), short name, column, row; roughly west to east.
PROVINCES: tuple[tuple[str, str, str, int, int], ...] = (
    ("11", "Aceh", "ACE", 0, 0),
    ("12", "Sumatera Utara", "SUM", 1, 1),
    ("13", "Sumatera Barat", "SBR", 1, 2),
    ("14", "Riau", "RIA", 2, 2),
    ("15", "Jambi", "JAM", 2, 3),
    ("16", "Sumatera Selatan", "SSL", 2, 4),
    ("17", "Bengkulu", "BKL", 1, 3),
    ("18", "Lampung", "LAM", 2, 5),
    ("19", "Kepulauan Bangka Belitung", "BBL", 3, 4),
    ("21", "Kepulauan Riau", "KRI", 3, 2),
    ("31", "DKI Jakarta", "JKT", 4, 6),
    ("32", "Jawa Barat", "JBR", 4, 7),
    ("33", "Jawa Tengah", "JTG", 5, 7),
    ("34", "DI Yogyakarta", "DIY", 5, 8),
    ("35", "Jawa Timur", "JTM", 6, 7),
    ("36", "Banten", "BTN", 3, 6),
    ("51", "Bali", "BAL", 7, 7),
    ("52", "Nusa Tenggara Barat", "NTB", 8, 7),
    ("53", "Nusa Tenggara Timur", "NTT", 9, 7),
    ("61", "Kalimantan Barat", "KBR", 5, 2),
    ("62", "Kalimantan Tengah", "KTG", 6, 3),
    ("63", "Kalimantan Selatan", "KSL", 6, 4),
    ("64", "Kalimantan Timur", "KTM", 7, 2),
    ("65", "Kalimantan Utara", "KUT", 7, 1),
    ("71", "Sulawesi Utara", "SUT", 10, 1),
    ("72", "Sulawesi Tengah", "STG", 9, 2),
    ("73", "Sulawesi Selatan", "SSN", 9, 4),
    ("74", "Sulawesi Tenggara", "STR", 10, 4),
    ("75", "Gorontalo", "GTO", 9, 1),
    ("76", "Sulawesi Barat", "SBT", 9, 3),
    ("81", "Maluku", "MAL", 11, 4),
    ("82", "Maluku Utara", "MUT", 11, 2),
    ("91", "Papua", "PAP", 14, 3),
    ("92", "Papua Barat", "PBR", 13, 3),
    ("93", "Papua Selatan", "PSL", 15, 5),
    ("94", "Papua Tengah", "PTG", 14, 4),
    ("95", "Papua Pegunungan", "PPG", 15, 4),
    ("96", "Papua Barat Daya", "PBD", 12, 3),
)


class Tile(NamedTuple):
    """One province: where it is drawn, its value (None = no data) and its shade 0–5."""

    code: str
    name: str
    short: str
    x: int
    y: int
    value: float | None
    shade: int


def shade(value: float | None, highest: float) -> int:
    """0 for no data, then 1 to 5 by share of the highest value."""
    if value is None:
        return 0
    if highest <= 0:
        return 1
    return 1 + min(SHADES - 1, int(SHADES * max(0.0, value) / highest))


def province_tiles(values: Mapping[str, float | None]) -> list[Tile]:
    """Lay out every province; codes missing from ``values`` are shown as without data."""
    highest = max((value for value in values.values() if value is not None), default=0)
    return [
        Tile(
            code,
            name,
            short,
            column * TILE,
            row * TILE,
            values.get(code),
            shade(values.get(code), highest),
        )
        for code, name, short, column, row in PROVINCES
    ]


# A Kanwil's code is not always its province's: three Kanwil cover several provinces
# (list of Kanwil Ditjenpas, 33 offices for 38 provinces).
KANWIL_PROVINCES: dict[str, tuple[str, ...]] = {
    "64": ("64", "65"),
    "91": ("92", "96"),
    "94": ("91", "93", "94", "95"),
}


def by_province(by_kanwil: Mapping[str, float | None]) -> dict[str, float | None]:
    """Spread figures by Kanwil code over the provinces that each Kanwil covers, for the maps.

    A Kanwil's figure is shown on each of its provinces, so the sum over provinces is not the nation's.
    """
    return {
        province: value for kanwil, value in by_kanwil.items() for province in KANWIL_PROVINCES.get(kanwil, (kanwil,))
    }


def map_regions(
    values: Mapping[str, float | None],
) -> list[dict[str, str | float | None]]:
    """``regions`` for ``{% chart "map" … %}`` from values by province code; missing ones are None."""
    return [{"code": code, "name": name, "value": values.get(code)} for code, name, *_ in PROVINCES]
