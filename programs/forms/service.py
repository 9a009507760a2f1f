"""Forms of service orders and their hours. Officers type hours; the ledger keeps whole minutes."""

import uuid
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Guidance
from partners.models import Organisation
from partners.queries.organisation import partners_near
from programs.choices import BreachConsequence, PauseReason
from programs.forms.plan import date_widget
from programs.models import ServiceOrder
from programs.rules.service import HOUR, LIMITS, worked_span


class HoursField(forms.DecimalField):
    """Hours as typed (2 or 2.5), cleaned to whole minutes."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
        super().__init__(max_digits=5, decimal_places=2, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else int(hours * HOUR)


class TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **kwargs)


class KeyedForm(forms.Form):
    """A form that a double click saves once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4()}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        return dict(self.cleaned_data)


class OrderForm(KeyedForm):
    """The verdict's terms; the limits of the law stand beside the fields."""

    verdict_no = forms.CharField(label=_("Nomor putusan"), max_length=80)
    verdict_on = forms.DateField(label=_("Tanggal putusan"), widget=date_widget())
    minutes_ordered = HoursField(label=_("Jumlah jam"))
    minutes_per_day = HoursField(label=_("Jam sehari"))
    days_a_week = forms.IntegerField(label=_("Hari seminggu"), min_value=1, max_value=7)
    start_on = forms.DateField(label=_("Mulai"), widget=date_widget())
    deadline_on = forms.DateField(label=_("Batas waktu"), widget=date_widget())
    place = forms.CharField(label=_("Tempat menurut putusan"), max_length=200)
    partner_id = forms.TypedChoiceField(
        label=_("Mitra tempat bekerja"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-tomselect": "", "class": "form-select"}),
    )
    consequence = forms.ChoiceField(
        label=_("Akibat bila dilanggar, menurut putusan"),
        required=False,
        choices=[("", _("Tidak disebut")), *BreachConsequence.choices],
    )

    def __init__(
        self, *args: Any, guidance: Guidance, kind: str, partner: Organisation | None = None, **kwargs: Any
    ) -> None:
        """`partner` stays a choice, also when it is far or no longer active."""
        super().__init__(*args, **kwargs)
        limits = LIMITS[kind]
        words = {"least": limits.least // HOUR, "most": limits.most // HOUR, "article": limits.article}
        self.fields["minutes_ordered"].help_text = _("%(least)s sampai %(most)s jam (%(article)s).") % words
        words["most"] = limits.per_day // HOUR
        self.fields["minutes_per_day"].help_text = _("Paling lama %(most)s jam sehari (%(article)s).") % words
        if limits.months:
            self.fields["deadline_on"].help_text = _("Paling lama %(months)s bulan sejak mulai.") % {
                "months": limits.months
            }
        names = {row.pk: row.name for row in partners_near(guidance.office)}
        if partner is not None:
            names[partner.pk] = partner.name
        field = self.fields["partner_id"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("Tanpa mitra")), *names.items()]


class CreditForm(KeyedForm):
    """Hours of one day, by the clock."""

    is_travel = forms.TypedChoiceField(
        label=_("Yang dicatat"),
        choices=[("0", _("Jam kerja")), ("1", _("Waktu perjalanan"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    worked_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    started_at = TimeField(label=_("Dari jam"))
    ended_at = TimeField(label=_("Sampai jam"))
    rest = forms.IntegerField(label=_("Istirahat (menit)"), min_value=0, max_value=480, required=False)
    reason = forms.CharField(label=_("Catatan"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        started, ended = data.get("started_at"), data.get("ended_at")
        if started and ended:
            try:
                data["minutes"] = worked_span(_minute(started), _minute(ended), data.get("rest") or 0)
            except ValueError:
                self.add_error("ended_at", _("Jam selesai harus sesudah jam mulai, ditambah istirahat."))
        data.pop("rest", None)
        return data


def _minute(moment: time) -> int:
    return moment.hour * HOUR + moment.minute


class PenaltyForm(KeyedForm):
    worked_on = forms.DateField(label=_("Tanggal kerja yang dipotong"), widget=date_widget())
    minutes = forms.IntegerField(label=_("Potongan (menit)"), min_value=1, max_value=480)
    reason = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Misalnya datang terlambat 30 menit."))


class AdjustForm(KeyedForm):
    minutes = forms.IntegerField(
        label=_("Menit"), min_value=-720, max_value=720, help_text=_("Menambah, atau dengan tanda minus mengurangi.")
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300)


class ReverseForm(KeyedForm):
    reason = forms.CharField(label=_("Mengapa dibatalkan"), max_length=300)


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Sebab"), choices=PauseReason.choices)
    from_on = forms.DateField(label=_("Hari pertama"), widget=date_widget())
    to_on = forms.DateField(
        label=_("Hari terakhir"), widget=date_widget(), required=False, help_text=_("Kosongkan bila belum diketahui.")
    )
    note = forms.CharField(label=_("Catatan"), required=False, max_length=300, help_text=_("Misalnya surat dokter."))

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ResumeForm(forms.Form):
    last_on = forms.DateField(label=_("Hari terakhir jeda"), widget=date_widget())

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class FinishForm(forms.Form):
    on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, order: ServiceOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if order.minutes_left:
            self.fields["note"].help_text = _("Jam belum penuh: tulis mengapa perintah ini berakhir.")

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ConsentForm(KeyedForm):
    """What the client said, once kerja sosial was explained."""

    is_agreed = forms.TypedChoiceField(
        label=_("Setelah dijelaskan, klien"),
        choices=[("1", _("Setuju menjalaninya")), ("0", _("Tidak setuju"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    said_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    explained_by = forms.CharField(
        label=_("Dijelaskan oleh"), max_length=120, help_text=_("Misalnya PK, jaksa, atau hakim.")
    )
    guardian = forms.CharField(label=_("Orang tua atau wali yang mendampingi"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Catatan"), max_length=300, required=False, help_text=_("Bila tidak setuju, tulis alasannya.")
    )

    def __init__(self, *args: Any, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            del self.fields["guardian"]
