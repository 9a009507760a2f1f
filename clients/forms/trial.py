"""Filters of a trial's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import RiskCategory, Sex
from clients.forms.fields import offer

EVERY = ("", _("Semua"))
TURNS = (
    EVERY,
    ("up", _("Kategori naik")),
    ("down", _("Kategori turun")),
    ("same", _("Hanya skor")),
    ("unscored", _("Tidak dapat dihitung")),
)


class TrialFilter(forms.Form):
    """Kanwil and sex are shown; the rest comes from the links of the matrix and the tabs of the list."""

    kanwil = forms.ChoiceField(label=_("Kanwil"), required=False)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), required=False, choices=[EVERY, *Sex.choices])

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kanwil", [EVERY, *regions])


class ChangesFilter(forms.Form):
    turn = forms.ChoiceField(required=False, choices=TURNS)
    before = forms.ChoiceField(required=False, choices=[EVERY, *RiskCategory.choices])
    now = forms.ChoiceField(required=False, choices=[EVERY, *RiskCategory.choices])
