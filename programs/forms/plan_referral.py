"""The form that begins a referral from a step of the plan."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.organisation import SEARCHABLE
from programs.models import PlanStep


class StepReferralForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    offering = forms.TypedChoiceField(
        label=_("Layanan"),
        coerce=int,
        choices=(),
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Layanan mitra di wilayah ini yang melayani kebutuhan baris ini."),
    )
    aim = forms.CharField(
        label=_("Yang diharapkan dari layanan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    sessions_planned = forms.IntegerField(
        label=_("Banyaknya pertemuan"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Kosongkan bila belum diketahui."),
    )

    def __init__(self, *args: Any, services: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["offering"]).choices = services

    @staticmethod
    def initial_for(step: PlanStep, service: str) -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "aim": step.action, "offering": service}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        data = self.cleaned_data
        return {
            "form_key": data["form_key"],
            "offering_id": data["offering"],
            "aim": data["aim"],
            "sessions_planned": data["sessions_planned"],
        }
