"""Shape of a reduction of workload."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from clients.forms.fields import EMPTY, date_field, offer
from clients.forms.guidance import officer_choices


class ReductionForm(forms.Form):
    officer = forms.TypedChoiceField(label=_("PK/APK"), coerce=int, widget=forms.Select(attrs={"data-tomselect": ""}))
    percent = forms.IntegerField(
        label=_("Dikurangi (persen)"),
        min_value=1,
        max_value=100,
        help_text=_("100 berarti tidak memegang klien sama sekali, misalnya cuti panjang."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    from_on = date_field(_("Mulai"))
    to_on = date_field(_("Sampai dengan"))
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Misalnya cuti tahunan, diklat, tugas pada TPP. Jangan tulis penyakitnya."),
    )

    def __init__(self, *args: Any, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", officer_choices(officers, EMPTY[1]))
