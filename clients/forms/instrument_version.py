"""Forms about a version as a whole: copied, imported, published, ended, and who the preview plays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.instrument import RevisedForm


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CopyForm(forms.Form):
    name = forms.CharField(
        label=_("Nama versi baru"), max_length=20, help_text=_("Misalnya 03/2026. Tercetak di setiap hasil asesmen.")
    )


class ImportForm(forms.Form):
    upload = forms.FileField(label=_("Berkas instrumen (JSON)"), max_length=200)
    name = forms.CharField(
        label=_("Nama versi"),
        max_length=20,
        required=False,
        help_text=_("Kosongkan untuk memakai nama versi di dalam berkas."),
    )


class PublishForm(RevisedForm):
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=_calendar())
    decree = forms.CharField(label=_("Keputusan yang menjadi dasar"), max_length=120)


class RetireForm(forms.Form):
    last_on = forms.DateField(label=_("Hari terakhir berlaku"), widget=_calendar())
    is_sure = forms.BooleanField(label=_("Ya, tanpa pengganti: sesudah hari itu instrumen ini tidak dapat diisi"))


class FactsForm(forms.Form):
    """Who the preview plays: what the register would tell of a client."""

    sex = forms.ChoiceField(label=_("Klien contoh"), choices=[("M", _("Laki-laki")), ("F", _("Perempuan"))])
    drug_offence = forms.ChoiceField(
        label=_("Tindak pidana"), choices=[("no", _("Bukan narkotika")), ("yes", _("Narkotika"))]
    )
