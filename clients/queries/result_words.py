"""The rule that decided a result, in words: which points were added up, and into which band they fell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.choices import RiskCategory
from clients.queries.branches import part_reason
from clients.queries.instrument_words import part_rule
from clients.rules.bands import Band, band_of
from clients.rules.conditions import Facts
from clients.rules.instrument import Instrument, Part
from clients.rules.needs import aspects
from clients.rules.results import Result


def range_words(band: Band) -> str:
    """ "7–11", or "6" where the band is one score."""
    return f"{band.low}" if band.low == band.high else f"{band.low}–{band.high}"


def band_words(bands: tuple[Band, ...], score: int) -> str:
    """ "12 poin jatuh pada 12–15: Tinggi."; says so where the printed table has no band for the score."""
    band = band_of(bands, score)
    if band is None:
        return _("%(score)s poin: tabel instrumen tidak memuat batas kategori.") % {"score": score}
    label = RiskCategory(band.category).label
    return _("%(score)s poin jatuh pada %(range)s: %(category)s.") % {
        "score": score,
        "range": range_words(band),
        "category": label,
    }


def table_words(bands: tuple[Band, ...]) -> str:
    """All bands in a line: "Rendah 0–6 · Sedang 7–11 · …"."""
    ordered = sorted(bands, key=lambda band: band.low)
    return " · ".join(f"{RiskCategory(band.category).label} {range_words(band)}" for band in ordered)


def points_of(instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, int]:
    """Part code -> the points of its scored items; parts without scored items are left out."""
    sums: dict[str, int] = {}
    for slot in instrument.slots:
        given = [answers[item.code] for item in slot.items if answers.get(item.code) is not None]
        sums[slot.part] = sums.get(slot.part, 0) + (given[0] if given else 0)
    return sums


def sum_words(instrument: Instrument, answers: Mapping[str, Any], total: int) -> str:
    """How the total came about: "Jumlah bagian A (…): 12 poin.", or of several parts: "Bagian A (…) 12 poin,
    dikurangi bagian B (…) 3 poin: 9 poin.".
    """
    points, labels = points_of(instrument, answers), {part.code: part.label for part in instrument.parts}

    def said(code: str) -> str:
        return _("bagian %(code)s (%(label)s) %(points)s poin") % {
            "code": code,
            "label": labels[code],
            "points": points.get(code, 0),
        }

    if len(instrument.total.add) == 1 and not instrument.total.subtract:
        code = instrument.total.add[0]
        return _("Jumlah bagian %(code)s (%(label)s): %(total)s poin.") % {
            "code": code,
            "label": labels[code],
            "total": total,
        }
    words = _(" ditambah ").join(said(code) for code in instrument.total.add)
    if instrument.total.subtract:
        words += _(", dikurangi ") + _(" dan ").join(said(code) for code in instrument.total.subtract)
    return _("%(sum)s: %(total)s poin.") % {"sum": words[:1].upper() + words[1:], "total": total}


@dataclass(frozen=True, slots=True)
class PartRule:
    """A part: was it due, the rule of the instrument, and what decided here ("" for a part always due)."""

    code: str
    label: str
    is_due: bool
    rule: str
    why: str


def part_rules(instrument: Instrument, result: Result, facts: Facts) -> list[PartRule]:
    """Every part of the instrument, in its order."""
    return [_part_rule(part, part.code in result.parts_due, facts) for part in instrument.parts]


def _part_rule(part: Part, is_due: bool, facts: Facts) -> PartRule:
    return PartRule(part.code, part.label, is_due, part_rule(part.due), part_reason(part.due, facts, is_due))


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A factor with the band its points fell into, and the whole table beside it. `category` is a RiskCategory."""

    code: str
    label: str
    score: int
    maximum: int
    category: str
    rule: str
    table: str


def factor_lines(instrument: Instrument, result: Result) -> list[FactorLine]:
    """The factors that are needs of their own, in the order of the instrument."""
    return [
        FactorLine(
            code=factor.code,
            label=factor.label,
            score=result.factors[factor.code].score,
            maximum=factor.maximum,
            category=result.factors[factor.code].category or "",
            rule=band_words(factor.bands, result.factors[factor.code].score),
            table=table_words(factor.bands),
        )
        for factor in aspects(instrument)
    ]
