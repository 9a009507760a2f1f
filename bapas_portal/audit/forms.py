"""The filter of the trail."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from bapas_portal.audit.choices import VERBS, Act
from bapas_portal.audit.queries import EventFilter
from bapas_portal.audit.words import SUBJECTS

# A day after it must exist.
NOT_THE_LAST_DAY = MaxValueValidator(date(9999, 12, 30))
SEARCHABLE = {"data-tomselect": "", "class": "form-select"}


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EventFilterForm(forms.Form):
    actor = forms.CharField(label=_("Pelaku"), required=False, max_length=80)
    act = forms.ChoiceField(label=_("Jenis"), required=False, choices=[("", _("Semua")), *Act.choices])
    verb = forms.ChoiceField(
        label=_("Peristiwa"),
        required=False,
        choices=[("", _("Semua")), *VERBS.items()],
        widget=forms.Select(attrs=SEARCHABLE),
    )
    subject = forms.ChoiceField(label=_("Objek"), required=False, choices=[("", _("Semua")), *SUBJECTS.items()])
    subject_id = forms.CharField(label=_("Nomor objek"), required=False, max_length=40)
    first = forms.DateField(label=_("Dari"), required=False, widget=_day(), validators=[NOT_THE_LAST_DAY])
    last = forms.DateField(label=_("Sampai"), required=False, widget=_day(), validators=[NOT_THE_LAST_DAY])

    def wanted(self) -> EventFilter:
        """The filter; a value that is not on the list does not narrow."""
        if not self.is_bound:
            return EventFilter()
        self.is_valid()
        return EventFilter(**{name: value for name, value in self.cleaned_data.items() if value})
