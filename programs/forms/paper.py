"""Forms of day lists on paper: printing one, finding one by its code, typing it back, keeping the sheet."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.choices_referral import Presence
from programs.forms.plan import date_widget
from programs.forms.service import TimeField
from programs.rules.paper import Visit


class PrintForm(forms.Form):
    """`day`: of a service's list; a session has its own."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("Untuk tanggal"), widget=date_widget(), required=False)

    @staticmethod
    def first_values(day: Any) -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "day": day}


class CodeForm(forms.Form):
    kode = forms.CharField(label=_("Kode pada kertas"), max_length=20, help_text=_("Contoh: ABCDE-FGHJK"))


class VisitForm(forms.Form):
    """What the paper says of one client; a row without a mark is left."""

    presence = forms.ChoiceField(
        label=_("Kehadiran"),
        required=False,
        choices=[*Presence.choices, ("", _("Tidak diisi di kertas"))],
        widget=forms.RadioSelect,
    )
    starts_at = TimeField(label=_("Dari jam"), required=False)
    ends_at = TimeField(label=_("Sampai jam"), required=False)
    feedback = forms.CharField(
        label=_("Catatan untuk PK"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    needs_officer = forms.BooleanField(label=_("PK perlu segera melihat ini"), required=False)

    def sent(self) -> Visit | None:
        return Visit(**self.cleaned_data) if self.cleaned_data["presence"] else None


class ScanForm(forms.Form):
    upload = forms.FileField(
        label=_("Pindaian atau foto kertas"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG, atau PNG, paling besar 10 MB."),
    )
