"""The needs map: open and closed needs of a guidance period, with their words and their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import fill

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.choices import NeedKind, PracticalNeed
from clients.models import Assessment, Guidance, Need
from clients.queries.instruments import definitions
from clients.rules.instrument import Instrument
from clients.rules.needs import aspects, ranked

RADAR_LINE = 8


@dataclass(frozen=True, slots=True)
class NamedNeed:
    """A need with its words: `label` is the factor, the ticked item or the practical need."""

    need: Need
    label: str
    help: str = ""

    @property
    def kind(self) -> str:
        return self.need.kind

    @property
    def code(self) -> str:
        return self.need.code

    @property
    def category(self) -> str:
        return self.need.category

    @property
    def score(self) -> int | None:
        return self.need.score

    @property
    def maximum(self) -> int | None:
        return self.need.maximum

    @property
    def source(self) -> str:
        """Where it comes from: the assessment of a day, or the officer who noted it."""
        need = self.need
        if need.assessment is not None:
            day = date_format(need.assessment.assessed_on, "j F Y")
            name = need.assessment.get_instrument_display()
            if need.kind == NeedKind.TICK:
                return _("%(item)s, %(instrument)s %(day)s") % {"item": need.code, "instrument": name, "day": day}
            return _("%(instrument)s %(day)s") % {"instrument": name, "day": day}
        if need.opened_by is None:
            return _("dicatat dengan tangan sejak %(day)s") % {"day": date_format(need.opened_on, "j F Y")}
        said = {"name": need.opened_by.name, "day": date_format(need.opened_on, "j F Y")}
        return _("dicatat %(name)s, sejak %(day)s") % said


def open_needs(guidance: Guidance) -> list[NamedNeed]:
    """Open needs, most pressing first (domain.md 4.9). Two queries."""
    return ranked(named(_rows(guidance).filter(closed_on=None)))


def _rows(guidance: Guidance):
    return (
        Need.objects.filter(guidance=guidance)
        .select_related("assessment", "opened_by")
        .defer("assessment__answers", "assessment__notes", "assessment__result")
    )


def named(needs: Iterable[Need]) -> list[NamedNeed]:
    """Each need with its words, from the version that found it. The needs carry their assessment."""
    rows = list(needs)
    versions = {row.pk: row.assessment.version_id for row in rows if row.assessment is not None}
    known = definitions(versions.values())
    return [_named(row, known[versions[row.pk]] if row.pk in versions else None) for row in rows]


def _named(need: Need, instrument: Instrument | None) -> NamedNeed:
    if need.kind == NeedKind.PRACTICAL or instrument is None:
        return NamedNeed(need, str(PracticalNeed(need.code).label))
    if need.kind == NeedKind.TICK:
        item = instrument.by_code[need.code]
        return NamedNeed(need, item.short_label, item.label)
    return NamedNeed(need, next(factor.label for factor in instrument.factors if factor.code == need.code))


def factor_bars(instrument: Instrument, factors: dict[str, dict]) -> list[dict]:
    """Factors as `{% needs_bars %}` wants them. `factors` is the saved result's: {code: {score, maximum, category}}."""
    return [
        {
            "code": factor.code,
            "label": factor.label,
            "score": factors[factor.code]["score"],
            "maximum": factor.maximum,
            "category": factors[factor.code]["category"],
            "bands": [{"category": band.category, "low": band.low, "high": band.high} for band in factor.bands],
        }
        for factor in aspects(instrument)
    ]


def total_bar(instrument: Instrument, assessment: Assessment) -> dict:
    """The main total as one bar of `{% needs_bars %}`."""
    total = instrument.total
    return {
        "code": "",
        "label": total.label,
        "score": assessment.total,
        "maximum": total.maximum,
        "category": assessment.category,
        "bands": [{"category": band.category, "low": band.low, "high": band.high} for band in total.bands],
    }


@dataclass(frozen=True, slots=True)
class FactorChange:
    """One factor then and now. A positive `change` is a greater need."""

    code: str
    label: str
    before: int
    now: int
    maximum: int
    before_category: str
    category: str

    @property
    def change(self) -> int:
        return self.now - self.before


def factor_changes(instrument: Instrument, now: Assessment, before: Assessment) -> list[FactorChange]:
    """Change per factor between two results; a factor the older version did not have is left out."""
    new, old = now.result["factors"], before.result["factors"]
    return [
        FactorChange(
            code=factor.code,
            label=factor.label,
            before=old[factor.code]["score"],
            now=new[factor.code]["score"],
            maximum=factor.maximum,
            before_category=old[factor.code]["category"],
            category=new[factor.code]["category"],
        )
        for factor in aspects(instrument)
        if factor.code in old
    ]


def radar_of(instrument: Instrument, now: Assessment, before: Assessment | None) -> dict | None:
    """The shape of the needs as a radar, in per cent of each factor's maximum; None below three factors."""
    factors = aspects(instrument)
    if len(factors) < 3:
        return None
    series = [{"name": _("Asesmen ini"), "data": _shares(factors, now)}]
    if before is not None:
        series.append({"name": _("Sebelumnya"), "data": _shares(factors, before)})
    return {
        "category_label": _("Faktor (% dari skor tertinggi)"),
        # Broken into short lines, or a phone cuts the words off.
        "categories": [fill(factor.label, RADAR_LINE, break_long_words=False) for factor in factors],
        "maximums": [100 for _factor in factors],
        "series": series,
    }


def _shares(factors, assessment: Assessment) -> list[int | None]:
    saved = assessment.result["factors"]
    return [
        round(100 * saved[factor.code]["score"] / factor.maximum) if factor.code in saved else None
        for factor in factors
    ]
