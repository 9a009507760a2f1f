"""The filter above the inbox of overrides and reviews."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import InstrumentCode

ANY = ("", _("Semua"))


class InboxFilter(forms.Form):
    show = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("waiting", _("Menunggu")), ("answered", _("Sudah dijawab")), ("all", _("Semua"))],
    )
    cohort = forms.ChoiceField(label=_("Kelompok"), required=False, choices=[ANY, ("D", _("Dewasa")), ("A", _("Anak"))])
    instrument = forms.ChoiceField(label=_("Instrumen"), required=False, choices=[ANY, *InstrumentCode.choices])
