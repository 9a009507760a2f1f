"""Forms of partners' workers: inviting, ending, setting the first password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.forms import USERNAME
from partners.forms.agreement import date_widget


class InviteForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama"), max_length=120)
    username = forms.CharField(
        label=_("Nama pengguna"), max_length=40, validators=[USERNAME], help_text=_("Dipakai untuk masuk.")
    )
    position = forms.CharField(label=_("Jabatan di mitra"), max_length=120, required=False)


class EndForm(forms.Form):
    on = forms.DateField(label=_("Hari terakhir"), widget=date_widget())
    reason = forms.CharField(label=_("Alasan"), max_length=300)


class JoinForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    again = forms.CharField(
        label=_("Ulangi kata sandi"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") != data.get("again"):
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        return data
