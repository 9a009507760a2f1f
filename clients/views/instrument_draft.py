"""Doors of drafts: made by copy or import, entries moved and removed, and thrown away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors, row_number
from clients.actions.instrument import copy_version, drop_draft, import_draft, move_entry, remove_entry
from clients.forms.instrument_version import CopyForm, ImportForm
from clients.forms.sheet import html_id
from clients.models import InstrumentVersion
from clients.permissions.instrument import MANAGE
from clients.rules.instrument_edit import LISTS
from clients.views.instrument import page_context
from clients.views.instrument_section import draft_of, entry_or_404

METHODS = ["GET", "HEAD", "POST"]
STEPS = {"up": -1, "down": 1}


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_copy(request: PortalRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(InstrumentVersion, pk=pk)
    form, status = CopyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = copy_version(version_id=pk, by=request.user, scope=request.scope, **form.cleaned_data)
            except DomainError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Rancangan dibuat. Versi asalnya tidak berubah."))
                return redirect("clients:instrument_detail", pk=draft.pk)
    context = {**page_context(request, source, "content"), "form": form}
    return render(request, "clients/instrument_copy.html", context, status=status)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_import(request: PortalRequest) -> HttpResponse:
    form, status, faults = ImportForm(request.POST or None, request.FILES or None), 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, name = form.cleaned_data["upload"].read(1_000_001), form.cleaned_data["name"]
            try:
                draft = import_draft(data=data, name=name, by=request.user, scope=request.scope)
            except DomainError as error:
                faults = getattr(error, "fields", {}).pop("data", "").splitlines()
                put_errors(form, error)
            else:
                messages.success(request, _("Berkas diimpor sebagai rancangan."))
                return redirect("clients:instrument_detail", pk=draft.pk)
    return render(request, "clients/instrument_import.html", {"form": form, "faults": faults}, status=status)


@require_POST
@requires(MANAGE)
def instrument_move(request: PortalRequest, pk: int) -> HttpResponse:
    """One step up or down; `go` says what: "item:A1:up"."""
    version = draft_of(pk)
    kind, _colon, rest = request.POST.get("go", "").partition(":")
    code, _colon, step = rest.rpartition(":")
    revision = row_number(request.POST.get("revision", ""))
    if kind not in LISTS or step not in STEPS or revision is None:
        raise Http404
    entry_or_404(version, kind, code)
    move_entry(
        version_id=pk,
        revision=revision,
        kind=kind,
        code=code,
        step=STEPS[step],
        by=request.user,
        scope=request.scope,
    )
    place = {"item": html_id(code), "part": f"bagian-{code}", "factor": "faktor"}[kind]
    return redirect(reverse("clients:instrument_detail", args=[pk]) + f"#{place}")


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_remove(request: PortalRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """Asks first: a part takes its items along."""
    version = draft_of(pk)
    if kind not in LISTS:
        raise Http404
    found = entry_or_404(version, kind, code)
    cancel_url = reverse("clients:instrument_detail", args=[pk])
    if request.method == "POST":
        revision = row_number(request.POST.get("revision", ""))
        if revision is None:
            raise Http404
        remove_entry(version_id=pk, revision=revision, kind=kind, code=code, by=request.user, scope=request.scope)
        messages.success(request, _("%(code)s dikeluarkan dari rancangan.") % {"code": code})
        return redirect(cancel_url)
    items = [item for item in version.definition["items"] if kind == "part" and item["part"] == code]
    context = {
        **page_context(request, version, "content"),
        "cancel_url": cancel_url,
        "kind": kind,
        "code": code,
        "label": found["label"],
        "items": len(items),
    }
    return render(request, "clients/instrument_remove.html", context)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_drop(request: PortalRequest, pk: int) -> HttpResponse:
    version = draft_of(pk)
    if request.method == "POST":
        revision = row_number(request.POST.get("revision", ""))
        if revision is None:
            raise Http404
        drop_draft(version_id=pk, revision=revision, by=request.user, scope=request.scope)
        messages.success(request, _("Rancangan dibuang."))
        return redirect("clients:instrument_list")
    cancel_url = reverse("clients:instrument_detail", args=[pk])
    context = {**page_context(request, version, "content"), "cancel_url": cancel_url}
    return render(request, "clients/instrument_drop.html", context)
