"""Forms of the ladder: taking a step, deciding one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices_service import BreachStep
from programs.forms.plan import date_widget
from programs.forms.service import KeyedForm


class StepForm(KeyedForm):
    step = forms.ChoiceField(choices=BreachStep.choices, widget=forms.HiddenInput)
    taken_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    note = forms.CharField(
        label=_("Pertimbangan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StepDecisionForm(forms.Form):
    approve = forms.TypedChoiceField(
        label=_("Keputusan"),
        choices=[("1", _("Setuju")), ("0", _("Tidak setuju"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Catatan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
