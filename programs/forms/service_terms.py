"""The form that corrects the terms of an order."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.service import OrderForm
from programs.models import ServiceOrder
from programs.rules.service import HOUR

FIXED = ("form_key", "minutes_ordered", "start_on")


class TermsForm(OrderForm):
    """The verdict's terms but for the hours in all and the first day, and why they are corrected."""

    reason = forms.CharField(label=_("Mengapa dibetulkan"), max_length=300, required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, order: ServiceOrder, **kwargs: Any) -> None:
        names = (*(name for name in self.base_fields if name not in (*FIXED, "reason")), "lock_version")
        first = {name: getattr(order, name) for name in names}
        first["minutes_per_day"] = Decimal(order.minutes_per_day) / HOUR
        super().__init__(
            *args, guidance=order.guidance, kind=order.kind, partner=order.partner, initial=first, **kwargs
        )
        for name in FIXED:
            del self.fields[name]
