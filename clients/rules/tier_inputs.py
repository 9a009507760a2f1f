"""What a tier rule may look at: the inputs, their kinds and words. Plain values, so that they can be kept as JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.choices import GuidanceStatus, PracticalNeed
from clients.rules.bands import CATEGORIES

Kind = Literal["category", "choice", "yes_no", "count", "codes"]
Inputs = dict[str, Any]
STAGES = ("EARLY", "MIDDLE", "FINAL")
COHORTS = ("adult", "child")
NONE_YET = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One input. category: a RiskCategory code or '' (none yet); codes: a list; values: what may be named.

    A codes input without values takes any code: ticks are named by the instrument in force.
    """

    name: str
    kind: Kind
    label: Promise
    values: tuple[str, ...] = ()


INPUTS: dict[str, Input] = {
    each.name: each
    for each in (
        Input("risk", "category", _("Kategori risiko (RRI atau instrumen anak)"), CATEGORIES),
        Input("needs_total", "category", _("Kategori kebutuhan kriminogenik"), CATEGORIES),
        Input("factors_high", "count", _("Faktor tinggi atau sangat tinggi")),
        Input("factors_very_high", "count", _("Faktor sangat tinggi")),
        Input("ticks", "codes", _("Kebutuhan khusus yang dicentang (bagian B)")),
        Input("practical", "codes", _("Kebutuhan praktis yang terbuka"), tuple(PracticalNeed.values)),
        Input("practical_count", "count", _("Banyaknya kebutuhan praktis yang terbuka")),
        Input("is_assessed", "yes_no", _("Risiko sudah dinilai")),
        Input("is_overdue", "yes_no", _("Asesmen risiko lebih tua dari 12 bulan")),
        Input("needs_missing", "yes_no", _("Kebutuhan kriminogenik perlu dinilai, belum dinilai")),
        Input("cohort", "choice", _("Kelompok klien"), COHORTS),
        Input("ground", "choice", _("Dasar pembimbingan"), tuple(GuidanceStatus.values)),
        Input("stage", "choice", _("Sepertiga masa bimbingan menurut tanggal"), STAGES),
        Input("days_since_start", "count", _("Hari sejak mulai bimbingan")),
    )
}
# Changes every day of itself: a tier is as good as yesterday's while no clause flips.
CLOCK = frozenset({"days_since_start"})
STAGE_WORDS: dict[str, Promise] = {"EARLY": _("awal"), "MIDDLE": _("tengah"), "FINAL": _("akhir")}
COHORT_WORDS: dict[str, Promise] = {"adult": _("dewasa"), "child": _("anak")}


def stage_on(start_on: date, end_on: date, today: date) -> str:
    """The third of the period `today` lies in, by dates alone.

    PP 31/1999 art. 33 knows three stages that the TPP moves a client through; until the portal keeps those
    decisions, the thirds stand in their place (assumed).
    """
    length = max(1, (end_on - start_on).days + 1)
    passed = min(max(0, (today - start_on).days), length - 1)
    return STAGES[passed * len(STAGES) // length]


def are_possible(inputs: Inputs) -> bool:
    """Can these inputs stand together? Keeps the check from calling a clause reachable by an impossible client."""
    is_child = inputs["cohort"] == "child"
    return (
        (inputs["risk"] != NONE_YET) == inputs["is_assessed"]
        and (inputs["is_assessed"] or not (inputs["is_overdue"] or inputs["needs_missing"]))
        and not (is_child and inputs["needs_missing"])
        and inputs["factors_very_high"] <= inputs["factors_high"]
        and len(inputs["practical"]) <= inputs["practical_count"] <= len(PracticalNeed.values)
    )
