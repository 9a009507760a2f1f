"""Forms of the catalogue of interventions: filter, an entry's words, its dosage by risk, retiring it."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clients.choices import RiskCategory
from programs.choices import InterventionKind
from programs.choices_plan import DosageUnit
from programs.models import Intervention
from programs.queries.catalogue import SERVED, CatalogueFilter

NEEDS = list(SERVED.items())


class CatalogueFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari intervensi"), required=False, max_length=100)
    serves = forms.ChoiceField(label=_("Kebutuhan"), required=False, choices=[("", _("Semua kebutuhan")), *NEEDS])
    kind = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *InterventionKind.choices]
    )
    retired = forms.BooleanField(label=_("Tampilkan juga yang dihentikan"), required=False)

    @cached_property
    def wanted(self) -> CatalogueFilter:
        """The filter; a value that is not on the list does not narrow."""
        self.is_valid()
        data = self.cleaned_data
        return CatalogueFilter(
            search=data.get("q", ""),
            kind=data.get("kind", ""),
            serves=data.get("serves", ""),
            with_retired=bool(data.get("retired")),
        )


class InterventionForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    name = forms.CharField(label=_("Intervensi"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis"), choices=InterventionKind.choices)
    serves = forms.ChoiceField(label=_("Kebutuhan yang dijawab"), choices=NEEDS)

    @staticmethod
    def initial_of(row: Intervention | None) -> dict[str, Any]:
        if row is None:
            return {"form_key": uuid.uuid4()}
        return {name: getattr(row, name) for name in ("lock_version", "name", "kind", "serves")}

    def values(self) -> Any:
        """The cleaned values as the actions take them, without key and lock."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "serves")}


class DosageForm(forms.Form):
    """One amount a risk category, all in one unit."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    unit = forms.ChoiceField(label=_("Satuan"), choices=DosageUnit.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in RiskCategory.choices:
            self.fields[code] = forms.DecimalField(
                label=_("Risiko %(category)s") % {"category": str(label).lower()},
                required=False,
                min_value=Decimal("0.1"),
                max_digits=5,
                decimal_places=1,
            )

    @staticmethod
    def initial_of(row: Intervention) -> dict[str, Any]:
        known = list(row.dosages.all())
        first: dict[str, Any] = {each.category: each.amount for each in known}
        first["unit"] = known[0].unit if known else DosageUnit.SESSIONS_MONTH
        return first | {"lock_version": row.lock_version}

    def amounts(self) -> dict[str, Decimal | None]:
        return {code: self.cleaned_data[code] for code in RiskCategory.values}


class SwitchForm(forms.Form):
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
