"""Forms of referrals: filter, draft and change, sending, steps, sessions, the report and its review."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clients.choices import ConsentGiver
from clients.queries.needs import NamedNeed
from partners.choices_referral import Outcome, Presence, ReferralStage, Shared
from partners.forms.agreement import date_widget
from partners.forms.organisation import SEARCHABLE
from partners.models import Offering
from partners.queries.referral import PickedNeed, ReferralFilter

STATES = [
    ("open", _("Yang masih berjalan")),
    ("todo", _("Menunggu saya")),
    ("", _("Semua")),
    *ReferralStage.choices,
]
TEXT = forms.Textarea(attrs={"rows": 3})


class ReferralFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari klien, layanan atau mitra"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Tahap"), required=False, choices=STATES)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        """Without a state in the address: what still runs."""
        super().__init__(data if "state" in data else {**data.dict(), "state": "open"}, **kwargs)

    @cached_property
    def wanted(self) -> ReferralFilter:
        """The filter; a value that is not on the list does not narrow."""
        self.is_valid()
        return ReferralFilter(search=self.cleaned_data.get("q", ""), state=self.cleaned_data.get("state", ""))


class OfferingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """ "Konseling, Yayasan Contoh (2 dari 5 tempat terisi, 1 menunggu)"."""
        words = {"name": obj.name, "partner": obj.organisation.name, "taken": obj.taken, "waiting": obj.waiting}
        if obj.places is None:
            return str(_("%(name)s, %(partner)s (%(taken)s dilayani, %(waiting)s menunggu)") % words)
        words["places"] = obj.places
        return str(_("%(name)s, %(partner)s (%(taken)s dari %(places)s tempat terisi, %(waiting)s menunggu)") % words)


class ReferralForm(forms.Form):
    """A draft, or what may still be put right of a sent one (`is_sent`)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    needs = forms.TypedMultipleChoiceField(
        label=_("Untuk kebutuhan"), coerce=int, widget=forms.CheckboxSelectMultiple, choices=()
    )
    offering = OfferingChoice(
        label=_("Layanan mitra"), queryset=Offering.objects.none(), widget=forms.Select(attrs=SEARCHABLE)
    )
    aim = forms.CharField(label=_("Yang diharapkan"), max_length=300, widget=TEXT)
    sessions_planned = forms.IntegerField(label=_("Jumlah pertemuan"), required=False, min_value=1, max_value=500)
    shared = forms.MultipleChoiceField(
        label=_("Mitra juga perlu tahu"),
        required=False,
        choices=Shared.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa ini mitra melihat nama, jenis kelamin dan usia; dari anak hanya inisialnya."),
    )
    shared_reason = forms.CharField(label=_("Mengapa mitra perlu tahu"), required=False, max_length=300)
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        required=False,
        max_length=300,
        help_text=_("Rujukan ini sudah dikirim: yang lama, yang baru dan alasannya disimpan."),
    )

    def __init__(
        self,
        *args: Any,
        needs: Iterable[NamedNeed] = (),
        offerings: QuerySet[Offering] | None = None,
        is_child: bool,
        is_sent: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            cast(forms.MultipleChoiceField, self.fields["shared"]).choices = [
                choice for choice in Shared.choices if choice[0] != Shared.CHILD_NAME
            ]
        if is_sent:
            del self.fields["needs"], self.fields["offering"]
        else:
            del self.fields["reason"]
            cast(forms.TypedMultipleChoiceField, self.fields["needs"]).choices = [
                (each.need.pk, each.label) for each in needs
            ]
            cast(forms.ModelChoiceField, self.fields["offering"]).queryset = (
                Offering.objects.none() if offerings is None else offerings
            )

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "lock_version")}
        if "offering" in values:
            values["offering_id"] = values.pop("offering").pk
            values["need_ids"] = values.pop("needs")
        return values


class SendForm(forms.Form):
    consent_by = forms.ChoiceField(
        label=_("Yang setuju datanya diberikan kepada mitra"), choices=ConsentGiver.choices, widget=forms.RadioSelect
    )
    consent_on = forms.DateField(label=_("Setuju pada"), widget=date_widget())


class StepForm(forms.Form):
    """A step with its day and reason, as far as the step asks for them."""

    on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    reason = forms.CharField(label=_("Alasan"), max_length=300, required=False, widget=TEXT)

    def __init__(self, *args: Any, with_day: bool, with_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_day:
            del self.fields["on"]
        if not with_reason:
            del self.fields["reason"]


class RerouteForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    offering = OfferingChoice(
        label=_("Layanan lain"), queryset=Offering.objects.none(), widget=forms.Select(attrs=SEARCHABLE)
    )

    def __init__(self, *args: Any, offerings: QuerySet[Offering], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["offering"]).queryset = offerings


class SessionForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    presence = forms.ChoiceField(label=_("Kehadiran"), choices=Presence.choices, widget=forms.RadioSelect)
    starts_at = forms.TimeField(
        label=_("Mulai"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label=_("Selesai"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    feedback = forms.CharField(
        label=_("Catatan untuk PK"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    needs_officer = forms.BooleanField(label=_("PK perlu segera melihat ini"), required=False)
    reason = forms.CharField(label=_("Mengapa diperbaiki"), required=False, max_length=300)

    def __init__(self, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4()}


class ReportForm(forms.Form):
    """The report; one outcome and a note for each need, in fields `outcome-<id>` and `note-<id>`."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    summary = forms.CharField(label=_("Ringkasan hasil"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    advice = forms.CharField(label=_("Saran untuk bimbingan selanjutnya"), required=False, max_length=2000, widget=TEXT)

    def __init__(self, *args: Any, needs: Iterable[PickedNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need_ids = [need.row.pk for need in needs]
        for need in needs:
            self.fields[f"outcome-{need.row.pk}"] = forms.ChoiceField(
                label=need.label, choices=Outcome.choices, widget=forms.RadioSelect
            )
            self.fields[f"note-{need.row.pk}"] = forms.CharField(
                label=_("Keterangan: %(need)s") % {"need": need.label}, required=False, max_length=300
            )

    def outcomes(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {pk: (data[f"outcome-{pk}"], data[f"note-{pk}"]) for pk in self.need_ids}


class ReviewForm(forms.Form):
    is_accepted = forms.TypedChoiceField(
        label=_("Keputusan"),
        choices=[("1", _("Terima")), ("0", _("Kembalikan ke mitra"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(label=_("Catatan untuk mitra"), required=False, max_length=500, widget=TEXT)
