"""Forms of the partner directory."""

from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import RegionLevel
from bapas_portal.accounts.models import Office, Region
from partners.choices import SERVED_NEEDS, Area, KnownIn, OrganisationKind
from partners.models import Organisation
from partners.queries.organisation import DirectoryFilter

SEARCHABLE = {"data-tomselect": "", "class": "form-select"}


def regency_choices() -> list[tuple[str, Any]]:
    """Regencies grouped by province, for one select that a search box makes handy."""
    provinces: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for region in Region.objects.filter(level=RegionLevel.REGENCY).select_related("parent").order_by("code"):
        name = region.parent.name.title() if region.parent else ""
        provinces.setdefault(name, (name, []))[1].append((region.code, region.name.title()))
    return [("", _("Belum dipilih")), *provinces.values()]


def province_choices() -> list[tuple[str, Any]]:
    provinces = Region.objects.filter(level=RegionLevel.PROVINCE).order_by("name")
    return [("", _("Semua provinsi")), *((region.code, region.name.title()) for region in provinces)]


class DirectoryFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari nama atau layanan"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *OrganisationKind.choices]
    )
    need = forms.ChoiceField(
        label=_("Kebutuhan yang dilayani"), required=False, choices=[("", _("Semua kebutuhan")), *SERVED_NEEDS]
    )
    province = forms.ChoiceField(label=_("Provinsi"), required=False, choices=province_choices)
    area = forms.ChoiceField(label=_("Dicatat oleh"), required=False, choices=Area.choices)
    inactive = forms.BooleanField(label=_("Tampilkan juga yang tidak aktif"), required=False)

    @cached_property
    def wanted(self) -> DirectoryFilter:
        """The filter; a value that is not on the list does not narrow."""
        self.is_valid()
        data = self.cleaned_data
        return DirectoryFilter(
            search=data.get("q", ""),
            kind=data.get("kind", ""),
            province=data.get("province", ""),
            need=data.get("need", ""),
            area=data.get("area") or Area.KANWIL,
            with_inactive=bool(data.get("inactive")),
        )


class OrganisationForm(forms.Form):
    office = forms.ModelChoiceField(label=_("Kantor yang mencatat"), queryset=Office.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Nama mitra"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis"), choices=OrganisationKind.choices)
    serves = forms.MultipleChoiceField(
        label=_("Kebutuhan yang dapat dilayani"),
        choices=SERVED_NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dipakai untuk menyarankan mitra di rencana aksi."),
    )
    known_in = forms.ChoiceField(
        label=_("Dikenal oleh"),
        choices=KnownIn.choices,
        initial=KnownIn.OFFICE,
        required=False,
        help_text=_("Mitra yang dicatat Kanwil dikenal semua kantornya; yang dicatat Ditjenpas dikenal semua kantor."),
    )
    description = forms.CharField(
        label=_("Layanan dan keterangan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    region_code = forms.ChoiceField(
        label=_("Kabupaten/kota"), required=False, choices=regency_choices, widget=forms.Select(attrs=SEARCHABLE)
    )
    street = forms.CharField(label=_("Alamat"), required=False, max_length=200)
    contact_name = forms.CharField(label=_("Narahubung"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telepon kantor"), required=False, max_length=20)
    agreement_no = forms.CharField(label=_("Nomor MoU/PKS"), required=False, max_length=80)
    agreement_until = forms.DateField(
        label=_("Berlaku sampai"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    is_active = forms.BooleanField(label=_("Masih aktif bekerja sama"), required=False, initial=True)

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        """`offices`: those the reader may keep entries for; None when the office is fixed (editing)."""
        super().__init__(*args, **kwargs)
        if offices is None:
            del self.fields["office"]
            return
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        names = [name for name in OrganisationForm.base_fields if name not in ("office", "region_code")]
        return {name: getattr(organisation, name) for name in names} | {"region_code": organisation.region_id or ""}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without the office."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "office"}
        if not values["known_in"]:
            del values["known_in"]
        return values
