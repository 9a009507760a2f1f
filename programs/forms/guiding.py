"""Forms of programmes and sessions of guidance."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from bapas_portal.core.forms import row_number
from partners.models import Organisation
from programs.choices import AttendanceKind, Audience, EnrolmentState, ProgrammeState, SessionMode
from programs.forms.plan import SEARCHABLE, date_widget
from programs.forms.service import KeyedForm, TimeField
from programs.models import Enrolment, Intervention, PlanLine, Programme
from programs.rules.attendance import SentMark
from programs.rules.moves import may_move_enrolment


class ProgrammeFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Semua status")), *ProgrammeState.choices]
    )
    office = forms.ModelChoiceField(
        label=_("Kantor"), required=False, queryset=Office.objects.none(), empty_label=_("Semua kantor")
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
        if offices.count() < 2:
            del self.fields["office"]


class ProgrammeForm(forms.Form):
    """`offices` only for a new programme; `lock_version` only for one that is changed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    office = forms.ModelChoiceField(label=_("Kantor"), queryset=Office.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Nama program"), max_length=150)
    intervention_id = forms.ChoiceField(
        label=_("Intervensi"),
        widget=forms.Select(attrs=SEARCHABLE),
        help_text=_("Kepribadian, kemandirian, atau fasilitasi mengikuti intervensinya."),
    )
    audience = forms.ChoiceField(label=_("Untuk"), choices=Audience.choices)
    start_on = forms.DateField(label=_("Hari pertama"), widget=date_widget())
    end_on = forms.DateField(label=_("Hari terakhir"), widget=date_widget())
    sessions_planned = forms.IntegerField(label=_("Jumlah pertemuan"), min_value=1, max_value=200)
    capacity = forms.IntegerField(label=_("Jumlah tempat"), min_value=1, max_value=500)
    place = forms.CharField(label=_("Tempat"), max_length=150)
    facilitator = forms.CharField(label=_("Narasumber"), max_length=150, required=False)
    partner_id = forms.TypedChoiceField(
        label=_("Mitra"), coerce=int, empty_value=None, required=False, widget=forms.Select(attrs=SEARCHABLE)
    )
    gives_certificate = forms.BooleanField(label=_("Peserta yang tuntas mendapat sertifikat"), required=False)

    def __init__(
        self, *args: Any, offices: QuerySet[Office] | None, partners: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        interventions = Intervention.objects.filter(is_active=True)
        choices = [(row.pk, f"{row.name} ({row.get_kind_display()})") for row in interventions]
        cast(forms.ChoiceField, self.fields["intervention_id"]).choices = choices
        named = [("", _("Tanpa mitra")), *((row.pk, row.name) for row in partners)]
        cast(forms.TypedChoiceField, self.fields["partner_id"]).choices = named
        if offices is None:
            del self.fields["office"]
        else:
            cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
            if offices.count() == 1:
                self.fields["office"].widget = forms.HiddenInput()

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        names = (*ProgrammeForm.base_fields.keys() - {"form_key", "office"},)
        return {name: getattr(programme, name) for name in names}

    def values(self) -> dict[str, Any]:
        """What the action takes, but the office, the key and the lock."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("form_key", "lock_version", "office")}


class CloseProgrammeForm(forms.Form):
    to = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Catatan"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class EndEnrolmentForm(forms.Form):
    """How it ended for one participant."""

    to = forms.ChoiceField(label=_("Hasil"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Hasil singkat atau alasannya"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Yang tuntas: apa yang dicapai. Yang berhenti atau dikeluarkan: mengapa."),
    )

    def __init__(self, *args: Any, row: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [EnrolmentState.COMPLETED, EnrolmentState.LEFT, EnrolmentState.REMOVED]
        choices = [(way.value, way.label) for way in ways if may_move_enrolment(row.state, way)]
        cast(forms.ChoiceField, self.fields["to"]).choices = choices


class SingleSessionForm(KeyedForm):
    """A session with one client."""

    held_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    mode = forms.ChoiceField(
        label=_("Cara"), choices=[choice for choice in SessionMode.choices if choice[0] != SessionMode.GROUP]
    )
    mark = forms.ChoiceField(label=_("Kehadiran"), choices=AttendanceKind.choices, widget=forms.RadioSelect)
    topic = forms.CharField(label=_("Pokok pertemuan"), max_length=200)
    plan_line_id = forms.TypedChoiceField(
        label=_("Baris rencana yang dilayani"), coerce=int, empty_value=None, required=False
    )
    account = forms.CharField(label=_("Yang dilakukan"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    result = forms.CharField(label=_("Hasil"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = forms.DateField(label=_("Pertemuan berikutnya"), widget=date_widget(), required=False)
    started_at = TimeField(label=_("Dari jam"), required=False)
    ended_at = TimeField(label=_("Sampai jam"), required=False)

    def __init__(self, *args: Any, lines: QuerySet[PlanLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Tidak menurut baris rencana")), *((row.pk, row.goal) for row in lines)]
        cast(forms.TypedChoiceField, self.fields["plan_line_id"]).choices = choices


class GroupSessionForm(KeyedForm):
    """A session of a group. `offices` only where it is of no programme."""

    office = forms.ModelChoiceField(label=_("Kantor"), queryset=Office.objects.none(), empty_label=None)
    held_on = forms.DateField(label=_("Tanggal"), widget=date_widget())
    started_at = TimeField(label=_("Dari jam"))
    ended_at = TimeField(label=_("Sampai jam"))
    topic = forms.CharField(label=_("Pokok pertemuan"), max_length=200)
    facilitator = forms.CharField(label=_("Narasumber"), max_length=150, required=False)

    def __init__(self, *args: Any, offices: QuerySet[Office] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices is None:
            del self.fields["office"]
        else:
            cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices
            if offices.count() == 1:
                self.fields["office"].widget = forms.HiddenInput()

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "office"}


class CertificateForm(KeyedForm):
    """Who signs a certificate; for a child also how activity and organiser are named on it (decision 0008)."""

    title = forms.CharField(
        label=_("Nama kegiatan pada sertifikat"),
        max_length=150,
        help_text=_("Sertifikat anak tidak boleh memberi tahu bahwa ia dibimbing Bapas."),
    )
    organiser = forms.CharField(
        label=_("Penyelenggara"), max_length=150, help_text=_("Tertulis di kepala sertifikat, misalnya mitranya.")
    )
    signer_name = forms.CharField(label=_("Nama penanda tangan dari mitra"), max_length=120)
    signer_role = forms.CharField(label=_("Jabatannya"), max_length=120, required=False)

    def __init__(self, *args: Any, row: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [] if row.guidance.is_child else ["title", "organiser"]
        if not row.guidance.is_child and not row.programme.partner_id:
            names += ["signer_name", "signer_role"]
        if not row.programme.partner_id:
            self.fields["signer_name"].label = _("Nama penanda tangan")
        for name in names:
            del self.fields[name]

    @staticmethod
    def initial_of(row: Enrolment) -> dict[str, Any]:
        programme, partner = row.programme, row.programme.partner
        return CertificateForm.first_values() | {
            "title": programme.name,
            "organiser": partner.name if partner else "",
            "signer_name": partner.contact_name if partner else programme.facilitator,
        }

    def asked(self) -> dict[str, str]:
        return {name: value.strip() for name, value in self.cleaned_data.items() if name != "form_key"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=300)


def sent_marks(data: QueryDict) -> list[SentMark]:
    """The rows of a list as sent: `baris` names them, each with `tanda-`, `catatan-` and `versi-`.

    `isi` fills the mark of every row that has none yet. Rows that are no number are left out.
    """
    fill, found = data.get("isi", ""), []
    for text in data.getlist("baris"):
        number, version = row_number(text), row_number(data.get(f"versi-{text}", ""))
        if number is not None and version is not None:
            mark = data.get(f"tanda-{text}", "") or fill
            found.append(SentMark(number, version, mark, data.get(f"catatan-{text}", "").replace("\x00", "")))
    return found
