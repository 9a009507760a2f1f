"""Forms of a step to a goal: what it says, and ticking it off."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices_plan import StepActor, StepState
from programs.forms.plan import date_widget
from programs.models import PlanLine, PlanStep


class StepForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    action = forms.CharField(label=_("Apa yang dilakukan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    actor = forms.ChoiceField(label=_("Dilakukan oleh"), choices=StepActor.choices)
    due_on = forms.DateField(label=_("Paling lambat"), widget=date_widget())

    @staticmethod
    def initial_for(line: PlanLine) -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "actor": StepActor.CLIENT, "due_on": line.due_on}

    @staticmethod
    def initial_of(step: PlanStep) -> dict[str, Any]:
        return {
            "lock_version": step.lock_version,
            "action": step.action,
            "actor": step.actor,
            "due_on": step.due_on,
        }

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("action", "actor", "due_on")}


class StepMoveForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    to = forms.ChoiceField(label=_("Status baru"), choices=())
    on = forms.DateField(label=_("Pada tanggal"), widget=date_widget())
    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        max_length=300,
        help_text=_("Wajib bila langkah tidak terlaksana atau tandanya ditarik kembali."),
    )

    def __init__(self, *args: Any, moves: Sequence[StepState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [(state.value, state.label) for state in moves]
