"""Forms of sessions at work sites: the week that is shown, opening one, its supervisor, cancelling it."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office, User
from partners.models import Site
from programs.choices import SessionState
from programs.forms.plan import SEARCHABLE, date_widget
from programs.forms.service import KeyedForm, TimeField


class SessionFilterForm(forms.Form):
    minggu = forms.DateField(widget=forms.HiddenInput, required=False)
    site = forms.ModelChoiceField(
        label=_("Tempat kerja"), required=False, queryset=Site.objects.none(), empty_label=_("Semua tempat kerja")
    )
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Semua status")), *SessionState.choices]
    )
    office = forms.ModelChoiceField(
        label=_("Kantor"), required=False, queryset=Office.objects.none(), empty_label=_("Semua kantor")
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["site"]).queryset = sites
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
        if len(offices) < 2:
            del self.fields["office"]


class SessionForm(KeyedForm):
    """A session outside the weekly times; `office` is hidden where there is no choice."""

    office = forms.ModelChoiceField(label=_("Kantor"), queryset=Office.objects.none(), empty_label=None)
    site_id = forms.TypedChoiceField(
        label=_("Tempat kerja"),
        coerce=int,
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Tempat kerja mitra kantor ini yang diperiksa aman."),
    )
    held_on = forms.DateField(label=_("Hari"), widget=date_widget())
    starts_at = TimeField(label=_("Dari jam"))
    ends_at = TimeField(label=_("Sampai jam"))
    seats = forms.IntegerField(label=_("Jumlah tempat"), min_value=1, max_value=500)

    def __init__(self, *args: Any, offices: QuerySet[Office], sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
        if len(offices) < 2:
            self.fields["office"].widget = forms.HiddenInput()
        choices = [("", _("Pilih tempat kerja")), *((row.pk, f"{row.name} ({row.organisation.name})") for row in sites)]
        cast(forms.TypedChoiceField, self.fields["site_id"]).choices = choices

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "office"}


class SupervisorForm(forms.Form):
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    supervisor_id = forms.TypedChoiceField(
        label=_("Pengawas"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Petugas yang boleh mencatat kehadiran di kantor ini."),
    )
    and_later = forms.BooleanField(label=_("Juga untuk sesi berikutnya pada jadwal mingguan yang sama"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], with_later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Belum ditunjuk")), *((row.pk, row.name) for row in people)]
        cast(forms.TypedChoiceField, self.fields["supervisor_id"]).choices = choices
        if not with_later:
            self.fields["and_later"].widget = forms.HiddenInput()


class CancelSessionForm(forms.Form):
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Misalnya tempat kerja tutup."))
