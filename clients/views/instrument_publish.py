"""Doors of what happens to a whole version: checked, previewed, published, ended, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from clients.actions.instrument_publish import publish_version, retire_version, withdraw_version
from clients.forms.instrument_version import FactsForm, PublishForm, RetireForm
from clients.forms.panel import panel_of
from clients.forms.sheet import parts_of, read_sheet
from clients.models import InstrumentVersion
from clients.permissions.instrument import MANAGE
from clients.queries.instrument_list import assessments_with, in_force_before, trial_of_this
from clients.queries.instrument_words import doubts_of
from clients.queries.instruments import definition_of
from clients.rules.instrument_check import Fault, faults_of
from clients.views.instrument import VIEW, page_context
from clients.views.instrument_section import draft_of

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@requires(VIEW)
def instrument_check(request: PortalRequest, pk: int) -> HttpResponse:
    """Every fault with a link to its place; the sums are counted anew each time."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    context = page_context(request, version, "check")
    faults = [(fault, _place_of(version, fault, context["may_edit"])) for fault in faults_of(version.definition)]
    return render(request, "clients/instrument_check.html", {**context, "faults": faults})


def _place_of(version: InstrumentVersion, fault: Fault, may_edit: bool) -> str:
    """Where a fault is mended; for a reader the page of the version."""
    if not may_edit:
        return reverse("clients:instrument_detail", args=[version.pk])
    args = [version.pk, fault.code] if fault.code else [version.pk]
    return reverse(f"clients:instrument_{fault.kind}", args=args)


@require_http_methods(METHODS)
@requires(VIEW)
def instrument_preview(request: PortalRequest, pk: int) -> HttpResponse:
    """The entry form of this version with its live score; nothing is saved."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    instrument = definition_of(version)
    form = FactsForm(request.POST if request.method == "POST" else {"sex": "M", "drug_offence": "no"})
    facts = form.cleaned_data if form.is_valid() else {}
    known = {"sex": facts.get("sex") or "M", "drug_offence": facts.get("drug_offence") == "yes"}
    facts_needed = {name: known[name] for name in instrument.context if name in known}
    sheet = read_sheet(instrument, request.POST)
    panel = panel_of(instrument, sheet, facts_needed)
    if request.htmx:
        return render(request, "clients/assessment_panel.html", {"panel": panel, "is_live": True})
    errors = {problem.code: problem.message for problem in panel.problems}
    context: dict[str, Any] = {
        **page_context(request, version, "preview"),
        "facts_form": form if instrument.context else None,
        "parts": list(zip(parts_of(instrument, sheet, errors), panel.parts, strict=True)),
        "panel": panel,
        "is_live": False,
    }
    return render(request, "clients/instrument_preview.html", context)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_publish(request: PortalRequest, pk: int) -> HttpResponse:
    version = draft_of(pk)
    decree = version.definition["source"]["decree"] or ""
    initial = {"valid_from": today_in(), "decree": decree, "revision": version.revision}
    form, status = PublishForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                publish_version(version_id=pk, by=request.user, scope=request.scope, **form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Versi %(name)s diterbitkan.") % {"name": version.version})
                return redirect("clients:instrument_detail", pk=pk)
    context = {
        **page_context(request, version, "publish"),
        "form": form,
        "faults": faults_of(version.definition),
        "doubts": doubts_of(definition_of(version)),
        "trial": trial_of_this(version),
        "before": in_force_before(version),
    }
    return render(request, "clients/instrument_publish.html", context, status=status)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_retire(request: PortalRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion, pk=pk)
    form, status = RetireForm(request.POST or None, initial={"last_on": today_in()}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                last_on = form.cleaned_data["last_on"]
                retire_version(version_id=pk, last_on=last_on, by=request.user, scope=request.scope)
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Hari terakhir versi ini tercatat."))
                return redirect("clients:instrument_detail", pk=pk)
    context = {**page_context(request, version, "content"), "form": form, "assessments": assessments_with(version)}
    return render(request, "clients/instrument_retire.html", context, status=status)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion, pk=pk)
    if request.method == "POST":
        withdraw_version(version_id=pk, by=request.user, scope=request.scope)
        messages.success(request, _("Penerbitan ditarik; versi sebelumnya tetap berlaku."))
        return redirect("clients:instrument_detail", pk=pk)
    cancel_url = reverse("clients:instrument_detail", args=[pk])
    context = {**page_context(request, version, "content"), "cancel_url": cancel_url}
    return render(request, "clients/instrument_withdraw.html", context)
