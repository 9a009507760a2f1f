"""Words for inputs, values and conditions of a tier rule, as an officer reads them."""

from typing import Any

from django.utils.translation import gettext as _

from clients.choices import GuidanceStatus, InstrumentCode, PracticalNeed, RiskCategory, VersionState
from clients.models import InstrumentVersion
from clients.queries.instruments import definition_of
from clients.rules.tier_inputs import COHORT_WORDS, INPUTS, NONE_YET, STAGE_WORDS
from clients.rules.tiers import All, AnyOf, AtLeast, Condition, Includes, IsIn, Leaf, Not


def tick_words() -> dict[str, str]:
    """Code of a tick -> its short name, of the instruments in force. One query."""
    codes = (InstrumentCode.KRIM, InstrumentCode.ANAK)
    versions = InstrumentVersion.objects.filter(instrument__in=codes, state=VersionState.PUBLISHED)
    return {item.code: item.short_label for version in versions for item in definition_of(version).ticks}


def value_words(name: str, value: Any, ticks: dict[str, str] | None = None) -> str:
    """A value of this input: "Tinggi", "3", "ya", "Pekerjaan, Keamanan diri"."""
    given = INPUTS[name]
    if given.kind == "codes":
        words = [_code_words(name, code, ticks or {}) for code in value]
        return ", ".join(words) if words else str(_("tidak ada"))
    if given.kind == "yes_no":
        return str(_("ya") if value else _("tidak"))
    if given.kind == "category":
        return str(RiskCategory(value).label) if value != NONE_YET else str(_("belum dinilai"))
    if given.kind == "choice":
        return str(_choice_words(name, value))
    return str(value)


def _code_words(name: str, code: str, ticks: dict[str, str]) -> str:
    if name == "practical":
        return str(PracticalNeed(code).label)
    return ticks.get(code, code)


def _choice_words(name: str, value: str) -> Any:
    if name == "ground":
        return GuidanceStatus(value).label
    return {**STAGE_WORDS, **COHORT_WORDS}[value]


def condition_words(condition: Condition, ticks: dict[str, str] | None = None) -> str:
    """A condition as a sentence without a verb: "Kategori risiko: Tinggi ke atas, dan …"."""
    match condition:
        case All(members):
            return _(" dan ").join(_inner(member, ticks) for member in members)
        case AnyOf(members):
            return _(" atau ").join(_inner(member, ticks) for member in members)
        case Not(member):
            return _("bukan (%(words)s)") % {"words": condition_words(member, ticks)}
        case _:
            return _leaf_words(condition, ticks)


def _inner(member: Condition, ticks: dict[str, str] | None) -> str:
    words = condition_words(member, ticks)
    return f"({words})" if isinstance(member, All | AnyOf) else words


def _leaf_words(leaf: Leaf, ticks: dict[str, str] | None) -> str:
    label = str(INPUTS[leaf.name].label)
    match leaf:
        case IsIn(name, values):
            words = _(" atau ").join(value_words(name, value) for value in values)
        case AtLeast(name, int() as value):
            words = _("sedikitnya %(value)s") % {"value": value}
        case AtLeast(name, value):
            words = _("%(value)s ke atas") % {"value": value_words(name, value)}
        case Includes(name, values):
            words = _(" atau ").join(_code_words(name, code, ticks or {}) for code in values)
    return f"{label}: {words}"
