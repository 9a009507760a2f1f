"""Forms about a tier rule as a whole: imported, published, ended, run over all clients; and filters of a run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import offer

EVERY = ("", _("Semua"))
TURNS = (
    EVERY,
    ("up", _("Naik")),
    ("down", _("Turun")),
    ("first", _("Pertama kali")),
    ("same", _("Poin tetap")),
)
DIGEST = 64


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ImportForm(forms.Form):
    upload = forms.FileField(label=_("Berkas aturan (JSON)"), max_length=200)


class SeenForm(forms.Form):
    """A form that knows which content its writer saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=DIGEST)


class TextForm(SeenForm):
    """The whole definition as text, for changes of structure."""

    text = forms.CharField(
        label=_("Isi aturan (JSON)"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "tier-text"}),
        help_text=_("Menurut skema berkas. Versi tidak diubah di sini."),
    )
    note = forms.CharField(label=_("Catatan rancangan"), max_length=300, required=False)


class PublishForm(SeenForm):
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=_calendar())
    reason = forms.CharField(
        label=_("Alasan"), max_length=300, help_text=_("Mengapa aturan ini diganti; tercatat di jejak audit.")
    )
    untried = forms.BooleanField(label=_("Terbitkan walaupun isi ini belum diuji"), required=False)


class RetireForm(forms.Form):
    last_on = forms.DateField(label=_("Hari terakhir berlaku"), widget=_calendar())
    is_sure = forms.BooleanField(label=_("Ya, tanpa pengganti: sesudah hari itu intensitas tidak dihitung lagi"))


class RecomputeForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=300, help_text=_("Mengapa semua klien dihitung ulang; tercatat di jejak audit.")
    )


class RunFilter(forms.Form):
    """Kanwil is shown; the rest comes from the links of the matrix and the tabs of the list."""

    kanwil = forms.ChoiceField(label=_("Kanwil"), required=False)
    run = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kanwil", [EVERY, *regions])


class ChangesFilter(forms.Form):
    turn = forms.ChoiceField(required=False, choices=TURNS)
    before = forms.CharField(required=False, max_length=20)
    # "after" is the cursor of the next page.
    now = forms.CharField(required=False, max_length=20)
