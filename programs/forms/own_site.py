"""Forms of a partner's list: one small form a seat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices_service import SeatOutcome
from programs.forms.service import TimeField
from programs.models import SeatWord
from programs.rules.service_attendance import Sent


class OwnSeatForm(forms.Form):
    """What the partner says of one client; a row without an outcome is left for later. `known`: the word shown."""

    known = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)
    outcome = forms.ChoiceField(
        label=_("Kehadiran"),
        required=False,
        choices=[*SeatOutcome.choices, ("", _("Belum dicatat"))],
        widget=forms.RadioSelect,
    )
    started_at = TimeField(label=_("Dari jam"), required=False)
    ended_at = TimeField(label=_("Sampai jam"), required=False)
    rest = forms.IntegerField(label=_("Istirahat (menit)"), min_value=0, max_value=480, required=False)
    note = forms.CharField(label=_("Catatan atau alasan"), max_length=300, required=False)

    def sent(self) -> tuple[int, Sent] | None:
        """The word that was shown, and what a valid form says; None for a row left for later."""
        data = self.cleaned_data
        if not data["outcome"]:
            return None
        values = {name: data[name] for name in ("outcome", "started_at", "ended_at", "note")}
        return data["known"] or 0, Sent(**values, rest=data["rest"] or 0)

    @staticmethod
    def first_values(word: SeatWord | None, starts_at: Any, ends_at: Any) -> dict[str, Any]:
        if word is None:
            return {"known": 0, "outcome": "", "started_at": starts_at, "ended_at": ends_at}
        names = ("outcome", "started_at", "ended_at", "rest", "note")
        first = {name: getattr(word, name) for name in names} | {"known": word.pk}
        return first if word.started_at else first | {"started_at": starts_at, "ended_at": ends_at}
