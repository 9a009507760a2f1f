"""The quality page as lines of a CSV: what is hidden there is empty here."""

from collections.abc import Iterator

from reports.queries.quality_shapes import Quality, Rate
from reports.rules import as_text

HEAD = ("bagian", "kelompok", "baris", "ukuran", "nilai", "dari", "persen", "batas_bawah_95", "batas_atas_95")
Line = tuple[object, ...]


def quality_lines(page: Quality) -> Iterator[Line]:
    """HEAD, then one line a number."""
    yield HEAD
    for table in page.overrides:
        for row in (*table.rows, table.whole):
            where = ("penyesuaian", as_text(table.title), as_text(row.label))
            for name in ("total", "asked", "up", "down"):
                yield (*where, name, getattr(row, name), *[""] * 4)
            yield (*where, "approved", *_rate(row.rate))
    for agreed in (page.agreed, *page.agreed_items):
        kappa = (agreed.plain.kappa, agreed.n, "", agreed.plain.low, agreed.plain.high)
        yield "kesepakatan", agreed.code, as_text(agreed.label), "same", agreed.same, agreed.n, agreed.percent, "", ""
        yield ("kesepakatan", agreed.code, as_text(agreed.label), "kappa", *kappa)
    for item in page.items:
        yield ("butir", item.code, as_text(item.label), "changed", *_rate(item.changed))
        yield ("butir", item.code, as_text(item.label), "left", *_rate(item.left))
    for sign in page.signs:
        for name in ("total", "part", "fast", "both"):
            yield ("pengisian", "", as_text(sign.label), name, getattr(sign, name), *[""] * 4)
        yield ("pengisian", "", as_text(sign.label), "suspect", *_rate(sign.rate))


def _rate(rate: Rate | None) -> Line:
    return ("",) * 5 if rate is None else (rate.hits, rate.of, rate.percent, rate.low, rate.high)
