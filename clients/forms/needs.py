"""Practical needs by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import NeedClosing, PracticalNeed


class PracticalNeedForm(forms.Form):
    code = forms.ChoiceField(label=_("Kebutuhan"), choices=PracticalNeed, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Keterangan"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya: KTP hilang, sudah diurus ke Dukcapil."),
    )


class CloseNeedForm(forms.Form):
    closing = forms.ChoiceField(
        label=_("Alasan"),
        choices=[(reason.value, reason.label) for reason in (NeedClosing.MET, NeedClosing.DROPPED)],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
