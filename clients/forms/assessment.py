"""The head of an assessment form: consent, place, purpose, date. Its items are in `forms.sheet`."""

import uuid
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import ConsentGiver
from clients.models import Assessment

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


def first_values(*, today: date, is_minor: bool) -> dict:
    """What a new form shows: today, and who usually consents."""
    return {
        "assessed_on": today,
        "consent_on": today,
        "consent_by": ConsentGiver.GUARDIAN if is_minor else ConsentGiver.CLIENT,
        "form_key": uuid.uuid4(),
    }


def values_of(assessment: Assessment) -> dict:
    """The head of an assessment that is being corrected, as the form shows it."""
    _giver, _colon, name = assessment.consent_by.partition(": ")
    return {
        "consent_by": ConsentGiver.GUARDIAN if name else ConsentGiver.CLIENT,
        "guardian_name": name,
        "consent_on": assessment.consent_on,
        "assessed_on": assessment.assessed_on,
        "place": assessment.place,
        "purpose": assessment.purpose,
        "replaces_id": assessment.pk,
    }
