"""The filter above what is due."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from clients.choices import DueState
from clients.forms.fields import offer


class DueFilter(forms.Form):
    whose = forms.ChoiceField(label=_("Klien siapa"), required=False)
    state = forms.ChoiceField(
        label=_("Keadaan asesmen"),
        required=False,
        choices=[("todo", _("Perlu dikerjakan")), *DueState.choices, ("all", _("Semua"))],
    )
    cohort = forms.ChoiceField(
        label=_("Kelompok"), required=False, choices=[("", _("Semua")), ("D", _("Dewasa")), ("A", _("Anak"))]
    )

    def __init__(self, *args: Any, is_officer: bool, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [("mine", _("Klien saya"))] if is_officer else []
        others = [(str(officer.pk), officer.name) for officer in officers]
        offer(self, "whose", [*mine, ("office", _("Satu kantor")), ("none", _("Belum ada PK")), *others])
