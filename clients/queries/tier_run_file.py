"""The list of a run's changes as CSV: numbers of guidance periods, offices and tiers; no person."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet

from clients.models import TierChange
from clients.queries.tier_run import CHANGE_ORDER
from clients.queries.trial import CHUNK, region_names, regions_by_office
from clients.queries.trial_file import BYTE_ORDER_MARK, Echo, safe

COLUMNS = (
    "nomor_bimbingan",
    "kanwil",
    "kode_kantor",
    "kantor",
    "intensitas_lama",
    "poin_lama",
    "intensitas_baru",
    "poin_baru",
    "butir_yang_menentukan",
)


def csv_lines(rows: QuerySet[TierChange]) -> Iterator[str]:
    """The file line by line, in the order of the page; codes of levels as the rule names them."""
    writer = csv.writer(Echo())
    names, regions = region_names(), regions_by_office()
    fields = ("guidance_id", "guidance__office", "guidance__office__code", "guidance__office__name")
    told = ("before", "before_points", "after", "after_points", "why")
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for number, office, code, name, before, before_points, after, after_points, why in (
        rows.order_by(*CHANGE_ORDER).values_list(*fields, *told).iterator(chunk_size=CHUNK)
    ):
        region = safe(names.get(regions.get(office, 0), ""))
        was = "" if before_points is None else before_points
        yield writer.writerow(
            [number, region, safe(code), safe(name), safe(before), was, safe(after), after_points, safe(why)]
        )
