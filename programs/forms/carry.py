"""The choice of goals to take over from an earlier plan."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.queries.carry import Offer


class CarryForm(forms.Form):
    lines = forms.TypedMultipleChoiceField(
        label=_("Baris yang diambil"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu baris.")},
    )

    def __init__(self, *args: Any, found: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was taken a moment ago stays a choice: a second click is answered, not refused.
        choices = [(offer.line.pk, offer.line.goal) for offer in found if offer.need is not None]
        cast(forms.TypedMultipleChoiceField, self.fields["lines"]).choices = choices

    def ticked(self) -> set[str]:
        """The numbers ticked, as text."""
        return {str(each) for each in self["lines"].value() or ()}
