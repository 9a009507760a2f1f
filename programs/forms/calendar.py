"""Forms of the calendar and of its feed."""

import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from programs.choices import FeedKind
from programs.forms.plan import SEARCHABLE, date_widget
from programs.models import CalendarEntry


class EntryForm(forms.Form):
    """One entry; `kanwils`: those that Ditjenpas may choose, None for other offices."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Nama agenda"), max_length=150, help_text=_("Contoh: Hari Bakti Pemasyarakatan"))
    from_on = forms.DateField(label=_("Mulai"), widget=date_widget())
    to_on = forms.DateField(label=_("Sampai"), widget=date_widget())
    directive = forms.CharField(
        label=_("Arahan"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Tema dan apa yang diminta dari kantor."),
    )
    kanwils = forms.ModelMultipleChoiceField(
        label=_("Hanya untuk Kanwil"),
        required=False,
        queryset=Office.objects.none(),
        widget=forms.SelectMultiple(attrs=SEARCHABLE),
        help_text=_("Kosongkan bila untuk semua."),
    )

    def __init__(self, *args: Any, kanwils: QuerySet[Office] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kanwils is None:
            del self.fields["kanwils"]
        else:
            cast(forms.ModelMultipleChoiceField, self.fields["kanwils"]).queryset = kanwils

    @staticmethod
    def initial_of(entry: CalendarEntry) -> dict[str, Any]:
        names = ("title", "from_on", "to_on", "directive", "lock_version")
        return {name: getattr(entry, name) for name in names} | {
            "form_key": uuid.uuid4(),
            "kanwils": [row.pk for row in entry.kanwils.all()],
        }

    def values(self) -> dict[str, Any]:
        """As the actions take them, without key and lock."""
        names = ("title", "from_on", "to_on", "directive")
        chosen = self.cleaned_data.get("kanwils") or []
        return {name: self.cleaned_data[name] for name in names} | {"kanwil_ids": [row.pk for row in chosen]}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan pembatalan"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FeedForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kalender"), choices=FeedKind.choices)
