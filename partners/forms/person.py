"""Forms of a partner's people."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.choices import PersonKind
from partners.forms.agreement import date_widget
from partners.forms.branch import HIDDEN
from partners.models import Branch, Person


class PersonForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama"), max_length=120)
    position = forms.CharField(label=_("Jabatan atau peran"), required=False, max_length=120)
    skill = forms.CharField(label=_("Keahlian"), required=False, max_length=200)
    phone = forms.CharField(label=_("Telepon"), required=False, max_length=20)
    email = forms.EmailField(label=_("Surel"), required=False)
    branch_id = forms.TypedChoiceField(label=_("Cabang"), required=False, coerce=int, empty_value=None, choices=())
    from_on = forms.DateField(label=_("Sejak"), widget=date_widget())

    def __init__(self, *args: Any, kind: str, branches: Iterable[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(branch.pk, branch.name) for branch in branches]
        cast(forms.ChoiceField, self.fields["branch_id"]).choices = [("", _("Tidak di satu cabang")), *own]
        if not own:
            del self.fields["branch_id"]
        if kind != PersonKind.MEMBER:
            del self.fields["skill"]

    @staticmethod
    def first_values(today: date) -> dict[str, Any]:
        return {"form_key": uuid.uuid4(), "from_on": today}

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        return {name: getattr(person, name) for name in PersonForm.base_fields if name != "form_key"}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without key and lock."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}
        return {"skill": "", "branch_id": None} | data
