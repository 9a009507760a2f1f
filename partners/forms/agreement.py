"""Forms of agreements: filter, draft and change, signing, stopping, parties, sites, files, people warned."""

import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from partners.choices_agreement import AgreementKind, AgreementScope, AgreementState
from partners.forms.organisation import SEARCHABLE
from partners.models import Agreement
from partners.queries.agreement import AgreementFilter

EVERY = ("", _("Semua"))


def date_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AgreementFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari judul, nomor atau mitra"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[EVERY, *AgreementState.choices])
    kind = forms.ChoiceField(label=_("Jenis"), required=False, choices=[EVERY, *AgreementKind.choices])
    purpose = forms.ChoiceField(label=_("Ruang lingkup"), required=False, choices=[EVERY, *AgreementScope.choices])

    @cached_property
    def wanted(self) -> AgreementFilter:
        """The filter; a value that is not on the list does not narrow."""
        self.is_valid()
        data = self.cleaned_data
        return AgreementFilter(
            search=data.get("q", ""),
            kind=data.get("kind", ""),
            state=data.get("state", ""),
            purpose=data.get("purpose", ""),
        )


class AgreementForm(forms.Form):
    """What an agreement says. `agreement` is None for a new one; signed, its days and a reason are asked too."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    office = forms.ModelChoiceField(label=_("Kantor yang mencatat"), queryset=Office.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Jenis"), choices=AgreementKind.choices)
    parent = forms.ModelChoiceField(
        label=_("Di bawah MoU"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("Berdiri sendiri"),
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Hanya untuk PKS."),
    )
    title = forms.CharField(label=_("Judul"), max_length=200)
    purposes = forms.MultipleChoiceField(
        label=_("Ruang lingkup"), choices=AgreementScope.choices, widget=forms.CheckboxSelectMultiple
    )
    our_number = forms.CharField(label=_("Nomor dari pihak kita"), required=False, max_length=80)
    our_signer = forms.CharField(label=_("Penanda tangan dari pihak kita"), required=False, max_length=120)
    our_position = forms.CharField(label=_("Jabatannya"), required=False, max_length=120)
    has_budget = forms.BooleanField(label=_("Ada anggaran"), required=False)
    budget_note = forms.CharField(label=_("Sumber anggaran"), required=False, max_length=200)
    contact_name = forms.CharField(label=_("Narahubung"), required=False, max_length=120)
    contact_phone = forms.CharField(label=_("Telepon kantor"), required=False, max_length=20)
    starts_on = forms.DateField(label=_("Berlaku mulai"), widget=date_widget())
    ends_on = forms.DateField(label=_("Berlaku sampai"), widget=date_widget())
    reason = forms.CharField(
        label=_("Alasan perbaikan"),
        max_length=300,
        required=False,
        help_text=_("Perjanjian ini sudah ditandatangani: yang lama, yang baru dan alasannya disimpan."),
    )

    def __init__(
        self,
        *args: Any,
        parents: QuerySet[Agreement],
        offices: QuerySet[Office] | None = None,
        agreement: Agreement | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["parent"]).queryset = parents
        if offices is None:
            del self.fields["office"]
        else:
            cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
        if agreement is None or agreement.signed_on is None:
            for name in ("starts_on", "ends_on", "reason"):
                del self.fields[name]
        else:
            for name in ("kind", "parent"):
                del self.fields[name]

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4()}

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        names = set(AgreementForm.base_fields) - {"form_key", "office", "reason"}
        return {name: getattr(agreement, name) for name in names}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without office, key and lock."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("form_key", "lock_version", "office")
        }
        if "parent" in values:
            parent = values.pop("parent")
            values["parent_id"] = parent.pk if parent else None
        return values


class SignForm(forms.Form):
    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    signed_on = forms.DateField(label=_("Ditandatangani"), widget=date_widget())
    starts_on = forms.DateField(label=_("Berlaku mulai"), widget=date_widget())
    ends_on = forms.DateField(label=_("Berlaku sampai"), widget=date_widget())


class StopForm(forms.Form):
    on = forms.DateField(
        label=_("Tidak berlaku mulai"),
        widget=date_widget(),
        help_text=_("Sejak hari ini tidak ada klien baru yang ditempatkan. Yang sudah berjalan tetap tercatat."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PartyForm(forms.Form):
    organisation = forms.TypedChoiceField(
        label=_("Mitra"), coerce=int, widget=forms.Select(attrs=SEARCHABLE), choices=()
    )
    number = forms.CharField(label=_("Nomor dari mitra"), required=False, max_length=80)
    signer = forms.CharField(label=_("Penanda tangan"), required=False, max_length=120)
    position = forms.CharField(label=_("Jabatannya"), required=False, max_length=120)

    def __init__(self, *args: Any, choices: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["organisation"]).choices = choices


class SiteForm(forms.Form):
    site = forms.TypedChoiceField(label=_("Tempat kerja"), coerce=int, choices=())
    capacity = forms.IntegerField(
        label=_("Daya tampung"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Klien pada satu waktu. Kosongkan bila mengikuti jadwal tempat kerja."),
    )

    def __init__(self, *args: Any, choices: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["site"]).choices = choices


class PaperForm(forms.Form):
    upload = forms.FileField(
        label=_("Berkas"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG, atau PNG, paling besar 10 MB. Versi lama tetap tersimpan."),
    )
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=200)


class WatchersForm(forms.Form):
    people = forms.TypedMultipleChoiceField(
        label=_("Diberi tahu sebelum perjanjian berakhir"),
        coerce=int,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["people"]).choices = choices
