"""Which day, and as known when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import date_field


class AtDateForm(forms.Form):
    tanggal = date_field(_("Keadaan pada tanggal"))
    diketahui = date_field(_("Menurut yang tercatat sampai"), required=False, help_text=_("Kosong: sampai sekarang."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("tanggal", "diketahui"):
            if found.get(name) and found[name] > self.today:
                self.add_error(name, _("Tanggal ini belum tiba."))
        if found.get("tanggal") and found.get("diketahui") and found["diketahui"] < found["tanggal"]:
            self.add_error("diketahui", _("Pilih tanggal yang sama atau sesudahnya."))
        return found
