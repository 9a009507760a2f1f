"""Form of a service that a partner offers."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Region
from partners.choices import SERVED_NEEDS
from partners.choices_offering import AccessAid, Cost, Language, Setting
from partners.forms.organisation import province_choices, regency_choices
from partners.models import Branch, Offering

HIDDEN = ("form_key", "lock_version")
CHECKBOXES = forms.CheckboxSelectMultiple


def area_choices(kept: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Provinces, then regencies by province; `kept`: codes that stand already and are neither (districts)."""
    provinces = [(code, name) for code, name in province_choices() if code]
    smaller = Region.objects.filter(pk__in=[code for code in kept if len(code) > 4]).order_by("code")
    groups: list[tuple[str, Any]] = [(str(_("Satu provinsi")), provinces)]
    groups += [(str(_("Kecamatan atau desa")), [(row.code, row.name.title()) for row in smaller])] if smaller else []
    return groups + [group for group in regency_choices() if group[0]]


class OfferingForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama layanan"), max_length=150, help_text=_("Contoh: Konseling NAPZA rawat jalan"))
    needs = forms.MultipleChoiceField(label=_("Untuk kebutuhan"), choices=SERVED_NEEDS, widget=CHECKBOXES)
    description = forms.CharField(
        label=_("Isi layanan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    branch_id = forms.TypedChoiceField(label=_("Cabang"), required=False, coerce=int, empty_value=None)
    setting = forms.ChoiceField(label=_("Cara memberi layanan"), choices=Setting.choices)
    how_to_get_there = forms.CharField(
        label=_("Cara mencapai layanan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kosongkan bila sama dengan cabangnya."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Wilayah yang dilayani"),
        required=False,
        choices=area_choices,
        widget=forms.SelectMultiple(attrs={"data-tomselect": "", "class": "form-select", "size": 6}),
        help_text=_("Kosongkan bila melayani semua wilayah."),
    )
    for_women = forms.BooleanField(label=_("Perempuan"), required=False)
    for_men = forms.BooleanField(label=_("Laki-laki"), required=False)
    age_from = forms.IntegerField(label=_("Umur dari (tahun)"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Sampai umur (tahun)"), required=False, min_value=0, max_value=120)
    languages = forms.MultipleChoiceField(
        label=_("Bahasa"), required=False, choices=Language.choices, widget=CHECKBOXES
    )
    access = forms.MultipleChoiceField(
        label=_("Untuk penyandang disabilitas"), required=False, choices=AccessAid.choices, widget=CHECKBOXES
    )
    cost = forms.ChoiceField(label=_("Biaya"), choices=Cost.choices)
    cost_note = forms.CharField(label=_("Keterangan biaya"), required=False, max_length=200)
    places = forms.IntegerField(
        label=_("Jumlah tempat"),
        required=False,
        min_value=1,
        max_value=30000,
        help_text=_("Berapa klien dilayani sekaligus. Kosongkan bila tidak dibatasi."),
    )

    def __init__(self, *args: Any, branches: Iterable[Branch], kept: Iterable[str] = (), **kwargs: Any) -> None:
        """`branches`: those that may be picked; `kept`: region codes that stand on the service already."""
        super().__init__(*args, **kwargs)
        rows = [(row.pk, row.name) for row in branches]
        cast(Any, self.fields["branch_id"]).choices = [("", _("Tanpa cabang tertentu")), *rows]
        if kept := list(kept):
            cast(Any, self.fields["areas"]).choices = area_choices(kept)

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "for_women": True, "for_men": True, "cost": Cost.FREE}

    @staticmethod
    def initial_of(offering: Offering) -> dict[str, Any]:
        return {name: getattr(offering, name) for name in OfferingForm.base_fields if name != "form_key"}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without key and lock."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}
