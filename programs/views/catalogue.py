"""Pages of the catalogue of interventions: read by everybody, changed by Ditjenpas."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_again, put_errors
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.wordings import both_wordings
from programs.actions import catalogue as actions
from programs.forms.catalogue import CatalogueFilterForm, DosageForm, InterventionForm, SwitchForm
from programs.models import Intervention
from programs.queries import catalogue as queries

EDIT = actions.EDIT
methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires("programs.view_catalogue")
def catalogue_list(request: PortalRequest) -> HttpResponse:
    """The whole catalogue by need, with the dosage expected; it is short, so it is one page."""
    form = CatalogueFilterForm(request.GET)
    groups: dict[str, list[Intervention]] = {queries.served_label(code): [] for code in queries.SERVED}
    for row in queries.catalogue(form.wanted):
        groups.setdefault(queries.served_label(row.serves), []).append(row)
    groups = {label: rows for label, rows in groups.items() if rows}
    context = {"form": form, "groups": groups, "may_edit": request.full_scope.holds(EDIT)}
    return render(request, "programs/catalogue_list.html", context)


def _entry(code: str) -> Intervention:
    return get_object_or_404(Intervention.objects.prefetch_related("dosages"), pk=code)


@require_safe
@requires("programs.view_catalogue")
def catalogue_detail(request: PortalRequest, intervention_code: str) -> HttpResponse:
    row = _entry(intervention_code)
    context = {
        "row": row,
        "served": queries.served_label(row.serves),
        "dosages": queries.dosages_by_risk(row),
        "history": queries.history(row),
        "is_used": queries.is_used(row),
        "may_edit": request.full_scope.holds(EDIT),
    }
    return render(request, "programs/catalogue_detail.html", context)


@methods
@requires("programs.edit_catalogue")
def catalogue_new(request: PortalRequest) -> HttpResponse:
    form = InterventionForm(request.POST or None, initial=InterventionForm.initial_of(None))

    def act() -> Intervention:
        return actions.add_intervention(
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(), **form.values(), **_who(request)
        )

    return _act(request, form, None, act, title=_("Tambah intervensi"))


@methods
@requires("programs.edit_catalogue")
def catalogue_edit(request: PortalRequest, intervention_code: str) -> HttpResponse:
    row = _entry(intervention_code)
    form = InterventionForm(request.POST or None, initial=InterventionForm.initial_of(row))

    def act() -> Intervention:
        lock = form.cleaned_data["lock_version"] or 0
        return actions.change_intervention(code=row.pk, lock_version=lock, **form.values(), **_who(request))

    return _act(request, form, row, act, title=_("Ubah intervensi"))


@methods
@requires("programs.edit_catalogue")
def catalogue_dosage(request: PortalRequest, intervention_code: str) -> HttpResponse:
    row = _entry(intervention_code)
    form = DosageForm(request.POST or None, initial=DosageForm.initial_of(row))

    def act() -> Intervention:
        asked = {"lock_version": form.cleaned_data["lock_version"], "unit": form.cleaned_data["unit"]}
        return actions.set_dosage(code=row.pk, amounts=form.amounts(), **asked, **_who(request))

    return _act(request, form, row, act, title=_("Takaran menurut risiko"))


@methods
@requires("programs.edit_catalogue")
def catalogue_switch(request: PortalRequest, intervention_code: str) -> HttpResponse:
    """Retire an entry, or offer it again."""
    row = _entry(intervention_code)
    form = SwitchForm(request.POST or None, initial={"lock_version": row.lock_version})
    act = actions.retire_intervention if row.is_active else actions.restore_intervention
    title = _("Hentikan intervensi") if row.is_active else _("Pakai lagi intervensi")
    return _act(request, form, row, lambda: act(code=row.pk, **form.cleaned_data, **_who(request)), title=title)


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user, "scope": request.scope}


def _act(
    request: PortalRequest, form: Any, row: Intervention | None, act: Callable[[], Intervention], *, title: str
) -> HttpResponse:
    """Show the form; when it is sent and fits, act and show the entry. What was typed is kept, nothing written over."""
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act()
            except NotAllowed:
                raise
            except StaleEdit as error:
                row = _entry(row.pk) if row else None
                conflict, status = _conflict(form, row), error.http_status
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, _("Perubahan tersimpan."))
                return redirect("programs:catalogue_detail", made.pk)
    context = {"form": form, "row": row, "title": title, "conflict": conflict}
    return render(request, "programs/catalogue_form.html", context, status=status)


def _conflict(form: forms.Form, row: Intervention | None) -> list[dict[str, str]]:
    """Both wordings, and the form ready to be sent once more on top of what is stored now."""
    if row is None:
        return []
    stored = DosageForm.initial_of(row) if isinstance(form, DosageForm) else InterventionForm.initial_of(row)
    rows = both_wordings(form, stored)
    put_again(form, lock_version=str(row.lock_version))
    return rows
