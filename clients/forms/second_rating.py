"""Shape of a request for a second rating: who, and until when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from clients.forms.fields import EMPTY, date_field, offer
from clients.forms.guidance import officer_choices


class AskRatingForm(forms.Form):
    """Who may rate is worked out by `possible_raters`, and checked again by the action."""

    rater = forms.TypedChoiceField(
        label=_("PK/APK yang menilai"),
        coerce=int,
        widget=forms.Select(attrs={"data-tomselect": ""}),
        help_text=_("Hanya petugas kantor ini yang belum membuka hasil pertama."),
    )
    due_on = date_field(_("Paling lambat"))

    def __init__(self, *args: Any, raters: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "rater", officer_choices(raters, EMPTY[1]))
