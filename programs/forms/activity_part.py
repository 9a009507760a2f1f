"""Small forms on the page of an activity: an output, a link, the head's answer to a proposal."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import OutputUnit


class KeyedForm(forms.Form):
    """A form that saves once, however often it is sent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "KeyedForm":
        return cls(initial={"form_key": uuid.uuid4()})


class OutputForm(KeyedForm):
    prefix = "hasil"
    value = forms.DecimalField(label=_("Jumlah"), max_digits=10, decimal_places=2, min_value=0)
    unit = forms.ChoiceField(label=_("Satuan"), choices=[("", _("Belum dipilih")), *OutputUnit.choices])
    note = forms.CharField(label=_("Keterangan hasil"), required=False, max_length=150)


class LinkForm(KeyedForm):
    prefix = "tautan"
    title = forms.CharField(label=_("Judul berita"), max_length=150)
    url = forms.CharField(
        label=_("Alamat"), max_length=500, help_text=_("Dimulai dengan https://"), widget=forms.URLInput
    )


class ProposalDecisionForm(forms.Form):
    comment = forms.CharField(
        label=_("Catatan Kepala Bapas"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib diisi bila usulan dikembalikan."),
    )
