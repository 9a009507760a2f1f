"""Shape of a criminal case."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import date_field
from clients.models import OffenceGroup

CASE = (
    "offence_group",
    "articles",
    "offence_on",
    "court",
    "verdict_no",
    "verdict_on",
    "sentence_years",
    "sentence_months",
    "sentence_days",
    "first_detained_on",
    "prison_register_no",
)


def _number(label: Any, highest: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=highest)


class CaseForm(forms.Form):
    offence_group = forms.ModelChoiceField(
        label=_("Jenis tindak pidana"),
        queryset=OffenceGroup.objects.none(),
        empty_label=_("Pilih…"),
        widget=forms.Select(attrs={"data-tomselect": ""}),
    )
    articles = forms.CharField(label=_("Pasal"), max_length=200, help_text=_("Misalnya: Pasal 363 ayat (1) KUHP."))
    offence_on = date_field(
        _("Tanggal perbuatan"), help_text=_("Menentukan anak atau dewasa: umur klien pada tanggal ini.")
    )
    court = forms.CharField(label=_("Pengadilan"), required=False, max_length=120)
    verdict_no = forms.CharField(label=_("Nomor putusan"), required=False, max_length=80)
    verdict_on = date_field(_("Tanggal putusan"), required=False)
    sentence_years = _number(_("Pidana: tahun"), 100)
    sentence_months = _number(_("bulan"), 11)
    sentence_days = _number(_("hari"), 30)
    first_detained_on = date_field(_("Pertama ditahan"), required=False)
    prison_register_no = forms.CharField(label=_("Nomor register Lapas/Rutan"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = cast(forms.ModelChoiceField, self.fields["offence_group"])
        group.queryset = OffenceGroup.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        for name in ("sentence_years", "sentence_months", "sentence_days"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned
