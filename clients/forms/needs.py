"""Practical needs by hand: several at once on a tick list, and closing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.choices import NeedClosing, PracticalNeed
from clients.forms.fields import date_field

NOTE_LENGTH = 300
HINTS = {
    PracticalNeed.IDENTITY: _("Misalnya: KTP hilang, sudah diurus ke Dukcapil."),
    PracticalNeed.HOUSING: _("Misalnya: menumpang di rumah paman sampai akhir bulan."),
    PracticalNeed.WORK: _("Misalnya: bisa mengelas, belum punya sertifikat."),
    PracticalNeed.SCHOOL: _("Misalnya: berhenti di kelas XI, ingin Paket C."),
    PracticalNeed.HEALTH: _("Misalnya: minum obat TB sampai Maret."),
    PracticalNeed.REHABILITATION: _("Misalnya: rujukan rawat jalan ke IPWL."),
    PracticalNeed.DISABILITY: _("Misalnya: memakai kursi roda; lapor di lantai satu."),
    PracticalNeed.SAFETY: _("Misalnya: diancam mantan rekan."),
}


@dataclass(frozen=True, slots=True)
class NeedTick:
    """One line of the tick list. `stands`: in what words it is on the map already; "" where it is not."""

    code: str
    need: forms.BoundField
    on: forms.BoundField
    note: forms.BoundField
    stands: str

    @property
    def is_offered(self) -> bool:
        """Not for what stands already, unless it was sent: then the typed text stays with what is wrong."""
        return not self.stands or bool(self.need.value())


class PracticalNeedsForm(forms.Form):
    """Fields need-CODE, on-CODE and note-CODE of every practical need. `standing`: code -> words."""

    def __init__(self, data: Any = None, *, today: date, standing: Mapping[str, str]) -> None:
        super().__init__(data)
        self.standing = standing
        for code, label in PracticalNeed.choices:
            self.fields[f"need-{code}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"on-{code}"] = date_field(
                format_lazy(_("{need}: diketahui sejak"), need=label), required=False
            )
            self.fields[f"on-{code}"].initial = today
            self.fields[f"note-{code}"] = forms.CharField(
                label=format_lazy(_("{need}: keterangan"), need=label),
                max_length=NOTE_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=HINTS[PracticalNeed(code)],
            )

    @property
    def ticks(self) -> list[NeedTick]:
        return [
            NeedTick(code, self[f"need-{code}"], self[f"on-{code}"], self[f"note-{code}"], self.standing.get(code, ""))
            for code in PracticalNeed.values
        ]

    def clean(self) -> dict[str, Any]:
        """A note written without its tick, and a tick without its day, are told; nothing typed is lost in silence."""
        given = super().clean() or {}
        for code in PracticalNeed.values:
            if not given.get(f"need-{code}"):
                if given.get(f"note-{code}", "").strip():
                    self.add_error(f"need-{code}", _("Keterangannya terisi: centang kebutuhan ini, atau hapus."))
            elif not given.get(f"on-{code}") and f"on-{code}" not in self.errors:
                self.add_error(f"on-{code}", _("Isi tanggalnya."))
        return given

    def chosen(self) -> list[tuple[str, date, str]]:
        """(code, day, note) of every ticked need."""
        given = self.cleaned_data
        return [
            (code, given[f"on-{code}"], given[f"note-{code}"])
            for code in PracticalNeed.values
            if given.get(f"need-{code}")
        ]


class CloseNeedForm(forms.Form):
    closing = forms.ChoiceField(
        label=_("Alasan"),
        choices=[(reason.value, reason.label) for reason in (NeedClosing.MET, NeedClosing.DROPPED)],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NeedsDayForm(forms.Form):
    """Which day's map; empty: today's."""

    tanggal = date_field(_("Peta pada tanggal (kosong: hari ini)"), required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_tanggal(self) -> date | None:
        day: date | None = self.cleaned_data["tanggal"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba."))
        return day
