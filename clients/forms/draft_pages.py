"""What a draft's pages are asked: which item's events, and which moment to go back to, as it was seen."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.forms import row_number
from clients.forms.draft import key_of
from clients.forms.fields import offer


class HistoryForm(forms.Form):
    """Narrows the history; a code that nothing was entered for shows all."""

    isian = forms.ChoiceField(label=_("Butir"), required=False)

    def __init__(self, *args: Any, codes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "isian", [("", _("Semua butir")), *codes])

    @property
    def code(self) -> str:
        return self.cleaned_data.get("isian", "") if self.is_valid() else ""


def seen_of(text: str) -> int:
    """The last event the page had shown; what is no number has seen none."""
    seen = row_number(text)
    return -1 if seen is None else seen


def sent_key(text: str) -> uuid.UUID:
    """The key of the page that was sent; a page without one is a page of its own."""
    return key_of(text) or uuid.uuid4()
