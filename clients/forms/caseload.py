"""The filter above the caseload."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from clients.choices import GuidanceStatus
from clients.forms.fields import offer

EVERY = ("", _("Semua"))


class CaseloadFilter(forms.Form):
    words = forms.CharField(
        label=_("Cari"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Nama, nomor register, atau NIK")}),
    )
    whose = forms.ChoiceField(label=_("Klien siapa"), required=False)
    state = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("open", _("Berjalan")), ("closed", _("Ditutup")), ("all", _("Semua"))],
    )
    cohort = forms.ChoiceField(
        label=_("Kelompok"), required=False, choices=[EVERY, ("D", _("Dewasa")), ("A", _("Anak"))]
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[EVERY, *GuidanceStatus.choices])
    ends = forms.ChoiceField(
        label=_("Berakhir"),
        required=False,
        choices=[
            EVERY,
            ("30", _("Dalam 30 hari")),
            ("90", _("Dalam 90 hari")),
            ("over", _("HMB lewat, belum ditutup")),
        ],
    )
    intensity = forms.ChoiceField(
        label=_("Intensitas"), required=False, choices=[EVERY, ("none", _("Belum ada intensitas"))]
    )

    def __init__(self, *args: Any, is_officer: bool, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [("mine", _("Klien saya"))] if is_officer else []
        others = [(str(officer.pk), officer.name) for officer in officers]
        offer(self, "whose", [*mine, ("office", _("Satu kantor")), ("none", _("Belum ada PK")), *others])
