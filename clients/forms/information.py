"""New information about a client."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import InformationKind
from clients.forms.fields import date_field


class InformationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Apa yang berubah"), choices=InformationKind, widget=forms.RadioSelect)
    noted_on = date_field(_("Diketahui tanggal"))
    text = forms.CharField(
        label=_("Keterangan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Apa yang terjadi, dan dari mana Anda tahu. Misalnya: klien berhenti bekerja, menurut penjamin."),
    )
