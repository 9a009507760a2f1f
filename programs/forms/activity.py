"""Forms of Klien Bapas Peduli activities."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import add_months, month_start, today_in
from partners.forms.organisation import regency_choices
from partners.models import Organisation
from programs.choices import ActivityKind, ActivityState
from programs.forms.plan import SEARCHABLE, date_widget
from programs.models import CalendarEntry, CareActivity
from programs.rules.moves import WITHIN_OFFICE

MONTHS_BACK = 24


def month_choices() -> list[tuple[str, str]]:
    """This month and the 24 before, as ("2026-11", "November 2026")."""
    this = month_start(today_in())
    months = [add_months(this, -back) for back in range(MONTHS_BACK + 1)]
    return [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]


def month_of(text: str) -> date | None:
    """First day of "2026-11"; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


EXTRAS = (
    "latitude",
    "longitude",
    "officer_count",
    "beneficiary_count",
    "beneficiary_words",
    "cost_rupiah",
    "cost_source",
)


class ActivityFilterForm(forms.Form):
    month = forms.ChoiceField(label=_("Bulan"), required=False)
    state = forms.ChoiceField(label=_("Status"), required=False)
    office = forms.ModelChoiceField(
        label=_("Bapas"), required=False, queryset=Office.objects.none(), empty_label=_("Semua Bapas")
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], may_see_drafts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [choice for choice in ActivityState.choices if may_see_drafts or choice[0] not in WITHIN_OFFICE]
        cast(forms.ChoiceField, self.fields["month"]).choices = [("", _("Semua bulan")), *month_choices()]
        cast(forms.ChoiceField, self.fields["state"]).choices = [("", _("Semua status")), *states]
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
        if offices.count() < 2:
            del self.fields["office"]


class MonthForm(forms.Form):
    month = forms.ChoiceField(label=_("Bulan"), choices=month_choices)


class ActivityForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    office = forms.ModelChoiceField(label=_("Kantor"), queryset=Office.objects.none(), empty_label=None)
    held_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    kind = forms.ChoiceField(label=_("Jenis kegiatan"), choices=ActivityKind.choices)
    title = forms.CharField(label=_("Nama kegiatan"), max_length=150)
    place = forms.CharField(label=_("Tempat"), max_length=150)
    region_code = forms.ChoiceField(
        label=_("Kabupaten/kota"), required=False, choices=regency_choices, widget=forms.Select(attrs=SEARCHABLE)
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Mitra"),
        required=False,
        queryset=Organisation.objects.none(),
        widget=forms.SelectMultiple(attrs=SEARCHABLE),
        help_text=_("Boleh lebih dari satu."),
    )
    calendar_entry = forms.ModelChoiceField(
        label=_("Agenda kalender"),
        required=False,
        queryset=CalendarEntry.objects.none(),
        empty_label=_("Bukan bagian dari agenda"),
    )
    latitude = forms.DecimalField(
        label=_("Lintang"), required=False, max_digits=8, decimal_places=5, help_text=_("Contoh: -6.20876")
    )
    longitude = forms.DecimalField(
        label=_("Bujur"), required=False, max_digits=8, decimal_places=5, help_text=_("Contoh: 106.84560")
    )
    officer_count = forms.IntegerField(label=_("Petugas yang hadir"), required=False, min_value=0, max_value=1000)
    beneficiary_count = forms.IntegerField(
        label=_("Jumlah penerima manfaat"), required=False, min_value=0, max_value=10_000_000
    )
    beneficiary_words = forms.CharField(
        label=_("Siapa penerimanya"),
        required=False,
        max_length=200,
        help_text=_("Contoh: warga lansia Kelurahan Contoh"),
    )
    cost_rupiah = forms.IntegerField(
        label=_("Biaya (rupiah)"), required=False, min_value=0, max_value=10**12, help_text=_("Tanpa titik.")
    )
    cost_source = forms.CharField(
        label=_("Sumber dana"), required=False, max_length=120, help_text=_("Contoh: DIPA, swadaya, mitra")
    )
    narrative = forms.CharField(
        label=_("Uraian kegiatan"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Apa yang dikerjakan dan manfaatnya. Jangan menulis nama klien anak."),
    )

    def __init__(
        self,
        *args: Any,
        offices: QuerySet[Office] | None,
        partners: QuerySet[Organisation],
        entries: QuerySet[CalendarEntry],
        **kwargs: Any,
    ) -> None:
        """`offices`: those the reader records for; None when the office is fixed (editing)."""
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["partners"]).queryset = partners
        cast(forms.ModelChoiceField, self.fields["calendar_entry"]).queryset = entries
        if offices is None:
            del self.fields["office"]
        else:
            cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices

    @staticmethod
    def initial_of(activity: CareActivity) -> dict[str, Any]:
        names = ("held_on", "kind", "title", "place", "narrative", "lock_version", *EXTRAS)
        return {name: getattr(activity, name) for name in names} | {
            "calendar_entry": activity.calendar_entry_id,
            "region_code": activity.region_id or "",
            "partners": [row.pk for row in activity.partners.all()],
        }

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without office and key."""
        aside = ("form_key", "lock_version", "office")
        data = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        entry = data.pop("calendar_entry")
        partners = [row.pk for row in data.pop("partners")]
        return data | {"partner_ids": partners, "calendar_entry_id": entry.pk if entry else None}


class ActivityDecisionForm(forms.Form):
    comment = forms.CharField(
        label=_("Catatan Kanwil"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib diisi bila kegiatan dikembalikan."),
    )
