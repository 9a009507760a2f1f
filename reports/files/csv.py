"""CSV straight from PostgreSQL: COPY writes the file, Python sees no row."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.db import connection
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.translation import gettext as _

from reports.files.content import Content
from reports.files.sectors import sector_figures
from reports.queries.cases import safe_text

# Excel takes a file without it for Latin-1.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FIGURE_COLUMNS = (
    "bulan",
    "kode_kantor",
    "kantor",
    "ukuran",
    "kelompok",
    "jenis_kelamin",
    "kunci",
    "kategori",
    "nilai",
)


def write_csv(content: Content, path: Path, tell: Callable[[int, int, str], None]) -> None:
    """Write the figures to `path`; with case rows a ZIP of angka.csv and perkara.csv."""
    tell(0, 2, _("Angka"))
    if not content.export.with_case_rows:
        with path.open("wb") as file:
            copy_csv(figure_rows(content), file)
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("angka.csv", "w") as file:
            copy_csv(figure_rows(content), file)
        tell(1, 2, _("Daftar perkara"))
        with archive.open("perkara.csv", "w", force_zip64=True) as file:
            copy_csv(content.cases(), file)


def figure_rows(content: Content) -> QuerySet:
    """The figures as tuples of FIGURE_COLUMNS: codes, not words; kelompok empty where there is none."""
    return (
        content.figures.annotate(
            bulan=F("month"),
            kode_kantor=safe_text("office__code"),
            kantor=safe_text("office__name"),
            ukuran=F("measure"),
            kelompok=Case(
                When(is_child=True, then=Value("anak")), When(is_child=False, then=Value("dewasa")), default=Value("")
            ),
            jenis_kelamin=F("sex"),
            kunci=F("key"),
            kategori=F("category"),
            nilai=F("value"),
        )
        .order_by()
        .values_list(*FIGURE_COLUMNS)
        .union(sector_figures(content).values_list(*FIGURE_COLUMNS), all=True)
        .order_by("bulan", "kode_kantor", "ukuran", "kunci", "kategori", "kelompok", "jenis_kelamin")
    )


def copy_csv(rows: QuerySet, file: IO[bytes]) -> None:
    """COPY the rows of a values_list queryset, with a header of its column names."""
    file.write(BYTE_ORDER_MARK)
    query, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        selected: bytes = cursor.mogrify(query, params)
        cursor.copy_expert(b"COPY (%b) TO STDOUT WITH (FORMAT csv, HEADER true)" % selected, file)
