"""Choosing a village: a search box and a list of what it found, inside any form."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from clients.queries.regions import find_villages, village

PICKED = ("region", "guarantor_region")


def is_searching(request: PortalRequest) -> bool:
    """Was the search button pressed (scripts off)? Then the form is shown again, nothing is checked or saved."""
    return "find_region" in request.POST


def region_picker(form: forms.Form, name: str) -> dict[str, Any] | None:
    """What clients/_region_picker.html needs; None when the form has no such field."""
    if name not in form.fields:
        return None
    source = form.data if form.is_bound else form.initial
    words = str(source.get(f"{name}_words", ""))
    return {**_found(name, words, str(form[name].value() or "")), "errors": form[name].errors}


def _found(name: str, words: str, code: str) -> dict[str, Any]:
    found = find_villages(words)
    chosen = village(code)
    return {
        "name": name,
        "words": words,
        "chosen": chosen,
        "rows": [row for row in found.rows if chosen is None or row.pk != chosen.pk],
        "total": found.total,
        "shown": len(found.rows),
        "is_too_short": found.is_too_short,
    }


@require_safe
@requires("clients.register_client")
def region_search(request: PortalRequest) -> HttpResponse:
    """The part with the villages found, for HTMX."""
    name = request.GET.get("field", "region")
    if name not in PICKED:
        raise Http404
    picker = _found(name, request.GET.get(f"{name}_words", ""), request.GET.get(name, ""))
    return render(request, "clients/_region_results.html", {"picker": picker})
