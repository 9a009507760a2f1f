"""Forms of an order's schedule: a session for a seat, a busy time, what the place must offer."""

from typing import Any, cast

from django import forms
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.choices import Weekday
from programs.choices import BusyReason
from programs.forms.plan import SEARCHABLE
from programs.forms.service import KeyedForm, TimeField
from programs.models import ServiceOrder, ServicePlacement
from programs.queries.order_schedule import away_words, choosable_sessions, home_of


class SeatForm(KeyedForm):
    """One of the sessions that still have a seat for this order."""

    session_id = forms.TypedChoiceField(label=_("Sesi"), coerce=int, widget=forms.Select(attrs=SEARCHABLE))

    def __init__(self, *args: Any, order: ServiceOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = home_of(order)
        choices: list[tuple[Any, Any]] = []
        for session, free in choosable_sessions(order):
            words = [
                date_format(session.held_on, "D, j M Y"),
                f"{time_format(session.starts_at, 'H.i')}–{time_format(session.ends_at, 'H.i')}",
                session.site.name,
                _now("%(n)s tempat kosong") % {"n": free},
                away_words(home, session),
            ]
            choices.append((session.pk, " · ".join(word for word in words if word)))
        self.has_choice = bool(choices)
        cast(forms.TypedChoiceField, self.fields["session_id"]).choices = [("", _("Pilih sesi")), *choices]


class BusyForm(KeyedForm):
    """A weekly time when the client cannot come."""

    reason = forms.ChoiceField(label=_("Sebab"), choices=BusyReason.choices)
    weekday = forms.TypedChoiceField(label=_("Hari"), coerce=int, choices=Weekday.choices)
    starts_at = TimeField(label=_("Dari jam"))
    ends_at = TimeField(label=_("Sampai jam"))
    note = forms.CharField(label=_("Catatan"), required=False, max_length=200)


class PlacementForm(forms.Form):
    """What the place must offer, and where the client sets out from."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)
    needs_step_free = forms.BooleanField(label=_("Perlu tempat tanpa tangga"), required=False)
    latitude = forms.FloatField(
        label=_("Lintang titik berangkat"), required=False, min_value=-90, max_value=90, help_text=_("Misalnya -6,98.")
    )
    longitude = forms.FloatField(
        label=_("Bujur titik berangkat"), required=False, min_value=-180, max_value=180, help_text=_("Misalnya 110,42.")
    )

    @staticmethod
    def first_values(row: ServicePlacement | None) -> dict[str, Any]:
        if row is None:
            return {"lock_version": 0}
        return {
            "lock_version": row.lock_version,
            "needs_step_free": row.needs_step_free,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "accuracy"}


class StrikeForm(forms.Form):
    """Nothing to fill in: the page asks, the button answers."""

    def values(self) -> dict[str, Any]:
        return {}
