"""Conditions and doubts of an instrument in words, for the people who edit it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clients.rules.conditions import ALWAYS, All, AnyOf, Condition, FactIs, TicksAtLeast, TotalAtLeast, TotalBelow
from clients.rules.instrument import Instrument


def part_rule(condition: Condition) -> str:
    """When a part is filled in, as a sentence."""
    if condition == ALWAYS:
        return _("Selalu diisi.")
    return _("Diisi bila %(rule)s.") % {"rule": condition_words(condition)}


def kriminogenik_rule(condition: Condition | None) -> str:
    """When Kebutuhan Kriminogenik must follow, as a sentence."""
    if condition is None:
        return _("Instrumen ini tidak menentukan perlu tidaknya asesmen kriminogenik.")
    if condition == ALWAYS:
        return _("Asesmen kriminogenik selalu wajib.")
    return _("Asesmen kriminogenik wajib bila %(rule)s.") % {"rule": condition_words(condition)}


def condition_words(condition: Condition) -> str:
    """The condition as words that follow "bila"; a tree in a tree stands in brackets."""
    match condition:
        case All(members):
            return _(" dan ").join(_inner(member) for member in members) if members else _("selalu")
        case AnyOf(members):
            return _(" atau ").join(_inner(member) for member in members) if members else _("tidak pernah")
        case TotalAtLeast(value):
            return _("skor %(n)s atau lebih") % {"n": value}
        case TotalBelow(value):
            return _("skor kurang dari %(n)s") % {"n": value}
        case FactIs("sex", value):
            return _("klien perempuan") if value == "F" else _("klien laki-laki")
        case FactIs("drug_offence", value):
            return _("tindak pidana narkotika") if value is True else _("bukan tindak pidana narkotika")
        case FactIs(name, value):
            return f"{name} = {value}"
        case TicksAtLeast(parts, value):
            named = _(" atau ").join(parts)
            return _("sedikitnya %(n)s centang di bagian %(parts)s") % {"n": value, "parts": named}


def _inner(condition: Condition) -> str:
    words = condition_words(condition)
    is_tree = isinstance(condition, All | AnyOf) and len(condition.members) > 1
    return f"({words})" if is_tree else words


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag of the whole instrument (no code) or of one item."""

    code: str
    label: str
    text: str


def doubts_of(instrument: Instrument) -> list[Doubt]:
    """Everything Ditjenpas must still settle, in the order of the form."""
    whole = [Doubt("", "", flag.text) for flag in instrument.flags]
    return whole + [Doubt(item.code, item.short_label, flag.text) for item in instrument.items for flag in item.flags]
