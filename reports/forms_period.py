"""Forms of the monthly cycle; nothing is saved here."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from reports.forms import MonthField, month_choices
from reports.labels import warning_label
from reports.models import Period, Submission
from reports.rules_period import EVALUATION, Warned

LONGEST = 4000
ACCEPT, RETURN = "accept", "return"
GIVE, REFUSE = "give", "refuse"
LABELS: dict[str, tuple[Any, Any]] = {
    "results": (_("Hasil"), _("Apa yang dicapai bulan ini.")),
    "obstacles": (_("Hambatan"), _("Apa yang menghambat; tulis nihil bila tidak ada.")),
    "follow_up": (_("Tindak lanjut"), _("Apa yang sudah dilakukan atas hambatan itu.")),
    "plan": (_("Rencana bulan depan"), _("Apa yang akan dikerjakan.")),
}


def _text(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 4) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class SubmissionForm(forms.Form):
    """The evaluation and one field "answer_<code>" for each warning; saved unfinished too."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, warned: Sequence[Warned], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in warned:
            self.fields[f"answer_{one.code}"] = _text(warning_label(one.code, one.now, one.before), rows=2)
        for name in EVALUATION:
            self.fields[name] = _text(*LABELS[name])

    @staticmethod
    def values_of(submission: Submission | None) -> dict[str, Any]:
        """The form's values as they are stored."""
        if submission is None:
            return {"lock_version": 0}
        return {
            "lock_version": submission.lock_version,
            **{name: getattr(submission, name) for name in EVALUATION},
            **{f"answer_{code}": words for code, words in submission.answers.items()},
        }

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in EVALUATION}

    def answers(self) -> dict[str, str]:
        return {
            name.removeprefix("answer_"): words
            for name, words in self.cleaned_data.items()
            if name.startswith("answer_")
        }

    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("answer_")]

    def evaluation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in EVALUATION]


class DecideForm(forms.Form):
    """The Kanwil's answer to the version it read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    decision = forms.ChoiceField(
        label=_("Keputusan"), choices=[(ACCEPT, _("Terima")), (RETURN, _("Kembalikan"))], widget=forms.RadioSelect
    )
    text = _text(_("Catatan Kanwil"), _("Wajib bila dikembalikan: tulis apa yang harus diperbaiki."))

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {"version": cleaned["version"], "accept": cleaned["decision"] == ACCEPT, "text": cleaned["text"]}


class ReasonForm(forms.Form):
    """Why: of a publication without all reports, of a restatement, of an exception."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    reason = _text(_("Alasan"))

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {"form_key": uuid.uuid4()}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class OpenForm(forms.Form):
    """A month that is over and not opened yet."""

    month = MonthField(label=_("Bulan"))

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["month"]).choices = month_choices(months)


class ExceptionForm(ReasonForm):
    """Ask for leave to enter into a published month."""

    office_id = forms.TypedChoiceField(label=_("Kantor"), coerce=int)
    period_id = forms.TypedChoiceField(label=_("Bulan yang sudah terbit"), coerce=int)
    field_order = ("form_key", "office_id", "period_id", "reason")

    def __init__(self, *args: Any, offices: Sequence[Office], periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Apa yang terlambat dicatat, dan mengapa.")
        cast(forms.ChoiceField, self.fields["office_id"]).choices = [(office.pk, office.name) for office in offices]
        months = [(period.pk, date_format(period.month, "F Y")) for period in periods]
        cast(forms.ChoiceField, self.fields["period_id"]).choices = months


class ExceptionAnswerForm(forms.Form):
    """Give leave for some days, or refuse."""

    decision = forms.ChoiceField(
        label=_("Jawaban"), choices=[(GIVE, _("Beri")), (REFUSE, _("Tolak"))], widget=forms.RadioSelect
    )
    from_on = _date(_("Boleh dicatat mulai"))
    until_on = _date(_("Sampai dengan"))
    answer = _text(_("Catatan"), _("Wajib bila ditolak."), rows=3)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"give": values.pop("decision") == GIVE, **values}
