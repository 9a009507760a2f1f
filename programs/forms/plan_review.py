"""The form of a review: every goal of the version in force, then what follows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from programs.choices import GoalProgress, ReviewCause, ReviewResult
from programs.forms.plan import date_widget
from programs.forms.service import KeyedForm


class ReviewForm(KeyedForm):
    """`lines` are the lines of the version's content."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reviewed_on = forms.DateField(label=_("Hari tinjauan"), widget=date_widget())
    looked_at = forms.CharField(
        label=_("Yang dilihat dan dibicarakan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Misalnya wawancara dengan klien, kunjungan rumah, keterangan keluarga atau mitra."),
    )
    result = forms.ChoiceField(label=_("Hasil tinjauan"), choices=ReviewResult.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, lines: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            number = line["line"]
            self.fields[f"progress_{number}"] = forms.ChoiceField(
                label=_("Bagaimana jalannya"), choices=GoalProgress.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("Catatan"),
                required=False,
                max_length=500,
                help_text=_("Wajib bila tersendat atau sebaiknya dihentikan."),
            )

    def goals(self) -> list[tuple[dict[str, Any], BoundField, BoundField]]:
        """(line, progress, note) in the order of the version."""
        return [(line, self[f"progress_{line['line']}"], self[f"note_{line['line']}"]) for line in self.lines]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("form_key", "seen", "reviewed_on", "looked_at", "result")
        numbers = [line["line"] for line in self.lines]
        goals = {number: (data[f"progress_{number}"], data[f"note_{number}"]) for number in numbers}
        return {name: data[name] for name in names} | {"goals": goals}


class DueFilter(forms.Form):
    whose = forms.ChoiceField(
        label=_("Klien"), required=False, choices=[("mine", _("Klien saya")), ("office", _("Seluruh kantor"))]
    )
    cause = forms.ChoiceField(
        label=_("Sebab"),
        required=False,
        choices=[("", _("Semua sebab")), *((each.value, each.label) for each in ReviewCause if each != "LEBIH_AWAL")],
    )
