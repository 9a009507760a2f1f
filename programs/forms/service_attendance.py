"""Forms of a supervisor's list: one small form a seat, a correction, a proof."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices_service import ProofMoment, Rating, SeatOutcome
from programs.forms.service import KeyedForm, TimeField
from programs.rules.picture import MAX_BYTES, BadPicture
from programs.rules.proof import proof_of_drawing
from programs.rules.service_attendance import SAID, Sent

RATINGS = [("", "–"), *((str(value), label) for value, label in Rating.choices)]


class SeatForm(forms.Form):
    """One client of the list; a row without an outcome is left for later."""

    outcome = forms.ChoiceField(
        label=_("Kehadiran"),
        required=False,
        choices=[*SeatOutcome.choices, ("", _("Belum dicatat"))],
        widget=forms.RadioSelect,
    )
    started_at = TimeField(label=_("Dari jam"), required=False)
    ended_at = TimeField(label=_("Sampai jam"), required=False)
    rest = forms.IntegerField(label=_("Istirahat (menit)"), min_value=0, max_value=480, required=False)
    travel = forms.IntegerField(label=_("Perjalanan (menit)"), min_value=0, max_value=480, required=False)
    quality = forms.TypedChoiceField(
        label=_("Hasil kerja"), choices=RATINGS, coerce=int, empty_value=None, required=False
    )
    conduct = forms.TypedChoiceField(label=_("Sikap"), choices=RATINGS, coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Catatan atau alasan"), max_length=300, required=False)

    def sent(self) -> Sent | None:
        """What a valid form says; None for a row left for later."""
        data = self.cleaned_data
        if not data["outcome"]:
            return None
        values = {name: data[name] for name in SAID}
        return Sent(**values | {"rest": data["rest"] or 0, "travel": data["travel"] or 0})


class CorrectForm(SeatForm):
    """A saved row, said anew with the reason."""

    reason = forms.CharField(label=_("Mengapa dibetulkan"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        outcome.required = True
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = SeatOutcome.choices

    @staticmethod
    def first_values(row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in SAID}


class ProofForm(KeyedForm):
    """A photo or signature, a place, or both."""

    moment = forms.ChoiceField(label=_("Saat"), choices=ProofMoment.choices, widget=forms.RadioSelect)
    image = forms.FileField(
        label=_("Foto"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        help_text=_("Foto klien di tempat kerja, atau foto lembar yang ditandatanganinya. Paling besar 8 MB."),
    )
    is_signature = forms.BooleanField(label=_("Foto ini tanda tangan klien"), required=False)
    drawn = forms.CharField(required=False, max_length=MAX_BYTES, widget=forms.HiddenInput)
    latitude = forms.FloatField(label=_("Lintang"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Bujur"), required=False, min_value=-180, max_value=180)
    accuracy = forms.FloatField(min_value=0, max_value=100000, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("latitude", _("Isi lintang dan bujur, atau kosongkan keduanya."))
        if data.get("drawn") and data.get("image"):
            self.add_error("drawn", _("Simpan foto dan tanda tangan satu per satu."))
        return data

    def clean_drawn(self) -> bytes | None:
        """The signature drawn on the screen, as a picture."""
        text = self.cleaned_data["drawn"]
        try:
            return proof_of_drawing(text).data if text else None
        except BadPicture as error:
            raise forms.ValidationError(
                _("Tanda tangan tidak terbaca. Hapus, lalu tanda tangani sekali lagi.")
            ) from error

    def picture(self) -> tuple[bytes | None, bool]:
        """The picture that was sent (one byte too many is enough to refuse it), and whether it is a signature."""
        data = self.cleaned_data
        if data["drawn"]:
            return data["drawn"], True
        return (data["image"].read(MAX_BYTES + 1) if data["image"] else None), data["is_signature"]


def seat_start(starts_at: time, ends_at: time, *, all_came: bool) -> dict[str, Any]:
    """What a row shows before anybody wrote it."""
    outcome = SeatOutcome.ATTENDED if all_came else ""
    return {"outcome": outcome, "started_at": starts_at, "ended_at": ends_at}


def word_start(word: Any, *, is_named: bool) -> dict[str, Any]:
    """What a row shows where the partner has said something (a SeatWord); its note only to who may know the client."""
    if word is None:
        return {}
    clock = {"started_at": word.started_at, "ended_at": word.ended_at, "rest": word.rest} if word.started_at else {}
    return clock | {"outcome": word.outcome, "note": word.note if is_named else word.note and _("menurut mitra")}
