"""Forms of action plans: a line, its state, a decision."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Guidance, Need
from clients.queries.needs import NamedNeed
from programs.models import PlanLine
from programs.queries.plan import intervention_choices, partner_choices, responsible_choices
from programs.rules.measure import number_words

SEARCHABLE = {"data-tomselect": "", "class": "form-select"}

RELOAD_SUGGESTIONS = {
    "hx-get": "",
    "hx-target": "#div_id_intervention",
    "hx-select": "#div_id_intervention",
    "hx-select-oob": "#div_id_partner",
    "hx-swap": "outerHTML",
}
"""Another need brings its own interventions and partners to the top of the lists."""


def date_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LineForm(forms.Form):
    """One line. `needs` are the open needs in their order; `need` is the one the page was opened for."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    need = forms.TypedChoiceField(label=_("Kebutuhan"), coerce=int, help_text=_("Satu baris untuk satu kebutuhan."))
    goal = forms.CharField(
        label=_("Tujuan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Keadaan klien yang ingin dicapai."),
    )
    intervention = forms.ChoiceField(label=_("Intervensi"), widget=forms.Select(attrs=SEARCHABLE))
    partner = forms.TypedChoiceField(
        label=_("Mitra"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Mitra di wilayah Kanwil ini; yang melayani kebutuhan ini lebih dahulu."),
    )
    start_on = forms.DateField(label=_("Mulai"), widget=date_widget())
    due_on = forms.DateField(label=_("Batas selesai"), widget=date_widget())
    indicator = forms.CharField(
        label=_("Tolok ukur"), max_length=200, help_text=_("Bukti yang menunjukkan tujuan tercapai.")
    )
    baseline = forms.CharField(
        label=_("Keadaan sekarang"), max_length=100, required=False, help_text=_("Misalnya: belum bekerja, atau 4.")
    )
    target = forms.CharField(
        label=_("Target"), max_length=100, required=False, help_text=_("Misalnya: bekerja tetap, atau 0.")
    )
    unit = forms.CharField(
        label=_("Satuan"),
        max_length=30,
        required=False,
        help_text=_("Isi bila diukur dengan angka, misalnya kali sebulan."),
    )
    responsible = forms.TypedChoiceField(label=_("Penanggung jawab"), coerce=int)

    def __init__(
        self,
        *args: Any,
        guidance: Guidance,
        needs: Sequence[NamedNeed],
        need: Need | None = None,
        line: PlanLine | None = None,
        dosages: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = line.intervention_id if line else ""
        partner = line.partner_id if line else None
        self._offer("need", [(row.need.pk, row.label) for row in needs])
        options = intervention_choices(need, is_child=guidance.is_child, keep=kept, dosages=dosages)
        self._offer("intervention", options)
        self._offer("partner", partner_choices(need, guidance, partner))
        self._offer("responsible", [(user.pk, user.name) for user in responsible_choices(guidance)])
        if line is None:
            self.fields["need"].widget.attrs.update(RELOAD_SUGGESTIONS)

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @staticmethod
    def initial_of(line: PlanLine) -> dict[str, Any]:
        return {
            "lock_version": line.lock_version,
            "need": line.need_id,
            "goal": line.goal,
            "intervention": line.intervention_id,
            "partner": line.partner_id,
            "start_on": line.start_on,
            "due_on": line.due_on,
            "indicator": line.indicator,
            "baseline": _typed(line.baseline, line.baseline_value),
            "target": _typed(line.target, line.target_value),
            "unit": line.unit,
            "responsible": line.responsible_id,
        }

    @staticmethod
    def new_key() -> uuid.UUID:
        return uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("start_on"), data.get("due_on")
        if start and due and due < start:
            self.add_error("due_on", _("Tanggal selesai tidak boleh sebelum tanggal mulai."))
        return data

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them."""
        data = self.cleaned_data
        return {
            "need_id": data["need"],
            "goal": data["goal"],
            "intervention_code": data["intervention"],
            "partner_id": data["partner"],
            "start_on": data["start_on"],
            "due_on": data["due_on"],
            "indicator": data["indicator"],
            "responsible_id": data["responsible"],
            "baseline": data["baseline"],
            "target": data["target"],
            "unit": data["unit"],
        }


def _typed(words: str, value: Decimal | None) -> str:
    return words if value is None else number_words(value)


class MoveForm(forms.Form):
    to = forms.ChoiceField(label=_("Status baru"), choices=())
    on = forms.DateField(label=_("Sejak tanggal"), widget=date_widget())
    note = forms.CharField(label=_("Catatan"), required=False, max_length=300)

    def __init__(self, *args: Any, moves: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [(state.value, state.label) for state in moves]


class DecisionForm(forms.Form):
    """A decision on a version; the comment is required for a return (the action says so)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Catatan pemeriksa"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib diisi bila rencana dikembalikan."),
    )
