"""Doors of drafts of the tier rule: made by copy or import, changed in a form or as text, and thrown away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from clients.actions.tier_rule import change_rule, copy_rule, drop_rule, import_rule
from clients.choices import VersionState
from clients.forms.tier_rule import ImportForm, SeenForm, TextForm
from clients.forms.tier_rule_edit import EditForm
from clients.models import TierRule
from clients.permissions.tier_rule import MANAGE
from clients.queries.tier import digest_of
from clients.rules.instrument_file import LONGEST_FILE, write_file
from clients.rules.tier_file import read_rule
from clients.views.tier_rule import page_context

METHODS = ["GET", "HEAD", "POST"]


def draft_of(pk: int) -> TierRule:
    """The draft; a published rule has no page to change it: 404."""
    return get_object_or_404(TierRule, pk=pk, state=VersionState.DRAFT)


@require_POST
@requires(MANAGE)
def tier_rule_copy(request: PortalRequest, pk: int) -> HttpResponse:
    get_object_or_404(TierRule, pk=pk)
    draft, is_new = copy_rule(rule_id=pk, by=request.user, scope=request.scope)
    _tell_made(request, is_new)
    return redirect("clients:tier_rule_detail", pk=draft.pk)


def _tell_made(request: PortalRequest, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("Rancangan dibuat. Aturan asalnya tidak berubah."))
    else:
        messages.info(request, _("Rancangan dengan isi yang sama sudah ada; inilah rancangan itu."))


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_import(request: PortalRequest) -> HttpResponse:
    form, status = ImportForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data["upload"].read(LONGEST_FILE + 1)
            try:
                draft, is_new = import_rule(data=data, by=request.user, scope=request.scope)
            except DomainError as error:
                put_errors(form, error)
            else:
                _tell_made(request, is_new)
                return redirect("clients:tier_rule_detail", pk=draft.pk)
    return render(request, "clients/tier_rule_import.html", {"form": form}, status=status)


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Words, points, bounds and order in fields."""
    rule = draft_of(pk)
    seen = {"seen": digest_of(rule.definition)}
    form = EditForm(request.POST or None, definition=rule.definition, note=rule.note, initial=seen)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            kept = _kept(request, rule, form, form.changed())
            if isinstance(kept, HttpResponse):
                return kept
            status = kept
    return render(
        request, "clients/tier_rule_edit.html", {**page_context(rule, "content"), "form": form}, status=status
    )


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_text(request: PortalRequest, pk: int) -> HttpResponse:
    """The whole definition as JSON, for what the fields do not reach."""
    rule = draft_of(pk)
    initial = {
        "seen": digest_of(rule.definition),
        "text": write_file(rule.definition).decode(),
        "note": rule.note,
    }
    form, status = TextForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            definition, fault = read_rule(form.cleaned_data["text"])
            if fault:
                form.add_error("text", fault)
            else:
                kept = _kept(request, rule, form, definition)
                if isinstance(kept, HttpResponse):
                    return kept
                status = kept
    return render(
        request, "clients/tier_rule_text.html", {**page_context(rule, "content"), "form": form}, status=status
    )


def _kept(request: PortalRequest, rule: TierRule, form: SeenForm, definition: Any) -> HttpResponse | int:
    """Back to the rule, or the status of a refusal that now stands in the form."""
    said = form.cleaned_data
    try:
        change_rule(
            rule_id=rule.pk,
            definition=definition,
            note=said["note"],
            seen=said["seen"],
            by=request.user,
            scope=request.scope,
        )
    except DomainError as error:
        put_errors(form, error)
        return 422 if error.http_status < 409 else error.http_status
    messages.success(request, _("Rancangan disimpan."))
    return redirect("clients:tier_rule_detail", pk=rule.pk)


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_drop(request: PortalRequest, pk: int) -> HttpResponse:
    rule = draft_of(pk)
    if request.method == "POST":
        form = SeenForm(request.POST)
        if not form.is_valid():
            raise Http404
        drop_rule(rule_id=pk, seen=form.cleaned_data["seen"], by=request.user, scope=request.scope)
        messages.success(request, _("Rancangan dibuang."))
        return redirect("clients:tier_rule_list")
    cancel_url = reverse("clients:tier_rule_detail", args=[pk])
    context = {**page_context(rule, "content"), "cancel_url": cancel_url}
    return render(request, "clients/tier_rule_drop.html", context)
