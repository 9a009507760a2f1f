"""Fields that several forms of the register share."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Region
from clients.rules.nik import is_nik

EMPTY = ("", _("Pilih…"))


def date_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class NikField(forms.CharField):
    """16 digits, with spaces, dots and dashes forgiven; may be empty."""

    def __init__(self, label: Any = "", **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=label or _("NIK"), required=False, max_length=25, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        nik = super().clean(value).translate(str.maketrans("", "", " .-"))
        if nik and not is_nik(nik):
            raise forms.ValidationError(_("NIK terdiri atas 16 angka. Kosongkan bila klien belum memilikinya."))
        return nik


class PhoneField(forms.CharField):
    """A phone number as people write it; may be empty."""

    def __init__(self, label: Any = "") -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(label=label or _("Nomor telepon"), required=False, max_length=20, widget=widget)

    def clean(self, value: Any) -> str:
        phone = super().clean(value)
        if phone and not (set(phone) <= set("0123456789 +-()") and sum(map(str.isdigit, phone)) >= 6):
            raise forms.ValidationError(_("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890."))
        return phone


class RegionField(forms.CharField):
    """A village by its official code, chosen from a list beside the field `<name>_words` of the same form.

    The form that holds it calls `check_region`, so that words typed without a choice are not lost in silence.
    """

    def __init__(self) -> None:
        super().__init__(label=_("Desa/kelurahan"), required=False, max_length=10)

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if code and not Region.objects.filter(code=code, level="VILLAGE").exists():
            raise forms.ValidationError(_("Desa/kelurahan ini tidak ada dalam daftar resmi. Cari dan pilih lagi."))
        return code


def check_region(form: forms.Form, name: str) -> None:
    """Words typed into the search but nothing chosen: say so beside the field."""
    words = form.data.get(f"{name}_words", "").strip() if form.is_bound else ""
    if words and name in form.fields and not form.cleaned_data.get(name) and name not in form.errors:
        form.add_error(name, _("Pilih satu desa/kelurahan dari hasil pencarian, atau kosongkan kotak cari."))


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Give the choice field of this name its choices."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


class KeyedForm(forms.Form):
    """A form that creates once, however often its button is pressed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
