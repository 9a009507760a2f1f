"""Shape of a guidance period: its ground, number, dates, officer and end."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from clients.choices import ADULT_ONLY, CHILD_ONLY, EndReason, GuidanceStatus
from clients.forms.fields import EMPTY, date_field, offer

GUIDANCE = ("status", "register_no", "decree_no", "decree_on", "start_on", "sentence_expiry_on", "guidance_end_on")


def grouped_statuses(is_child: bool | None) -> list[tuple[Any, Any]]:
    """Choices of the legal ground: those of the cohort, or, while it is not known, all in three groups."""
    everyone = [choice for choice in GuidanceStatus.choices if choice[0] not in CHILD_ONLY | ADULT_ONLY]
    adults = [choice for choice in GuidanceStatus.choices if choice[0] in ADULT_ONLY]
    children = [choice for choice in GuidanceStatus.choices if choice[0] in CHILD_ONLY]
    groups = [EMPTY, (_("Dewasa dan anak"), everyone)]
    if is_child is not True:
        groups.append((_("Hanya dewasa"), adults))
    if is_child is not False:
        groups.append((_("Hanya anak"), children))
    return groups


def officer_choices(officers: Iterable[User], empty: Any) -> list[tuple[Any, Any]]:
    return [("", empty), *((str(officer.pk), officer.name) for officer in officers)]


class GuidanceForm(forms.Form):
    status = forms.ChoiceField(label=_("Status bimbingan"), choices=grouped_statuses(None))
    register_no = forms.CharField(
        label=_("Nomor register"),
        required=False,
        max_length=60,
        help_text=_("Kosongkan agar portal memberi nomor berikutnya. Isi hanya untuk register lama."),
    )
    decree_no = forms.CharField(label=_("Nomor SK/penetapan"), required=False, max_length=80)
    decree_on = date_field(_("Tanggal SK/penetapan"), required=False)
    start_on = date_field(_("Mulai bimbingan"))
    sentence_expiry_on = date_field(_("Ekspirasi"), required=False, help_text=_("Akhir masa pidana."))
    guidance_end_on = date_field(
        _("Habis masa bimbingan (HMB)"), help_text=_("Untuk PB dapat lebih lama daripada ekspirasi.")
    )


class CorrectGuidanceForm(GuidanceForm):
    def __init__(self, *args: Any, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "status", grouped_statuses(is_child))
        self.fields["register_no"].required = True
        self.fields["register_no"].help_text = ""


class AssignForm(forms.Form):
    officer = forms.ChoiceField(label=_("PK/APK baru"), widget=forms.Select(attrs={"data-tomselect": ""}))
    from_on = date_field(_("Mulai tanggal"), help_text=_("PK sebelumnya berakhir sehari sebelumnya."))

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        """`officers`: (id, name with what is known of the load), in the order to be offered."""
        super().__init__(*args, **kwargs)
        offer(self, "officer", [EMPTY, *((str(pk), words) for pk, words in officers)])


class CloseForm(forms.Form):
    ended_on = date_field(_("Tanggal berakhir"), help_text=_("Hari terakhir bimbingan."))
    end_reason = forms.ChoiceField(label=_("Alasan"))

    def __init__(self, *args: Any, reasons: Iterable[EndReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "end_reason", [EMPTY, *((reason.value, reason.label) for reason in reasons)])
