"""Forms of work sites: what one says, its weekly times, its safety checks, and the filter of the list."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.choices import Area, CheckState, JobKind, Weekday
from partners.forms.organisation import SEARCHABLE, regency_choices
from partners.models import Site
from partners.queries.site import SiteFilter

SUITS = (
    ("for_children", _("Anak")),
    ("for_women", _("Perempuan")),
    ("step_free", _("Pemakai kursi roda")),
)


def date_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_widget() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class SiteFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari nama, mitra, atau kota"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Wilayah"), required=False, choices=Area.choices)
    weekday = forms.TypedChoiceField(
        label=_("Buka pada hari"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Semua hari")), *Weekday.choices],
    )
    job = forms.ChoiceField(
        label=_("Pekerjaan"), required=False, choices=[("", _("Semua pekerjaan")), *JobKind.choices]
    )
    suits = forms.ChoiceField(label=_("Cocok untuk"), required=False, choices=[("", _("Semua klien")), *SUITS])
    check = forms.ChoiceField(
        label=_("Pemeriksaan K3"), required=False, choices=[("", _("Semua")), *CheckState.choices]
    )
    closed = forms.BooleanField(label=_("Tampilkan juga yang ditutup"), required=False)

    @cached_property
    def wanted(self) -> SiteFilter:
        """The filter; a value that is not on the list does not narrow."""
        self.is_valid()
        data = self.cleaned_data
        return SiteFilter(
            search=data.get("q", ""),
            area=data.get("area") or Area.KANWIL,
            weekday=data.get("weekday"),
            job=data.get("job", ""),
            suits=(data["suits"],) if data.get("suits") else (),
            check=data.get("check", ""),
            with_closed=bool(data.get("closed")),
        )


class SiteForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama tempat"), max_length=150, help_text=_("Contoh: Panti Wreda Melati"))
    street = forms.CharField(label=_("Alamat"), required=False, max_length=200)
    region_id = forms.ChoiceField(
        label=_("Kabupaten/kota"), required=False, choices=regency_choices, widget=forms.Select(attrs=SEARCHABLE)
    )
    latitude = forms.FloatField(
        label=_("Lintang"), required=False, min_value=-90, max_value=90, help_text=_("Contoh: -6.20876")
    )
    longitude = forms.FloatField(
        label=_("Bujur"), required=False, min_value=-180, max_value=180, help_text=_("Contoh: 106.84560")
    )
    pickup_point = forms.CharField(
        label=_("Titik jemput"),
        required=False,
        max_length=200,
        help_text=_("Bila klien dijemput atau berkumpul di tempat lain dahulu."),
    )
    job_kinds = forms.MultipleChoiceField(
        label=_("Pekerjaan di sini"),
        choices=JobKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Pekerjaan sosial, tidak bersifat komersial (KUHP pasal 85)."),
    )
    supervisor_name = forms.CharField(
        label=_("Penanggung jawab di tempat"), max_length=120, help_text=_("Orang tempat itu sendiri, bukan PK.")
    )
    supervisor_phone = forms.CharField(label=_("Telepon penanggung jawab"), required=False, max_length=20)
    for_adults = forms.BooleanField(label=_("Dewasa"), required=False)
    for_children = forms.BooleanField(label=_("Anak"), required=False)
    for_women = forms.BooleanField(label=_("Perempuan"), required=False)
    for_men = forms.BooleanField(label=_("Laki-laki"), required=False)
    step_free = forms.BooleanField(label=_("Dapat dicapai tanpa tangga"), required=False)

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "for_adults": True, "for_women": True, "for_men": True}

    @staticmethod
    def initial_of(site: Site) -> dict[str, Any]:
        names = [name for name in SiteForm.base_fields if name not in ("form_key", "region_id")]
        return {name: getattr(site, name) for name in names} | {"region_id": site.region_id or ""}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without key and lock."""
        data = {name: v for name, v in self.cleaned_data.items() if name not in ("form_key", "lock_version")}
        return data | {"region_id": data["region_id"] or None}


class SlotForm(forms.Form):
    """The same hours and seats on one or several weekdays."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Hari"), coerce=int, choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_at = forms.TimeField(label=_("Jam mulai"), widget=time_widget())
    ends_at = forms.TimeField(label=_("Jam selesai"), widget=time_widget())
    seats = forms.IntegerField(
        label=_("Jumlah tempat"), min_value=1, max_value=500, help_text=_("Berapa klien sekali datang.")
    )
    valid_from = forms.DateField(label=_("Mulai berlaku"), widget=date_widget())


class CheckForm(forms.Form):
    """A safety check; the wording of the answer says yes or no out loud."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    checked_on = forms.DateField(label=_("Tanggal pemeriksaan"), widget=date_widget())
    is_safe = forms.TypedChoiceField(
        label=_("Hasil"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Aman untuk bekerja")), ("no", _("Tidak aman"))],
        widget=forms.RadioSelect,
    )
    valid_until = forms.DateField(
        label=_("Berlaku sampai"),
        required=False,
        widget=date_widget(),
    )
    note = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib diisi bila tidak aman."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = {"n": settings.SITE_CHECK_MONTHS}
        self.fields["valid_until"].help_text = _("Kosongkan bila berlaku %(n)s bulan.") % months
