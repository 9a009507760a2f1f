"""What forms of a partner's parts share."""

from django import forms


class SureForm(forms.Form):
    """Says yes; the field tells an empty POST from none."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)
