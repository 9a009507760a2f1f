"""What the register's doors share: the guidance of the address, and the page of one small form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from clients.models import Guidance
from clients.views.regions import is_searching, region_picker

REFUSED = 422


def guidance_in_reach(request: PortalRequest, pk: int) -> Guidance:
    """The guidance for the permission of this view, or 404."""
    rows = Guidance.objects.visible_to(request.scope).select_related(
        "client", "case__offence_group", "office", "officer"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallForm:
    """A page with one form about a guidance; `save` gets the cleaned values and may raise a DomainError."""

    title: Any
    lead: Any = ""
    button: Any
    done: Any
    make: Callable[..., forms.Form]
    initial: Mapping[str, Any]
    save: Callable[[dict[str, Any]], Any]
    region: str = ""
    template: str = "clients/guidance_form.html"

    def answer(self, request: PortalRequest, guidance: Guidance) -> HttpResponse:
        form = self._form(request)
        if request.method == "POST" and form.is_bound and form.is_valid():
            try:
                self.save(form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
            else:
                messages.success(request, self.done)
                return redirect("clients:guidance_detail", guidance.pk)
        context = {
            "guidance": guidance,
            "form": form,
            "picker": region_picker(form, self.region) if self.region else None,
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
        }
        return render(request, self.template, context, status=REFUSED if form.is_bound else 200)

    def _form(self, request: PortalRequest) -> forms.Form:
        if request.method == "POST" and is_searching(request):
            return self.make(initial=request.POST.dict())
        return self.make(request.POST) if request.method == "POST" else self.make(initial=self.initial)
