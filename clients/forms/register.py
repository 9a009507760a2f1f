"""The registration form: person, residence, guarantor, case and guidance period on one page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office, User
from clients.forms.case import CASE, CaseForm
from clients.forms.fields import KeyedForm, offer
from clients.forms.guidance import GuidanceForm, grouped_statuses, officer_choices
from clients.forms.person import PERSON, GuarantorForm, PersonForm, ResidenceForm
from clients.models import Case, Client
from clients.rules.cohort import ADULT_AT_YEARS, age_on

NEW_CASE = ("", _("Perkara baru"))


class RegisterForm(PersonForm, ResidenceForm, GuarantorForm, CaseForm, GuidanceForm, KeyedForm):
    """With `client` known, the person's parts are left out and a case of that person may be chosen."""

    office = forms.ChoiceField(label=_("Kantor"))
    officer = forms.ChoiceField(label=_("PK/APK"), required=False, widget=forms.Select(attrs={"data-tomselect": ""}))
    case = forms.ChoiceField(label=_("Perkara"), required=False)
    client = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_confirmed_new = forms.BooleanField(label=_("Saya sudah memeriksa: ini orang lain"), required=False)

    # The order of the page, so that the error summary leads through it from top to bottom.
    field_order = (
        *PERSON,
        *ResidenceForm.base_fields,
        *GuarantorForm.base_fields,
        "case",
        *CASE,
        "status",
        "office",
        "officer",
        "start_on",
        "sentence_expiry_on",
        "guidance_end_on",
    )

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Office],
        officers: Iterable[User],
        own_officer: bool,
        client: Client | None = None,
        cases: Iterable[Case] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known_client = client
        self.known_cases = list(cases)
        offer(self, "office", [(str(office.pk), office.name) for office in offices])
        self.fields["officer"].required = own_officer
        chosen = officer_choices(officers, _("Belum ditunjuk"))
        offer(self, "officer", chosen[1:] if own_officer else chosen)
        offer(self, "case", [NEW_CASE, *((str(case.pk), case_label(case)) for case in self.known_cases)])
        self._drop_what_is_known()

    def _drop_what_is_known(self) -> None:
        for name in ("guarantor_name", "guarantor_relation"):
            self.fields[name].required = False
        if self.known_client is None:
            return
        for parts in (PersonForm, ResidenceForm, GuarantorForm):
            for name in parts.base_fields:
                self.fields.pop(name, None)
        if self.is_bound and self.data.get("case"):
            for name in CaseForm.base_fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("guarantor_name") and not cleaned.get("guarantor_relation"):
            self.add_error("guarantor_relation", _("Pilih hubungan penjamin dengan klien."))
        if cleaned.get("guarantor_relation") and not cleaned.get("guarantor_name"):
            self.add_error("guarantor_name", _("Tulis nama penjamin."))
        return cleaned

    def typed(self, name: str) -> str:
        """What stands in the field now, checked or not; '' where there is no such field."""
        return str(self[name].value() or "").replace("\x00", "").strip() if name in self.fields else ""

    def day(self, name: str) -> date | None:
        """The date typed so far, None while it is not one."""
        try:
            return self.fields[name].clean(self.typed(name) or None)
        except forms.ValidationError:
            return None

    @property
    def birth_day(self) -> date | None:
        return self.known_client.birth_on if self.known_client else self.day("birth_on")

    @property
    def act_day(self) -> date | None:
        chosen = [case for case in self.known_cases if str(case.pk) == self.typed("case")]
        return chosen[0].offence_on if chosen else self.day("offence_on")

    @property
    def age_at_offence(self) -> int | None:
        """Full years on the day of the act, None while a date is missing or they are the wrong way round."""
        birth, act = self.birth_day, self.act_day
        return None if birth is None or act is None or act <= birth else age_on(birth, act)

    @property
    def is_child(self) -> bool | None:
        return None if self.age_at_offence is None else self.age_at_offence < ADULT_AT_YEARS

    def narrow_statuses(self) -> None:
        """Offer only the grounds of the cohort, where it is known already."""
        offer(self, "status", grouped_statuses(self.is_child))


def case_label(case: Case) -> str:
    return f"{case.articles} · {case.offence_group} · {case.offence_on:%d-%m-%Y}"
