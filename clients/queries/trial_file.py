"""The list of a trial's changes as CSV: numbers of assessments, offices and scores; no person."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from clients.models import TrialChange
from clients.queries.trial import CHANGE_ORDER, CHUNK, region_names, regions_by_office

# Excel takes a file without it for Latin-1.
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula (OWASP: CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "nomor_asesmen",
    "tanggal",
    "kanwil",
    "kode_kantor",
    "kantor",
    "kelompok",
    "jenis_kelamin",
    "skor_lama",
    "kategori_lama",
    "skor_baru",
    "kategori_baru",
    "alasan_tidak_dapat_dihitung",
)


class Echo:
    """What csv writes to: hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: QuerySet[TrialChange]) -> Iterator[str]:
    """The file line by line, in the order of the page; codes for categories and sex, as in the exports."""
    writer = csv.writer(Echo())
    names, regions = region_names(), regions_by_office()
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    joined = rows.select_related("assessment__office").defer(
        "assessment__answers", "assessment__notes", "assessment__result", "assessment__sources"
    )
    for row in joined.order_by(*CHANGE_ORDER).iterator(chunk_size=CHUNK):
        office = row.assessment.office
        yield writer.writerow(
            [
                row.assessment_id,
                row.assessment.assessed_on.isoformat(),
                safe(names.get(regions.get(office.pk, 0), "")) if office else "",
                safe(office.code) if office else "",
                safe(office.name) if office else "",
                "anak" if row.assessment.is_child else "dewasa",
                row.assessment.sex,
                row.total_before,
                row.before,
                _empty_if_none(row.total_after),
                row.after,
                safe(row.why),
            ]
        )


def safe(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _empty_if_none(value: int | None) -> Any:
    return "" if value is None else value
