"""The head of an assessment form: consent, place, purpose, date. Its items are in `forms.sheet`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import ConsentGiver

PURPOSES = (
    _("Asesmen awal bimbingan"),
    _("Asesmen ulang tahunan"),
    _("Ada keterangan baru"),
    _("Untuk litmas"),
)


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AssessmentForm(forms.Form):
    """Shape only; whether the dates and the consent may stand is decided by `record_assessment`."""

    consent_by = forms.ChoiceField(
        label=_("Persetujuan diberikan oleh"), choices=ConsentGiver, widget=forms.RadioSelect
    )
    guardian_name = forms.CharField(label=_("Nama orang tua atau wali"), max_length=140, required=False)
    consent_on = forms.DateField(label=_("Tanggal persetujuan"), widget=_calendar())
    assessed_on = forms.DateField(label=_("Tanggal asesmen"), widget=_calendar())
    place = forms.CharField(label=_("Tempat"), max_length=120, required=False)
    purpose = forms.CharField(label=_("Tujuan"), max_length=120, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    replaces_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, is_minor: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].widget.attrs["list"] = "tujuan-asesmen"
        self.fields["guardian_name"].help_text = (
            _("Klien belum 18 tahun: orang tua atau wali yang menyetujui.")
            if is_minor
            else _("Diisi bila orang tua atau wali yang menyetujui.")
        )
