"""Forms of what ends at a work site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.plan import date_widget


class CloseSiteForm(forms.Form):
    """Says yes; the field tells an empty POST from none."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class EndSlotForm(forms.Form):
    last_on = forms.DateField(label=_("Hari terakhir"), widget=date_widget(), help_text=_("Hari itu masih termasuk."))
