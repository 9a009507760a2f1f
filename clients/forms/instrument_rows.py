"""Parts of the instrument forms: bands, options and conditions, each as a handful of plain fields."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.choices import RiskCategory
from clients.rules.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Condition,
    FactIs,
    TicksAtLeast,
    TotalAtLeast,
    TotalBelow,
    parse_condition,
)

MOST_OPTIONS = 12
SPARE_OPTIONS = 3
FURTHEST = 10_000


def cell(field: forms.Field) -> forms.Field:
    """A field drawn without crispy, in a row of fields."""
    field.widget.attrs.setdefault("class", "form-control")
    return field


def whole_number(label: Any, low: int = -FURTHEST, high: int = FURTHEST, **kwargs: Any) -> forms.IntegerField:
    kwargs.setdefault("required", False)
    return forms.IntegerField(label=label, min_value=low, max_value=high, **kwargs)


@dataclass(frozen=True, slots=True)
class BandCells:
    category: str
    name: forms.BoundField
    low: forms.BoundField
    high: forms.BoundField


class BandsMixin(forms.Form):
    """One row for each category; a row left empty is a category the table does not have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for category in RiskCategory:
            said = {"category": category.label}
            name = forms.CharField(label=_now("Nama tercetak %(category)s") % said, max_length=60, required=False)
            self.fields[f"pita-{category}-nama"] = cell(name)
            self.fields[f"pita-{category}-dari"] = cell(whole_number(_now("%(category)s dari") % said))
            self.fields[f"pita-{category}-sampai"] = cell(whole_number(_now("%(category)s sampai") % said))

    @property
    def band_rows(self) -> Iterator[BandCells]:
        for category in RiskCategory:
            yield BandCells(category, *(self[f"pita-{category}-{part}"] for part in ("nama", "dari", "sampai")))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for category in RiskCategory:
            low, high = found.get(f"pita-{category}-dari"), found.get(f"pita-{category}-sampai")
            for part, value, other in (("dari", low, high), ("sampai", high, low)):
                if value is None and other is not None and f"pita-{category}-{part}" not in self.errors:
                    self.add_error(f"pita-{category}-{part}", _("Isi kedua batasnya, atau kosongkan keduanya."))
        return found

    def bands(self) -> list[dict[str, Any]]:
        """The bands as the schema says them."""
        found = []
        for category in RiskCategory:
            low, high = (self.cleaned_data[f"pita-{category}-{part}"] for part in ("dari", "sampai"))
            if low is not None and high is not None:
                name = self.cleaned_data[f"pita-{category}-nama"] or str(category.label).upper()
                found.append({"category": category.value, "label": name, "from": low, "to": high})
        return found


def bands_initial(bands: list[Mapping[str, Any]]) -> dict[str, Any]:
    keys = (("nama", "label"), ("dari", "from"), ("sampai", "to"))
    return {f"pita-{band['category']}-{field}": band[key] for band in bands for field, key in keys}


@dataclass(frozen=True, slots=True)
class OptionCells:
    number: int
    label: forms.BoundField
    score: forms.BoundField


class OptionsMixin(forms.Form):
    """A row for each option and a few spare ones; a row left empty is no option."""

    def __init__(self, *args: Any, options: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data if self.is_bound else {}
        highest = max((n for n in range(MOST_OPTIONS) if f"opsi-{n}-teks" in sent), default=-1) + 1
        self.option_count = min(MOST_OPTIONS, max(highest, options + SPARE_OPTIONS))
        for number in range(self.option_count):
            said = {"number": number + 1}
            text = forms.CharField(label=_now("Pilihan %(number)s") % said, max_length=300, required=False)
            self.fields[f"opsi-{number}-teks"] = cell(text)
            self.fields[f"opsi-{number}-nilai"] = cell(whole_number(_now("Nilai pilihan %(number)s") % said, 0, 100))

    @property
    def option_rows(self) -> Iterator[OptionCells]:
        for number in range(self.option_count):
            yield OptionCells(number + 1, self[f"opsi-{number}-teks"], self[f"opsi-{number}-nilai"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for number in range(self.option_count):
            text, score = found.get(f"opsi-{number}-teks"), found.get(f"opsi-{number}-nilai")
            if text and score is None and f"opsi-{number}-nilai" not in self.errors:
                self.add_error(f"opsi-{number}-nilai", _("Isi nilainya."))
            if not text and score is not None and f"opsi-{number}-teks" not in self.errors:
                self.add_error(f"opsi-{number}-teks", _("Isi kata pilihannya."))
        return found

    def options(self) -> list[dict[str, Any]]:
        """The options as the schema says them, in the order typed."""
        rows = [(self.cleaned_data.get(f"opsi-{n}-nilai"), self.cleaned_data.get(f"opsi-{n}-teks")) for n in self._all]
        return [{"score": score, "label": text} for score, text in rows if text and score is not None]

    @property
    def _all(self) -> range:
        return range(self.option_count)


def options_initial(options: list[Mapping[str, Any]]) -> dict[str, Any]:
    rows = enumerate(options)
    return {
        f"opsi-{n}-{field}": each[key] for n, each in rows for field, key in (("teks", "label"), ("nilai", "score"))
    }


NONE, ALL_OF, ANY_OF, FREE, ALWAYS_DUE = "none", "all", "any", "free", "always"
MODES = {
    ALWAYS_DUE: _("Selalu"),
    ALL_OF: _("Bila semua syarat yang diisi di bawah terpenuhi"),
    ANY_OF: _("Bila salah satu syarat yang diisi di bawah terpenuhi"),
    FREE: _("Menurut syarat bebas (JSON)"),
}


class ConditionMixin(forms.Form):
    """A condition as a choice and a few simple tests; a free tree as JSON text."""

    mode = forms.ChoiceField(label=_("Kapan"), choices=list(MODES.items()), widget=forms.RadioSelect)
    at_least = whole_number(_("Skor sekurangnya"))
    below = whole_number(_("Skor kurang dari"))
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"),
        required=False,
        choices=[("", _("Tidak dilihat")), ("F", _("Perempuan")), ("M", _("Laki-laki"))],
    )
    drug = forms.ChoiceField(
        label=_("Tindak pidana narkotika"),
        required=False,
        choices=[("", _("Tidak dilihat")), ("yes", _("Ya")), ("no", _("Bukan"))],
    )
    tick_parts = forms.MultipleChoiceField(
        label=_("Centang di bagian"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tick_count = whole_number(_("Banyaknya centang sekurangnya"), 1, 300)
    free = forms.CharField(
        label=_("Syarat bebas"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "code-text", "spellcheck": "false"}),
        help_text=_('Pohon syarat sebagai JSON, misalnya {"any": [{"fact": "total", "at_least": 7}]}.'),
    )

    def __init__(self, *args: Any, tick_codes: list[str], may_be_none: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tick_parts"].choices = [(code, code) for code in tick_codes]  # type: ignore[attr-defined]
        if may_be_none:
            none = (NONE, _("Instrumen ini tidak menentukannya"))
            self.fields["mode"].choices = [none, *MODES.items()]  # type: ignore[attr-defined]
            self.fields["mode"].label = _("Kapan asesmen kriminogenik wajib")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("mode") == FREE:
            try:
                parse_condition(json.loads(found.get("free") or ""))
            except (ValueError, RecursionError):
                self.add_error("free", _("Syarat ini tidak dapat dibaca. Periksa tanda kurung dan kuncinya."))
        elif found.get("mode") in (ALL_OF, ANY_OF) and not self._tests(found):
            self.add_error("mode", _("Isi sedikitnya satu syarat."))
        if found.get("tick_count") and not found.get("tick_parts"):
            self.add_error("tick_parts", _("Pilih bagian yang centangnya dihitung."))
        return found

    def condition(self) -> dict[str, Any] | None:
        """The condition as JSON values; None where the instrument decides nothing."""
        found = self.cleaned_data
        if found["mode"] == NONE:
            return None
        if found["mode"] == ALWAYS_DUE:
            return {"all": []}
        if found["mode"] == FREE:
            free: dict[str, Any] = json.loads(found["free"])
            return free
        tests = self._tests(found)
        return tests[0] if len(tests) == 1 else {found["mode"]: tests}

    @staticmethod
    def _tests(found: Mapping[str, Any]) -> list[dict[str, Any]]:
        tests: list[dict[str, Any]] = []
        if found.get("at_least") is not None:
            tests.append({"fact": "total", "at_least": found["at_least"]})
        if found.get("below") is not None:
            tests.append({"fact": "total", "below": found["below"]})
        if found.get("sex"):
            tests.append({"fact": "sex", "is": found["sex"]})
        if found.get("drug"):
            tests.append({"fact": "drug_offence", "is": found["drug"] == "yes"})
        if found.get("tick_parts"):
            tests.append({"ticks": found["tick_parts"], "at_least": found.get("tick_count") or 1})
        return tests


def condition_initial(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the condition's fields show; a tree they cannot say is shown as JSON."""
    if raw is None:
        return {"mode": NONE}
    condition = parse_condition(raw)
    if condition == ALWAYS:
        return {"mode": ALWAYS_DUE}
    members = condition.members if isinstance(condition, All | AnyOf) else (condition,)
    fields: dict[str, Any] = {"mode": ANY_OF if isinstance(condition, AnyOf) else ALL_OF}
    for member in members:
        said = _test_initial(member)
        if not said or said.keys() & fields.keys():
            return {"mode": FREE, "free": json.dumps(raw, ensure_ascii=False, indent=2)}
        fields |= said
    return fields if members else {"mode": FREE, "free": json.dumps(raw)}


def _test_initial(test: Condition) -> dict[str, Any]:
    match test:
        case TotalAtLeast(value):
            return {"at_least": value}
        case TotalBelow(value):
            return {"below": value}
        case FactIs("sex", value):
            return {"sex": value}
        case FactIs("drug_offence", value):
            return {"drug": "yes" if value is True else "no"}
        case TicksAtLeast(parts, value):
            return {"tick_parts": list(parts), "tick_count": value}
    return {}
