"""Why a part is filled in, or kriminogenik is due, in words."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clients.queries.assessment import facts_of
from clients.rules.conditions import ALWAYS, Condition, FactIs, Facts, TicksAtLeast, TotalAtLeast, TotalBelow, leaves
from clients.rules.instrument import Instrument
from clients.rules.results import Result

Leaf = TotalAtLeast | TotalBelow | FactIs | TicksAtLeast


def part_reason(condition: Condition, facts: Facts, is_due: bool | None) -> str:
    """One sentence: filled in because …, not filled in because …, or waiting; empty for a part always due."""
    if condition == ALWAYS:
        return ""
    if is_due is None:
        return _("Menunggu: perlu tidaknya bagian ini tampak setelah bagian A cukup terjawab.")
    found = "; ".join(_reasons(condition, facts, is_due))
    return _("Diisi karena %(why)s.") % {"why": found} if is_due else _("Tidak perlu diisi: %(why)s.") % {"why": found}


def kriminogenik_reason(condition: Condition | None, facts: Facts, is_due: bool | None) -> str:
    """Why Kebutuhan Kriminogenik follows, or does not (domain.md 4.4). Empty where the instrument does not decide."""
    if condition is None:
        return ""
    if is_due is None:
        return _("Perlu tidaknya asesmen kriminogenik tampak setelah butir terjawab.")
    why = "; ".join(_reasons(condition, facts, is_due))
    if is_due:
        return _("Asesmen kriminogenik wajib karena %(why)s.") % {"why": why}
    return capfirst(_("asesmen kriminogenik tidak diwajibkan: %(why)s.") % {"why": why})


# Advice, not law: the ladder of domain.md 4.9, point 5.
INTENSITIES = {
    "LOW": _lazy("Saran bimbingan: standar."),
    "MEDIUM": _lazy("Saran bimbingan: rencana perseorangan."),
    "HIGH": _lazy("Saran bimbingan: intensif."),
    "VERY_HIGH": _lazy("Saran bimbingan: paling intensif, bersama tenaga ahli."),
}


def intensity_advice(instrument: Instrument, result: Result) -> str:
    """How much guidance the risk calls for; empty for an instrument that measures needs as well."""
    return "" if instrument.factors else str(INTENSITIES[result.category])


def decisions(instrument: Instrument, result: Result, context: dict) -> list[str]:
    """The branches of a saved result in words: parts that hang on a condition, then kriminogenik."""
    facts = facts_of(instrument, result, context)
    lines = [
        f"{part.label} ({part.code}): {part_reason(part.due, facts, part.code in result.parts_due)}"
        for part in instrument.parts
        if part.due != ALWAYS
    ]
    last = kriminogenik_reason(instrument.kriminogenik_due, facts, result.kriminogenik_due)
    return [line for line in (*lines, last, intensity_advice(instrument, result)) if line]


def _reasons(condition: Condition, facts: Facts, wanted: bool) -> list[str]:
    return [_leaf_words(leaf, wanted) for leaf in leaves(condition) if leaf.holds(facts) is wanted]


def _leaf_words(leaf: Leaf, holds: bool) -> str:
    match leaf:
        case TotalAtLeast(value):
            return (_("skor %(n)s atau lebih") if holds else _("skor di bawah %(n)s")) % {"n": value}
        case TotalBelow(value):
            return (_("skor di bawah %(n)s") if holds else _("skor %(n)s atau lebih")) % {"n": value}
        case FactIs("sex", value):
            return _("klien perempuan") if (value == "F") is holds else _("klien laki-laki")
        case FactIs("drug_offence", value):
            return _("tindak pidana narkotika") if bool(value) is holds else _("bukan tindak pidana narkotika")
        case TicksAtLeast(parts, _value):
            named = _(" atau ").join(parts)
            return (_("ada centang di bagian %(parts)s") if holds else _("tidak ada centang di bagian %(parts)s")) % {
                "parts": named
            }
    raise ValueError(f"no words for {leaf!r}")
