"""The words for the keys of figures."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.choices import GuidanceStatus, InstrumentCode, RiskCategory
from clients.instruments import shipped
from programs.choices import ActivityKind, LineState
from reports.choices import Measure

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
