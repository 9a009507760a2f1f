"""Form of a partner's branch."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.long_select import LongSelect
from partners.forms.organisation import regency_choices
from partners.models import Branch

HIDDEN = ("form_key", "lock_version")


class BranchForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama cabang"), max_length=150, help_text=_("Contoh: Kantor pusat, Unit Rungkut"))
    street = forms.CharField(label=_("Alamat"), required=False, max_length=200)
    region_id = forms.ChoiceField(label=_("Kabupaten/kota"), required=False, choices=regency_choices, widget=LongSelect)
    phone = forms.CharField(label=_("Telepon"), required=False, max_length=20)
    latitude = forms.FloatField(
        label=_("Lintang"), required=False, min_value=-90, max_value=90, help_text=_("Contoh: -6.20876")
    )
    longitude = forms.FloatField(
        label=_("Bujur"), required=False, min_value=-180, max_value=180, help_text=_("Contoh: 106.84560")
    )
    how_to_get_there = forms.CharField(
        label=_("Cara mencapai tempat"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Angkutan umum, patokan, jam buka."),
    )

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4()}

    @staticmethod
    def initial_of(branch: Branch) -> dict[str, Any]:
        names = [name for name in BranchForm.base_fields if name not in ("form_key", "region_id")]
        return {name: getattr(branch, name) for name in names} | {"region_id": branch.region_id or ""}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without key and lock."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}
        return data | {"region_id": data["region_id"] or None}
