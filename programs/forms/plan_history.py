"""Which part of a plan's history is shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices_plan import HistoryKind


class HistoryFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("Yang ditampilkan"), required=False, choices=[("", _("Semua kejadian")), *HistoryKind.choices]
    )
