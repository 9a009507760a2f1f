"""The words for the keys of figures."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from clients.choices import GuidanceStatus, InstrumentCode, PracticalNeed, RiskCategory
from clients.instruments import shipped
from clients.rules.needs import PRACTICAL_OF_TICK
from programs.choices import ActivityKind, LineState
from reports.choices import Measure
from reports.rules_period import NO_ACTIVITY, NOT_ASSESSED

Text = str | Promise
COHORTS: dict[bool | None, Text] = {False: _("Dewasa"), True: _("Anak"), None: _("Tidak dipilah")}
SEXES: dict[str, Text] = {"M": _("Laki-laki"), "F": _("Perempuan"), "": _("Tidak dipilah")}
RISKS: dict[str, Text] = dict(RiskCategory.choices)
INSTRUMENTS: dict[str, Text] = {
    InstrumentCode.RRI: _("RRI"),
    InstrumentCode.KRIM: _("Kriminogenik"),
    InstrumentCode.ANAK: _("Anak"),
}
_KEYS_BY_MEASURE: dict[str, dict[str, Text]] = {
    Measure.ASSESSMENTS: RISKS,
    Measure.PLAN_LINES: dict(LineState.choices),
    Measure.ACTIVITIES: dict(ActivityKind.choices),
    Measure.PARTICIPANTS: dict(ActivityKind.choices),
}


@cache
def factor_labels() -> dict[str, str]:
    """Factor keys of NEEDS figures: F1..F7 of Kriminogenik, ANAK_F1..ANAK_F6 of the child instrument."""
    adult = {factor["code"]: factor["label"] for factor in shipped("KRIM")["factors"]}
    child = {
        f"ANAK_{factor['code']}": factor["label"]
        for factor in shipped("ANAK")["factors"]
        if factor["code"].startswith("F")
    }
    return {**adult, **child}


def key_label(measure: str, key: str) -> Text:
    """The word of a figure's key, the key itself where nobody named it."""
    if measure == Measure.NEEDS:
        return factor_labels().get(key, key)
    return _KEYS_BY_MEASURE.get(measure, dict(GuidanceStatus.choices)).get(key, key)


def category_label(measure: str, category: str) -> Text:
    """The word of a figure's category: the instrument of an assessment, the category of a need."""
    return (INSTRUMENTS if measure == Measure.ASSESSMENTS else RISKS).get(category, category)


FACTOR, PRACTICAL, SPECIAL = "factor", "practical", "special"
NEED_GROUPS: dict[str, Text] = {
    FACTOR: _("Faktor"),
    PRACTICAL: _("Praktis"),
    SPECIAL: _("Khusus"),
}


@cache
def need_labels() -> dict[str, tuple[str, Text]]:
    """need key -> (its group, its words), in order: factors, practical needs, ticks of part B."""
    ticks = {
        item["code"]: item.get("short_label", item["label"])
        for item in shipped("KRIM")["items"]
        if item["kind"] == "tick" and item["code"] not in PRACTICAL_OF_TICK
    }
    return {
        **{key: (FACTOR, label) for key, label in factor_labels().items()},
        **{code: (PRACTICAL, label) for code, label in PracticalNeed.choices},
        **{code: (SPECIAL, label) for code, label in ticks.items()},
    }


def need_label(key: str) -> str:
    return str(need_labels().get(key, (SPECIAL, key))[1])


def need_short(key: str) -> str:
    """The need's code where it has one, a word where it is a practical need: fits the head of a column."""
    group, label = need_labels().get(key, (SPECIAL, key))
    return str(label).partition(" ")[0] if group == PRACTICAL else key.removeprefix("ANAK_")


def warning_label(code: str, now: int, before: int | None) -> str:
    """What the office is asked to explain, with its numbers."""
    if code == NO_ACTIVITY:
        return _gettext("Tidak ada kegiatan Klien Bapas Peduli yang diterima pada bulan ini.")
    if code == NOT_ASSESSED:
        return _gettext("%(now)s klien belum dinilai risikonya pada akhir bulan.") % {"now": now}
    name = Measure(code.removeprefix("CHANGE_")).label
    return _gettext("%(name)s berubah dari %(before)s menjadi %(now)s.") % {"name": name, "before": before, "now": now}
