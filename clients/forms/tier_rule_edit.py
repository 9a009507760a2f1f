"""The form of a draft tier rule: its words, points, bounds and order. New conditions are written in the JSON text."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.choices import RiskCategory
from clients.forms.instrument_rows import whole_number
from clients.forms.tier_rule import SeenForm
from clients.rules.tier_edit import Definition, bounds, with_clauses
from clients.rules.tier_inputs import INPUTS
from clients.rules.tier_parse import LONGEST, LONGEST_TEXT, MOST_COUNT, MOST_POINTS

LEVEL = ("label", "points", "contact", "help")
CLAUSE = ("place", "words", "tier", "is_out")
CAPACITY = ("points", "near_percent", "text")


def _long(label: Any, most: int = LONGEST_TEXT, rows: int = 2, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


@dataclass(frozen=True, slots=True)
class LevelRow:
    code: str
    label: forms.BoundField
    points: forms.BoundField
    contact: forms.BoundField
    help: forms.BoundField


@dataclass(frozen=True, slots=True)
class ClauseRow:
    code: str
    place: forms.BoundField
    words: forms.BoundField
    tier: forms.BoundField
    is_out: forms.BoundField
    bounds: list[forms.BoundField]


class EditForm(SeenForm):
    """Starts from a draft's definition; `changed` gives the new one once it is valid."""

    title = forms.CharField(label=_("Judul"), max_length=LONGEST["title"])
    source = _long(_("Dasar aturan"))
    flags = _long(_("Keraguan, satu per baris"), most=20_000, rows=4, required=False)
    note = forms.CharField(label=_("Catatan rancangan"), max_length=300, required=False)
    capacity_points = whole_number(_("Kapasitas satu PK penuh waktu (poin)"), 1, MOST_COUNT, required=True)
    capacity_near_percent = whole_number(_("Disebut hampir penuh mulai (persen)"), 1, 100, required=True)
    capacity_text = _long(_("Penjelasan kapasitas"), required=False)
    rest_tier = forms.ChoiceField(label=_("Tingkat untuk klien lainnya"))
    rest_words = _long(_("Kata-kata untuk klien lainnya"), most=LONGEST["words"])

    def __init__(self, *args: Any, definition: Definition, note: str = "", **kwargs: Any) -> None:
        self.definition = definition
        kwargs["initial"] = {**_initial(definition), "note": note, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        tiers = [(level["code"], level["label"]) for level in definition["tiers"]]
        self.fields["rest_tier"].choices = tiers  # type: ignore[attr-defined]
        for level in definition["tiers"]:
            self._add_level(level)
        for clause in definition["clauses"]:
            self._add_clause(clause, tiers)

    def _add_level(self, level: Definition) -> None:
        name = f"tingkat-{level['code']}"
        self.fields[f"{name}-label"] = forms.CharField(label=_now("Nama"), max_length=LONGEST["label"])
        self.fields[f"{name}-points"] = whole_number(_now("Poin"), 0, MOST_POINTS, required=True)
        self.fields[f"{name}-contact"] = forms.CharField(label=_now("Irama lapor"), max_length=LONGEST["contact"])
        self.fields[f"{name}-help"] = _long(_now("Penjelasan"), required=False)

    def _add_clause(self, clause: Definition, tiers: list[tuple[str, str]]) -> None:
        name = f"butir-{clause['code']}"
        self.fields[f"{name}-place"] = whole_number(_now("Urutan"), 1, 999, required=True)
        self.fields[f"{name}-words"] = _long(_now("Kata-kata"), most=LONGEST["words"])
        self.fields[f"{name}-tier"] = forms.ChoiceField(label=_now("Tingkat"), choices=tiers)
        self.fields[f"{name}-is_out"] = forms.BooleanField(label=_now("Keluarkan butir ini"), required=False)
        for place, leaf in enumerate(bounds(clause["when"])):
            self.fields[f"{name}-batas-{place}"] = _bound(leaf)

    @property
    def level_rows(self) -> list[LevelRow]:
        return [
            LevelRow(level["code"], *(self[f"tingkat-{level['code']}-{part}"] for part in LEVEL))
            for level in self.definition["tiers"]
        ]

    @property
    def clause_rows(self) -> list[ClauseRow]:
        rows = []
        for clause in self.definition["clauses"]:
            name = f"butir-{clause['code']}"
            limits = [self[f"{name}-batas-{number}"] for number, _leaf in enumerate(bounds(clause["when"]))]
            place, words, tier, is_out = (self[f"{name}-{part}"] for part in CLAUSE)
            rows.append(ClauseRow(clause["code"], place, words, tier, is_out, limits))
        return rows

    def changed(self) -> Definition:
        """The definition with what the form says. Call it on a valid form."""
        new = with_clauses(self.definition, [self._clause(clause) for clause in self.definition["clauses"]])
        said = self.cleaned_data
        for level in new["tiers"]:
            level |= {part: said[f"tingkat-{level['code']}-{part}"] for part in LEVEL}
        new["capacity"] |= {part: said[f"capacity_{part}"] for part in CAPACITY}
        new["otherwise"] = {"tier": said["rest_tier"], "words": said["rest_words"]}
        new |= {"title": said["title"], "source": {"text": said["source"]}}
        new["flags"] = [{"text": line.strip()} for line in said["flags"].splitlines() if line.strip()]
        return new

    def clean_flags(self) -> str:
        text: str = self.cleaned_data["flags"]
        if any(len(line) > LONGEST_TEXT for line in text.splitlines()):
            raise forms.ValidationError(_("Satu keraguan paling panjang 1000 huruf."))
        return text

    def _clause(self, clause: Definition) -> Definition:
        name, said = f"butir-{clause['code']}", self.cleaned_data
        limits = [said[f"{name}-batas-{place}"] for place, _leaf in enumerate(bounds(clause["when"]))]
        return {"code": clause["code"], "bounds": limits, **{part: said[f"{name}-{part}"] for part in CLAUSE}}


def _bound(leaf: Definition) -> forms.Field:
    label = _now("%(input)s: sedikitnya") % {"input": INPUTS[leaf["input"]].label}
    if INPUTS[leaf["input"]].kind == "count":
        return whole_number(label, 1, MOST_COUNT, required=True)
    return forms.ChoiceField(label=label, choices=RiskCategory.choices)


def _initial(definition: Definition) -> dict[str, Any]:
    found = {
        "title": definition["title"],
        "source": definition["source"]["text"],
        "flags": "\n".join(" ".join(flag["text"].split()) for flag in definition.get("flags", [])),
        "rest_tier": definition["otherwise"]["tier"],
        "rest_words": definition["otherwise"]["words"],
    }
    found |= {f"capacity_{part}": definition["capacity"].get(part, "") for part in CAPACITY}
    for level in definition["tiers"]:
        found |= {f"tingkat-{level['code']}-{part}": level.get(part, "") for part in LEVEL}
    for place, clause in enumerate(definition["clauses"], start=1):
        name = f"butir-{clause['code']}"
        found |= {f"{name}-place": place, f"{name}-words": clause["words"], f"{name}-tier": clause["tier"]}
        for number, leaf in enumerate(bounds(clause["when"])):
            found[f"{name}-batas-{number}"] = leaf["at_least"]
    return found
