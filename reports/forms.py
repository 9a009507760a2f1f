"""The shape of what people ask for; nothing is saved here."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import add_months, month_start, today_in
from clients.choices import Sex
from reports.choices import ExportKind
from reports.labels import FACTOR, INSTRUMENTS, NEED_GROUPS, PRACTICAL, RISKS
from reports.rules import AGE_BANDS, MAX_MONTHS

COHORTS = (("", _("Dewasa dan anak")), ("adult", _("Dewasa")), ("child", _("Anak")))
COHORT_VALUES: dict[str, bool | None] = {"": None, "adult": False, "child": True}
EARLIEST_DAY = date(2000, 1, 1)
SEARCHABLE = {"data-tomselect": ""}
INDENTS = {OfficeKind.DITJENPAS: "", OfficeKind.KANWIL: "", OfficeKind.BAPAS: "– "}


def month_choices(months: Sequence[date]) -> list[tuple[str, str]]:
    return [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]


def office_choices(offices: Sequence[Office]) -> list[tuple[int, str]]:
    """Offices in the order of the tree, those below a Kanwil set in."""
    return [(office.pk, f"{INDENTS.get(OfficeKind(office.kind), '')}{office.name}") for office in offices]


class MonthField(forms.TypedChoiceField):
    """A month among those given; cleans to its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda text: date.fromisoformat(f"{text}-01"), **kwargs)


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


class DashboardForm(forms.Form):
    """Filters of the dashboard: each may be left out."""

    month = MonthField(label=_("Bulan"), required=False, empty_value=None)
    office = forms.TypedChoiceField(
        label=_("Kantor"), coerce=int, required=False, empty_value=None, widget=forms.Select(SEARCHABLE)
    )
    cohort = forms.ChoiceField(label=_("Kelompok"), choices=COHORTS, required=False)

    def __init__(self, *args: Any, months: Sequence[date], offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "month").choices = month_choices(months)
        _choice(self, "office").choices = office_choices(offices)


NOT_ASSESSED = "NONE"
NARROWING = ("sex", "age", "risk")


class NeedsPictureForm(forms.Form):
    """Filters of the needs picture. `hides_small`: the reader sees children only whole; no filter divides them."""

    month = MonthField(label=_("Bulan"), required=False, empty_value=None)
    office = forms.TypedChoiceField(
        label=_("Kantor"), coerce=int, required=False, empty_value=None, widget=forms.Select(SEARCHABLE)
    )
    cohort = forms.ChoiceField(label=_("Kelompok"), choices=COHORTS, required=False)
    group = forms.ChoiceField(
        label=_("Kebutuhan"),
        choices=[("", _("Faktor dan praktis")), *NEED_GROUPS.items(), ("all", _("Semua"))],
        required=False,
    )
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=[("", _("Semua")), *Sex.choices], required=False)
    age = forms.ChoiceField(
        label=_("Umur"), choices=[("", _("Semua")), *((name, name) for _low, name in AGE_BANDS[::-1])], required=False
    )
    risk = forms.ChoiceField(
        label=_("Risiko"),
        choices=[("", _("Semua")), *RISKS.items(), (NOT_ASSESSED, _("Belum dinilai"))],
        required=False,
    )
    by = forms.ChoiceField(
        label=_("Sebaran menurut"),
        choices=[
            ("", _("Kantor")),
            ("risk", _("Risiko")),
            ("sex", _("Jenis kelamin")),
            ("age", _("Umur")),
        ],
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("Urutkan menurut"),
        choices=[("", _("Kesenjangan")), ("partner", _("Kesenjangan per mitra")), ("people", _("Jumlah klien"))],
        required=False,
    )

    def __init__(
        self, *args: Any, months: Sequence[date], offices: Sequence[Office], hides_small: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "month").choices = month_choices(months)
        _choice(self, "office").choices = office_choices(offices)
        if hides_small:
            # Both cohorts in one number would give the children back: both less the adults.
            _choice(self, "cohort").choices = COHORTS[1:]
            if self.data.get("cohort") == "child":
                for name in NARROWING:
                    del self.fields[name]

    def groups(self) -> frozenset[str]:
        chosen = self.cleaned_data["group"]
        if chosen == "all":
            return frozenset(NEED_GROUPS)
        return frozenset({chosen}) if chosen else frozenset({FACTOR, PRACTICAL})


def quality_periods(months: Sequence[date], *, whole_years: bool) -> list[tuple[str, str]]:
    """Years, and (unless only `whole_years`) their quarters, that have figures, newest first: "2026", "2026-4"."""
    years = sorted({month.year for month in months}, reverse=True)
    found = [(str(year), _("Tahun %(year)s") % {"year": year}) for year in years]
    quarters = sorted({(month.year, (month.month + 2) // 3) for month in months}, reverse=True)
    named = [(f"{y}-{q}", _("Triwulan %(quarter)s %(year)s") % {"quarter": q, "year": y}) for y, q in quarters]
    return [*found, *([] if whole_years else named)]


class QualityForm(forms.Form):
    """Filters of the quality page. `whole_years`: quarters taken from a year would give small numbers back."""

    office = forms.TypedChoiceField(label=_("Kantor"), coerce=int, widget=forms.Select(SEARCHABLE))
    instrument = forms.ChoiceField(label=_("Instrumen"), choices=list(INSTRUMENTS.items()))
    period = forms.ChoiceField(label=_("Masa"))

    def __init__(
        self, *args: Any, months: Sequence[date], offices: Sequence[Office], whole_years: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "office").choices = office_choices(offices)
        _choice(self, "period").choices = quality_periods(months, whole_years=whole_years)


class RollupForm(forms.Form):
    """Months to count: from, to, both included."""

    first_month = MonthField(label=_("Dari bulan"))
    last_month = MonthField(label=_("Sampai bulan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_month = month_start(today_in())
        months = month_choices([add_months(this_month, -back) for back in range(MAX_MONTHS)])
        for name, back in (("first_month", 1), ("last_month", 0)):
            _choice(self, name).choices = months
            self.fields[name].initial = f"{add_months(this_month, -back):%Y-%m}"


class ExportForm(forms.Form):
    """What the file is to hold."""

    kind = forms.ChoiceField(label=_("Bentuk berkas"), choices=ExportKind.choices, widget=forms.RadioSelect)
    office = forms.TypedChoiceField(
        label=_("Kantor"),
        coerce=int,
        help_text=_("Termasuk semua kantor di bawahnya."),
        widget=forms.Select(SEARCHABLE),
    )
    first_month = MonthField(label=_("Dari bulan"))
    last_month = MonthField(label=_("Sampai bulan"))
    with_case_rows = forms.BooleanField(
        label=_("Sertakan daftar perkara"),
        required=False,
        help_text=_("Setiap perkara dengan kode samaran, tanpa nama. Hanya untuk XLSX dan CSV."),
    )

    def __init__(self, *args: Any, months: Sequence[date], offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_month", "last_month"):
            _choice(self, name).choices = month_choices(months)
        _choice(self, "office").choices = office_choices(offices)
        self.fields["kind"].initial = ExportKind.XLSX


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DailyForm(forms.Form):
    """Which office and day; a day that has not come in the office's zone is refused."""

    day = forms.DateField(
        label=_("Tanggal"), error_messages={"invalid": _("Isi tanggal yang ada di kalender.")}, widget=_calendar()
    )
    office = forms.TypedChoiceField(label=_("Kantor"), coerce=int, widget=forms.Select(SEARCHABLE))

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.pk: office for office in offices}
        _choice(self, "office").choices = office_choices(offices)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        office, day = self.offices.get(found.get("office", 0)), found.get("day")
        if office and day and day > today_in(office.zone):
            self.add_error("day", _("Tanggal ini belum tiba. Pilih hari ini atau hari yang sudah lewat."))
        if day and day < EARLIEST_DAY:
            self.add_error("day", _("Portal tidak memuat data sebelum tahun 2000. Pilih tanggal sesudahnya."))
        return found


class SectorsForm(forms.Form):
    """Filters of the cross-sector view: each may be left out."""

    month = MonthField(label=_("Bulan"), required=False, empty_value=None)
    office = forms.TypedChoiceField(
        label=_("Kantor"), coerce=int, required=False, empty_value=None, widget=forms.Select(SEARCHABLE)
    )

    def __init__(self, *args: Any, months: Sequence[date], offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "month").choices = month_choices(months)
        _choice(self, "office").choices = office_choices(offices)


class PerformanceForm(forms.Form):
    """Filters of the partners' page. `one_cohort`: both in one number would give the children back."""

    office = forms.TypedChoiceField(label=_("Kantor"), coerce=int, widget=forms.Select(SEARCHABLE))
    period = forms.ChoiceField(label=_("Masa"))
    cohort = forms.ChoiceField(label=_("Kelompok"), choices=COHORTS, required=False)
    sort = forms.ChoiceField(
        label=_("Urutkan menurut"), choices=[("", _("Nama")), ("sent", _("Jumlah rujukan"))], required=False
    )

    def __init__(
        self,
        *args: Any,
        periods: Sequence[tuple[str, str]],
        offices: Sequence[Office],
        one_cohort: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "period").choices = list(periods)
        _choice(self, "office").choices = office_choices(offices)
        if one_cohort:
            _choice(self, "cohort").choices = COHORTS[1:]
