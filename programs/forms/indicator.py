"""The form of a reading of what a line measures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.plan import date_widget
from programs.forms.service import KeyedForm
from programs.models import IndicatorReading
from programs.rules.measure import WORDS_LENGTH, number_words


class ReadingForm(KeyedForm):
    """A number where there is a `unit`, else words; `is_correction` asks why."""

    measured_on = forms.DateField(label=_("Diukur pada"), widget=date_widget())
    amount = forms.CharField(label=_("Hasil ukur"), max_length=WORDS_LENGTH)
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)

    def __init__(self, *args: Any, unit: str, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["amount"].help_text = _("Angka, dalam %(unit)s.") % {"unit": unit}
            self.fields["amount"].widget.attrs["inputmode"] = "decimal"
        else:
            self.fields["amount"].help_text = _("Dengan kata-kata, misalnya: sudah magang tiga hari seminggu.")
        if is_correction:
            self.fields["note"].required = True
            self.fields["note"].label = _("Mengapa dibetulkan")

    @classmethod
    def initial_of(cls, reading: IndicatorReading) -> dict[str, Any]:
        typed = reading.words if reading.value is None else number_words(reading.value)
        return cls.first_values() | {"measured_on": reading.measured_on, "amount": typed}
