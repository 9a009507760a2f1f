"""The list of the day as one form: consent and presence of each participant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from programs.queries.activity import Participant
from programs.rules.participation import DayMark

NOT_NOTED, YES, NO = "", "ya", "tidak"
CONSENT = [(NOT_NOTED, _("Belum ditanya")), (YES, _("Setuju")), (NO, _("Tidak setuju"))]
PRESENCE = [(NOT_NOTED, _("Belum dicatat")), (YES, _("Hadir")), (NO, _("Tidak hadir"))]


def _as_word(value: bool | None) -> str:
    return NOT_NOTED if value is None else YES if value else NO


def _as_mark(word: str) -> bool | None:
    return None if word == NOT_NOTED else word == YES


@dataclass(frozen=True, slots=True)
class DayRow:
    """A participant with the fields this reader fills in; None where the reader may not."""

    person: Participant
    agreed: BoundField | None
    guardian: BoundField | None
    present: BoundField


class DayListForm(forms.Form):
    """`people` as `queries.participants` gives them. A child's consent is asked of who may know the child."""

    list_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, people: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            self._add(person)

    def _add(self, person: Participant) -> None:
        number, row = person.participation_id, person.row
        if _may_ask(person):
            self.fields[f"agreed_{number}"] = forms.ChoiceField(
                label=_("Persetujuan"), choices=CONSENT, required=False, initial=_as_word(row.has_agreed)
            )
            if person.is_child:
                self.fields[f"guardian_{number}"] = forms.CharField(
                    label=_("Orang tua atau wali"), required=False, max_length=120, initial=row.agreed_guardian
                )
        self.fields[f"present_{number}"] = forms.ChoiceField(
            label=_("Kehadiran"), choices=PRESENCE, required=False, initial=_as_word(row.was_present)
        )

    def rows(self) -> Iterator[DayRow]:
        for person in self.people:
            names = [f"{part}_{person.participation_id}" for part in ("agreed", "guardian", "present")]
            agreed, guardian, present = (self[name] if name in self.fields else None for name in names)
            if present is not None:
                yield DayRow(person, agreed, guardian, present)

    def marks(self) -> dict[int, DayMark]:
        """By participation; what this reader may not ask stays as it is."""
        found = {}
        for person in self.people:
            number, row, data = person.participation_id, person.row, self.cleaned_data
            agreed = _as_mark(data[f"agreed_{number}"]) if _may_ask(person) else row.has_agreed
            guardian = data.get(f"guardian_{number}", row.agreed_guardian).strip()
            found[number] = DayMark(agreed, guardian, _as_mark(data[f"present_{number}"]))
        return found


def _may_ask(person: Participant) -> bool:
    return person.may_know or not person.is_child
