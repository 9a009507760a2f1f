"""Shapes of what a second person is asked and answers; lengths and reasons are judged by the action."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.choices import Decision, RiskCategory, Verdict
from clients.forms.fields import offer
from clients.rules.judging import LEAST_LETTERS, is_reasoned


def words(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """A few sentences. The browser stops at 1000 letters; the action counts again."""
    widget = forms.Textarea(attrs={"rows": 4, "maxlength": 1000})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget)


class OverrideForm(forms.Form):
    """`categories` are the instrument's own; the one that stands is no choice."""

    category = forms.ChoiceField(
        label=_("Kategori yang Anda usulkan"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih kategori yang Anda usulkan.")},
    )
    reason = words(
        _("Alasan"),
        _("Fakta yang tidak tertangkap butir penilaian, dan dari mana Anda tahu. Paling sedikit 20 huruf."),
        required=True,
    )

    def __init__(self, *args: Any, categories: Iterable[str], now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [(code, RiskCategory(code).label) for code in categories if code != now])

    def clean_reason(self) -> str:
        """Said together with the other faults; the action asks again."""
        reason: str = self.cleaned_data["reason"]
        if not is_reasoned(reason):
            raise forms.ValidationError(
                _("Tulis alasannya, paling sedikit %(least)s huruf.") % {"least": LEAST_LETTERS}
            )
        return reason


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Putusan"),
        choices=[(Decision.APPROVED, _("Setujui")), (Decision.REFUSED, _("Tolak"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih setujui atau tolak.")},
    )
    comment = words(_("Catatan"), _("Wajib bila ditolak: sebutkan sebabnya, agar PK tahu apa yang perlu diperbaiki."))

    @property
    def is_approved(self) -> bool:
        return self.cleaned_data["decision"] == Decision.APPROVED


class ReviewAskForm(forms.Form):
    question = words(_("Yang ingin ditanyakan"), _("Boleh dikosongkan. Misalnya: apakah nilai butir A9 sudah tepat?"))


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Hasil tinjauan"),
        choices=[(each.value, each.label) for each in Verdict if each != Verdict.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hasil tinjauan.")},
    )
    comment = words(_("Catatan"), _("Wajib bila perlu diperbaiki: sebutkan butir dan buktinya."))
