"""How the directorate writes a directive: draft, files, targets, publishing, a new version, withdrawing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import StaleEdit, tell_saved
from programs.actions import directive as actions
from programs.actions import directive_part as parts
from programs.forms.directive import DirectiveForm, FilesForm, TargetForm, TermFormSet, WithdrawForm
from programs.models import DirectiveVersion
from programs.queries import directive as queries
from programs.queries.reading import asked_offices
from programs.rules.directive import blocks
from programs.views.directive import published

methods = require_http_methods(["GET", "HEAD", "POST"])


def _draft(request: PortalRequest, pk: int) -> DirectiveVersion:
    return get_object_or_404(queries.drafts(request.scope), directive=pk)


@methods
@requires("programs.write_directive")
def directive_new(request: PortalRequest) -> HttpResponse:
    form = DirectiveForm(request.POST or None, initial={"form_key": uuid.uuid4(), "applies_from": today_in()})
    terms = TermFormSet(request.POST or None, prefix="term")
    if request.method == "POST" and form.is_valid() and terms.is_valid():
        try:
            version = actions.draft_directive(
                form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
                by=request.user,
                scope=request.scope,
                **form.values(),
                terms=_terms(terms),
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, version, _("Rancangan tersimpan. Tambahkan berkas atau target, lalu terbitkan."))
            return redirect("programs:directive_draft", version.directive_id)
    return _form_page(request, form, terms, None)


def _terms(formset: Any) -> list[dict[str, str]]:
    return [{"term": row.get("term", ""), "text": row.get("text", "")} for row in formset.cleaned_data if row]


@methods
@requires("programs.write_directive")
def directive_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a draft. One saved elsewhere meanwhile comes back with both wordings, nothing written over."""
    version = _draft(request, pk)
    form = DirectiveForm(request.POST or None, initial=DirectiveForm.initial_of(version))
    terms = TermFormSet(request.POST or None, prefix="term", initial=version.terms)
    conflict: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid() and terms.is_valid():
        try:
            actions.change_draft(
                directive_id=pk,
                lock_version=form.cleaned_data["lock_version"] or 0,
                by=request.user,
                scope=request.scope,
                **form.values(),
                terms=_terms(terms),
            )
        except StaleEdit:
            version = _draft(request, pk)
            conflict = _both_wordings(form, _terms(terms), version)
            form.data = {**request.POST.dict(), "lock_version": str(version.lock_version)}
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Rancangan tersimpan."))
            return redirect("programs:directive_draft", pk)
    return _form_page(request, form, terms, version, conflict)


def _both_wordings(form: DirectiveForm, terms: list[dict[str, str]], stored: DirectiveVersion) -> list[dict[str, str]]:
    """Where what was typed and what is stored differ, in words."""
    kept = DirectiveForm.initial_of(stored)
    rows = [
        {"label": str(form.fields[name].label), "typed": str(value or ""), "stored": str(kept[name] or "")}
        for name, value in form.values().items()
        if value != kept[name]
    ]
    typed = [row for row in terms if row["term"] or row["text"]]
    if typed != stored.terms:
        spoken = ["; ".join(f"{row['term']}: {row['text']}" for row in each) for each in (typed, stored.terms)]
        rows.append({"label": _("Istilah"), "typed": spoken[0], "stored": spoken[1]})
    return rows


def _form_page(
    request: PortalRequest,
    form: DirectiveForm,
    terms: Any,
    version: DirectiveVersion | None,
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:
    status = 409 if conflict else 422 if form.is_bound and (form.errors or not terms.is_valid()) else 200
    context = {"form": form, "terms": terms, "version": version, "conflict": conflict or []}
    context["term_faults"] = form.non_field_errors() if form.is_bound else []
    return render(request, "programs/directive_form.html", context, status=status)


@require_safe
@requires("programs.write_directive")
def directive_draft(request: PortalRequest, pk: int) -> HttpResponse:
    return render(request, "programs/directive_draft.html", _draft_context(request, _draft(request, pk)))


def _draft_context(request: PortalRequest, version: DirectiveVersion, **forms: Any) -> dict[str, Any]:
    return {
        "version": version,
        "blocks": blocks(version.body),
        "files": queries.files_of(version),
        "targets": [(row, queries.target_words(row)) for row in queries.targets_of(version)],
        "compared": queries.compared(version),
        "files_form": FilesForm(),
    } | forms


@require_POST
@requires("programs.write_directive")
def directive_revise(request: PortalRequest, pk: int) -> HttpResponse:
    published(pk)
    try:
        actions.revise_directive(directive_id=pk, by=request.user, scope=request.scope)
    except WrongState as error:
        messages.error(request, str(error.message))
        return redirect("programs:directive_detail", pk)
    messages.success(request, _("Rancangan versi baru siap diubah. Versi yang terbit tetap berlaku."))
    return redirect("programs:directive_draft", pk)


@require_POST
@requires("programs.write_directive")
def file_add(request: PortalRequest, pk: int) -> HttpResponse:
    """Keep the files sent; one that is refused is named, the others stay."""
    version = _draft(request, pk)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        for file in form.cleaned_data["uploads"]:
            try:
                row = parts.add_file(
                    directive_id=pk, data=file.read(), name=file.name, by=request.user, scope=request.scope
                )
            except Invalid as error:
                form.add_error("uploads", f"{file.name}: {error.message}")
            else:
                tell_saved(request, row, _("Berkas tersimpan: %(name)s.") % {"name": row.name})
        if not form.errors:
            return redirect("programs:directive_draft", pk)
    return render(
        request, "programs/directive_draft.html", _draft_context(request, version, files_form=form), status=422
    )


def _part_removed(request: PortalRequest, remove: Callable[[], Any], said: str) -> HttpResponse:
    """Take a part out of its draft; 404 where it is gone or stands in a published version."""
    try:
        row = remove()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, said)
    return redirect("programs:directive_draft", row.version.directive_id)


@require_POST
@requires("programs.write_directive")
def file_remove(request: PortalRequest, pk: int) -> HttpResponse:
    def remove() -> Any:
        return parts.remove_file(file_id=pk, by=request.user, scope=request.scope)

    return _part_removed(request, remove, _("Berkas dikeluarkan dari rancangan."))


@require_POST
@requires("programs.write_directive")
def target_remove(request: PortalRequest, pk: int) -> HttpResponse:
    def remove() -> Any:
        return parts.remove_target(target_id=pk, by=request.user, scope=request.scope)

    return _part_removed(request, remove, _("Target dikeluarkan dari rancangan."))


@methods
@requires("programs.write_directive")
def target_new(request: PortalRequest, pk: int) -> HttpResponse:
    version = _draft(request, pk)
    first = TargetForm.first_values() | {"basis_on": today_in(), "rule": "SAMA", "period": "BULAN"}
    form = TargetForm(request.POST or None, request.FILES or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = parts.add_target(directive_id=pk, by=request.user, scope=request.scope, **form.values())
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, _("Target tersimpan."))
                return redirect("programs:directive_draft", pk)
    return render(request, "programs/directive_target.html", {"version": version, "form": form}, status=status)


@methods
@requires("programs.write_directive")
def directive_publish(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask once more, then publish; what changed since the page was opened sends the publisher back to read."""
    version = _draft(request, pk)
    if request.method == "POST":
        lock = row_number(request.POST.get("lock_version", ""))
        try:
            actions.publish_directive(
                directive_id=pk, lock_version=-1 if lock is None else lock, by=request.user, scope=request.scope
            )
        except (Invalid, WrongState) as error:
            messages.error(request, str(error.message))
            return redirect("programs:directive_draft", pk)
        messages.success(request, _("Arahan terbit. Setiap Bapas dan Kanwil diminta mengonfirmasi."))
        return redirect("programs:directive_detail", pk)
    context = {"version": version, "offices": asked_offices().count()}
    context["cancel_url"] = reverse("programs:directive_draft", args=[pk])
    return render(request, "programs/directive_publish.html", context)


@methods
@requires("programs.write_directive")
def directive_withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    version = published(pk)
    form = WithdrawForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.withdraw_directive(
                    directive_id=pk, reason=form.cleaned_data["reason"], by=request.user, scope=request.scope
                )
            except Invalid as error:
                put_errors(form, error)
            except WrongState as error:
                messages.error(request, str(error.message))
                return redirect("programs:directive_detail", pk)
            else:
                messages.success(request, _("Arahan ditarik. Isinya tetap dapat dibaca."))
                return redirect("programs:directive_detail", pk)
    context = {"version": version, "form": form, "cancel_url": reverse("programs:directive_detail", args=[pk])}
    return render(request, "programs/directive_withdraw.html", context, status=status)
