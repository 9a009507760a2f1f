"""The filter of the search for a service."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clients.choices import Sex
from partners.choices import SERVED_NEEDS
from partners.choices_offering import AccessAid, Cost, Language, Setting
from partners.forms.long_select import LongSelect
from partners.forms.organisation import regency_choices
from partners.queries.offering_search import OfferingFilter
from partners.queries.origin import Origin

OFFICE = "kantor"
DISTANCES = (5, 10, 25, 50, 100)


def near_choices() -> list[tuple[str, Any]]:
    return [("", _("Di mana saja")), (OFFICE, _("Kantor saya")), *regency_choices()[1:]]


class OfferingSearchForm(forms.Form):
    klien = forms.IntegerField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(label=_("Cari layanan atau mitra"), required=False, max_length=100)
    need = forms.ChoiceField(label=_("Kebutuhan"), required=False, choices=[("", _("Semua kebutuhan")), *SERVED_NEEDS])
    near = forms.ChoiceField(label=_("Dihitung dari"), required=False, choices=near_choices, widget=LongSelect)
    km = forms.TypedChoiceField(
        label=_("Paling jauh"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Berapa pun jauhnya")), *((km, f"{km} km") for km in DISTANCES)],
    )
    sex = forms.ChoiceField(label=_("Untuk"), required=False, choices=[("", _("Semua klien")), *Sex.choices])
    age = forms.IntegerField(label=_("Umur (tahun)"), required=False, min_value=0, max_value=120)
    cost = forms.ChoiceField(label=_("Biaya"), required=False, choices=[("", _("Semua biaya")), *Cost.choices])
    setting = forms.ChoiceField(
        label=_("Cara memberi layanan"), required=False, choices=[("", _("Semua cara")), *Setting.choices]
    )
    language = forms.ChoiceField(
        label=_("Bahasa"), required=False, choices=[("", _("Semua bahasa")), *Language.choices]
    )
    access = forms.ChoiceField(
        label=_("Untuk penyandang disabilitas"), required=False, choices=[("", _("Tidak disaring")), *AccessAid.choices]
    )
    free = forms.BooleanField(label=_("Hanya yang masih ada tempat"), required=False)

    def __init__(self, data: Any, *, is_for_client: bool = False, first: dict[str, str] | None = None) -> None:
        """`first`: what stands where the address does not say otherwise; with a client the home is the origin."""
        super().__init__({**(first or {}), **data.dict()})
        if is_for_client:
            del self.fields["near"]

    def wanted(self, origin: Origin) -> OfferingFilter:
        """The filter; a value that is not on the list does not narrow."""
        data = self._known
        return OfferingFilter(
            search=data.get("q", ""),
            need=data.get("need", ""),
            sex=data.get("sex", ""),
            age=data.get("age"),
            cost=data.get("cost", ""),
            language=data.get("language", ""),
            access=(data["access"],) if data.get("access") else (),
            setting=data.get("setting", ""),
            region=origin.region,
            free_only=bool(data.get("free")),
            near=origin.point,
            kilometres=data.get("km"),
        )

    @property
    def near_code(self) -> str:
        """ "", OFFICE, or the code of a region."""
        return self._known.get("near", "")

    @cached_property
    def _known(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
