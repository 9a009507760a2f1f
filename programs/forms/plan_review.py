"""The form of a review: every goal of the version in force, then what follows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programs.choices import GoalProgress, ReviewCause, ReviewResult
from programs.forms.plan import date_widget
from programs.forms.service import KeyedForm
from programs.models import PlanLine
from programs.rules.measure import WORDS_LENGTH


class ReviewForm(KeyedForm):
    """`lines` are the lines of the version's content; `standing`: line number -> the line, where it can be measured."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reviewed_on = forms.DateField(label=_("Hari tinjauan"), widget=date_widget())
    looked_at = forms.CharField(
        label=_("Yang dilihat dan dibicarakan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Misalnya wawancara dengan klien, kunjungan rumah, keterangan keluarga atau mitra."),
    )
    result = forms.ChoiceField(label=_("Hasil tinjauan"), choices=ReviewResult.choices, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, lines: Sequence[dict[str, Any]], standing: Mapping[int, PlanLine], **kwargs: Any
    ) -> None:
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
            if number in standing:
                self.fields[f"reading_{number}"] = _reading_field(standing[number])

    def goals(self) -> list[tuple[dict[str, Any], BoundField, BoundField, BoundField | None]]:
        """(line, progress, note, reading or None) in the order of the version."""
        found = []
        for line in self.lines:
            number = line["line"]
            reading = self[f"reading_{number}"] if f"reading_{number}" in self.fields else None
            found.append((line, self[f"progress_{number}"], self[f"note_{number}"], reading))
        return found

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("form_key", "seen", "reviewed_on", "looked_at", "result")
        numbers = [line["line"] for line in self.lines]
        goals = {number: (data[f"progress_{number}"], data[f"note_{number}"]) for number in numbers}
        readings = {number: data.get(f"reading_{number}", "") for number in numbers}
        return {name: data[name] for name in names} | {"goals": goals, "readings": readings}


def _reading_field(line: PlanLine) -> forms.CharField:
    """What was measured on the day of the review; left empty where nothing was."""
    field = forms.CharField(label=_("Hasil ukur pada hari tinjauan"), required=False, max_length=WORDS_LENGTH)
    latest = vars(line)["measured"].latest
    words: list[Any] = [_("Kosongkan bila tidak diukur.")]
    if line.unit:
        words.append(_("Angka, dalam %(unit)s.") % {"unit": line.unit})
        field.widget.attrs["inputmode"] = "decimal"
    if line.measure_to:
        words.append(_("Target: %(target)s.") % {"target": line.measure_to})
    if latest is not None:
        said = {"amount": latest.amount, "day": date_format(latest.measured_on, "j M Y")}
        words.append(_("Terakhir: %(amount)s (%(day)s).") % said)
    field.help_text = " ".join(str(each) for each in words)
    return field


class DueFilter(forms.Form):
    whose = forms.ChoiceField(
        label=_("Klien"), required=False, choices=[("mine", _("Klien saya")), ("office", _("Seluruh kantor"))]
    )
    cause = forms.ChoiceField(
        label=_("Sebab"),
        required=False,
        choices=[("", _("Semua sebab")), *((each.value, each.label) for each in ReviewCause if each != "LEBIH_AWAL")],
    )
