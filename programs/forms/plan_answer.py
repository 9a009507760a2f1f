"""The form of the client's answer to a plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import PlanAnswerKind, UnableReason
from programs.forms.plan import date_widget
from programs.forms.service import KeyedForm
from programs.rules.picture import MAX_BYTES

LONG = forms.Textarea(attrs={"rows": 3})


class AnswerForm(KeyedForm):
    """What the client said, on which day, and the proof: drawn here, or a scan of the signed paper."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer = forms.ChoiceField(
        label=_("Jawaban klien"),
        choices=PlanAnswerKind.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check"}),
    )
    unable_reason = forms.ChoiceField(
        label=_("Mengapa tidak dapat menjawab"),
        required=False,
        choices=[("", _("Bukan itu jawabannya")), *UnableReason.choices],
    )
    reason = forms.CharField(
        label=_("Alasan klien"),
        required=False,
        max_length=2000,
        widget=LONG,
        help_text=_("Wajib bila klien menolak. Tulis dengan kata-kata klien sendiri."),
    )
    comment = forms.CharField(label=_("Tanggapan klien"), required=False, max_length=2000, widget=LONG)
    accompanied_by = forms.CharField(
        label=_("Didampingi oleh"),
        required=False,
        max_length=120,
        help_text=_("Nama orang tua, wali, atau pendamping, dan hubungannya dengan anak."),
    )
    answered_on = forms.DateField(label=_("Hari klien menjawab"), widget=date_widget())
    drawn = forms.CharField(required=False, max_length=MAX_BYTES, widget=forms.HiddenInput)
    scan = forms.FileField(
        label=_("Atau unggah kertas yang ditandatangani"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        help_text=_("Foto atau pindaian: JPEG, PNG, atau PDF, paling besar 8 MB."),
    )

    def __init__(self, *args: Any, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            del self.fields["accompanied_by"]

    def values(self) -> dict[str, Any]:
        """The cleaned values as the action takes them; one byte too many of a file is enough to refuse it."""
        data = dict(self.cleaned_data)
        file = data.pop("scan")
        if file is not None:
            file.seek(0)
        return data | {"scan": file.read(MAX_BYTES + 1) if file is not None else b""}
