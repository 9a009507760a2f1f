"""Forms of directives: the draft with its terms, files, a withdrawal, questions, answers, filters."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import Office
from programs.choices import DirectiveKind, TargetPeriod, TargetRule
from programs.forms.photo import SeveralFiles, SeveralFilesField
from programs.forms.plan import SEARCHABLE, date_widget
from programs.forms.service import KeyedForm
from programs.models import DirectiveVersion
from programs.rules.directive import MAX_TERMS
from programs.rules.targets import MEASURES, MOST

LIST_BYTES = 200_000
SPARE_TERMS = 2


class DirectiveForm(KeyedForm):
    """What a draft says; its terms stand in a TermFormSet beside it."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(label=_("Nomor arahan"), max_length=60, help_text=_("Seperti tertulis pada suratnya."))
    kind = forms.ChoiceField(label=_("Jenis"), choices=DirectiveKind.choices)
    title = forms.CharField(label=_("Judul"), max_length=150)
    applies_from = forms.DateField(label=_("Berlaku mulai"), widget=date_widget())
    due_on = forms.DateField(
        label=_("Batas konfirmasi"),
        required=False,
        widget=date_widget(),
        help_text=_("Boleh kosong. Kantor yang belum mengonfirmasi sesudah hari ini tampil paling atas."),
    )
    body = forms.CharField(
        label=_("Isi arahan"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Baris kosong memisahkan paragraf. Awali baris dengan “- ” atau “1. ” untuk membuat daftar."),
    )

    @staticmethod
    def initial_of(version: DirectiveVersion) -> dict[str, Any]:
        names = ("title", "body", "applies_from", "due_on", "lock_version")
        directive = {"number": version.directive.number, "kind": version.directive.kind}
        return directive | {name: getattr(version, name) for name in names}

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them, without key and lock."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "lock_version")}


class TermForm(forms.Form):
    term = forms.CharField(label=_("Istilah"), required=False, max_length=120)
    text = forms.CharField(
        label=_("Penjelasan"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


TermFormSet = forms.formset_factory(TermForm, extra=SPARE_TERMS, max_num=MAX_TERMS)


class FilesForm(forms.Form):
    uploads = SeveralFilesField(
        label=_("Berkas"),
        widget=SeveralFiles(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG, atau PNG, paling besar 10 MB."),
    )


class TargetForm(KeyedForm):
    """A target. Which of the lower fields count depends on the rule; the help says so."""

    measure = forms.ChoiceField(
        label=_("Yang dihitung"), choices=[(code, measure.label) for code, measure in MEASURES.items()]
    )
    period = forms.ChoiceField(label=_("Jangka"), choices=TargetPeriod.choices)
    rule = forms.ChoiceField(label=_("Pembagian ke Bapas"), choices=TargetRule.choices, widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label=_("Angka"), required=False, min_value=1, max_value=MOST, help_text=_("Kosongkan bila memakai daftar.")
    )
    basis_on = forms.DateField(
        label=_("Jumlah klien pada hari"),
        required=False,
        widget=date_widget(),
        help_text=_("Untuk “per 100 klien” dan “dibagi”: hari yang jumlah kliennya dipakai."),
    )
    listed = forms.CharField(
        label=_("Daftar Bapas"),
        required=False,
        max_length=LIST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Satu baris untuk setiap Bapas: kode atau nama, titik koma, angka. Boleh ditempel dari Excel."),
    )
    sheet = forms.FileField(
        label=_("Atau berkas CSV"),
        required=False,
        help_text=_("Isinya sama: kode atau nama Bapas, lalu angka. Dipakai bila daftar di atas kosong."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_sheet(self) -> str:
        file = self.cleaned_data.get("sheet")
        if not file:
            return ""
        if file.size > LIST_BYTES:
            raise forms.ValidationError(_("Berkas CSV lebih besar dari 200 KB."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("Berkas ini bukan CSV. Simpan lembar kerja sebagai CSV UTF-8.")) from error
        return str(text).replace("\x00", "")

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        sheet = data.pop("sheet")
        return data | {"listed": data["listed"] if data["listed"].strip() else sheet}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Mengapa ditarik"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca semua kantor."),
    )


class WordsForm(KeyedForm):
    """A question, or an answer; `seen` tells how many answers its page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Pertanyaan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or self.fields["text"].label
        self.fields["text"].help_text = help_text


class DirectiveFilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *DirectiveKind.choices])


class WatchFilterForm(forms.Form):
    """Which directive, which Kanwil, and who has or has not confirmed."""

    state = forms.ChoiceField(label=_("Konfirmasi"), required=False, choices=[("", _("Belum")), ("done", _("Sudah"))])
    directive = forms.TypedChoiceField(label=_("Arahan"), required=False, coerce=int, empty_value=None)
    office = forms.ModelChoiceField(
        label=_("Kanwil"), required=False, queryset=Office.objects.none(), empty_label=_("Semua Kanwil")
    )

    def __init__(self, *args: Any, versions: list[DirectiveVersion], kanwils: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.directive_id, f"{row.directive.number} · {row.title}") for row in versions]
        field = cast(forms.TypedChoiceField, self.fields["directive"])
        field.choices = [("", _("Semua arahan yang berlaku")), *choices]
        field.widget.attrs.update(SEARCHABLE)
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = kanwils
        if kanwils.count() < 2:
            del self.fields["office"]


class ProgressFilterForm(forms.Form):
    """A month, in whose periods the targets are shown, and a Kanwil."""

    month = forms.ChoiceField(label=_("Bulan"), required=False)
    office = forms.ModelChoiceField(
        label=_("Kanwil"), required=False, queryset=Office.objects.none(), empty_label=_("Semua Kanwil")
    )

    def __init__(self, *args: Any, months: list[date], kanwils: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]
        cast(forms.ChoiceField, self.fields["month"]).choices = choices
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = kanwils
        if kanwils.count() < 2:
            del self.fields["office"]
