"""Shape of a person, a residence, a guarantor. Names of fields are those of the tables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import Education, GuarantorRelation, Marital, Sex
from clients.forms.fields import EMPTY, NikField, PhoneField, RegionField, check_region, date_field

PERSON = (
    "name",
    "aliases",
    "parent_name",
    "nik",
    "sex",
    "birth_place",
    "birth_on",
    "religion",
    "education",
    "marital",
    "occupation",
    "phone",
    "is_recidivist",
)
RELIGIONS = ("Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu", "Kepercayaan")


def _no_unknown(choices: type[Any]) -> list[tuple[str, Any]]:
    return [("", _("Tidak diketahui")), *(choice for choice in choices.choices if choice[0])]


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=150, help_text=_("Seperti pada putusan atau SK."))
    aliases = forms.CharField(
        label=_("Nama lain (alias)"), required=False, max_length=300, help_text=_("Pisahkan dengan koma.")
    )
    parent_name = forms.CharField(label=_("Bin/binti"), required=False, max_length=150)
    nik = NikField(help_text=_("16 angka. Kosongkan bila belum ada."))
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_place = forms.CharField(label=_("Tempat lahir"), required=False, max_length=80)
    birth_on = date_field(_("Tanggal lahir"))
    religion = forms.ChoiceField(
        label=_("Agama"), required=False, choices=[("", _("Tidak diketahui")), *((name, name) for name in RELIGIONS)]
    )
    education = forms.ChoiceField(label=_("Pendidikan terakhir"), required=False, choices=_no_unknown(Education))
    marital = forms.ChoiceField(label=_("Status kawin"), required=False, choices=_no_unknown(Marital))
    occupation = forms.CharField(label=_("Pekerjaan"), required=False, max_length=80)
    phone = PhoneField()
    is_recidivist = forms.BooleanField(label=_("Residivis (pernah dipidana sebelumnya)"), required=False)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_aliases(self) -> list[str]:
        return [alias for part in self.cleaned_data["aliases"].split(",") if (alias := " ".join(part.split()))]


class ResidenceForm(forms.Form):
    street = forms.CharField(
        label=_("Alamat"), max_length=200, help_text=_("Jalan, nomor rumah, RT/RW."), widget=forms.TextInput
    )
    region = RegionField()

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_region(self, "region")
        return self.cleaned_data


class MoveForm(ResidenceForm):
    from_on = date_field(_("Tinggal di sini sejak"))


class GuarantorForm(forms.Form):
    """The guarantor's fields carry a prefix, because the registration form holds the person's beside them."""

    guarantor_name = forms.CharField(label=_("Nama penjamin"), max_length=150)
    guarantor_relation = forms.ChoiceField(
        label=_("Hubungan dengan klien"), choices=[EMPTY, *GuarantorRelation.choices]
    )
    guarantor_nik = NikField(label=_("NIK penjamin"))
    guarantor_phone = PhoneField(label=_("Nomor telepon penjamin"))
    guarantor_occupation = forms.CharField(label=_("Pekerjaan penjamin"), required=False, max_length=80)
    guarantor_street = forms.CharField(label=_("Alamat penjamin"), required=False, max_length=200)
    guarantor_region = RegionField()

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_region(self, "guarantor_region")
        return self.cleaned_data


class ChangeGuarantorForm(GuarantorForm):
    from_on = date_field(_("Menjadi penjamin sejak"))


def guarantor_values(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The guarantor's columns, region as region_id; {} where no guarantor was named."""
    values = {
        name.removeprefix("guarantor_"): value for name, value in cleaned.items() if name.startswith("guarantor_")
    }
    if not values.get("name"):
        return {}
    values["region_id"] = values.pop("region") or None
    return values
