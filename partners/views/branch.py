"""Branches of a partner: adding, changing, closing, taking into use again."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from partners.actions import branch as actions
from partners.forms.branch import BranchForm
from partners.forms.part import SureForm
from partners.models import Branch, Organisation
from partners.views.saving import acted, changed, form_page, saved

methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "partners/branch_form.html"


def _own(request: PortalRequest, pk: int) -> Branch:
    return get_object_or_404(Branch.objects.visible_to(request.scope).select_related("organisation"), pk=pk)


@methods
@requires("partners.write_organisation")
def branch_new(request: PortalRequest, pk: int) -> HttpResponse:
    """A new branch of a partner (`pk`) that the reader's office keeps."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.scope), pk=pk)
    form = BranchForm(request.POST or None, initial=BranchForm.first_values())
    branch = saved(
        request,
        form,
        lambda: actions.add_branch(
            organisation_id=pk,
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        _("Cabang tercatat."),
    )
    if branch is not None:
        return redirect("partners:organisation_detail", pk)
    return form_page(request, PAGE, {"form": form, "organisation": organisation, "branch": None, "conflict": None})


@methods
@requires("partners.write_organisation")
def branch_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a branch. One saved elsewhere meanwhile comes back with both wordings."""
    branch = _own(request, pk)
    form = BranchForm(request.POST or None, initial=BranchForm.initial_of(branch))
    done, conflict = changed(
        request,
        form,
        lambda: actions.change_branch(
            branch_id=pk,
            lock_version=form.cleaned_data["lock_version"] or 0,
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        lambda: BranchForm.initial_of(_own(request, pk)),
        _("Perubahan tersimpan."),
    )
    if done:
        return redirect("partners:organisation_detail", branch.organisation_id)
    context = {"form": form, "organisation": branch.organisation, "branch": branch, "conflict": conflict}
    return form_page(request, PAGE, context)


@methods
@requires("partners.write_organisation")
def branch_close(request: PortalRequest, pk: int) -> HttpResponse:
    branch = _own(request, pk)
    form = SureForm(request.POST or None)
    done = saved(
        request,
        form,
        lambda: actions.close_branch(branch_id=pk, by=request.user, scope=request.scope),
        _("Cabang ditutup."),
    )
    if done is not None:
        return redirect("partners:organisation_detail", branch.organisation_id)
    return form_page(request, "partners/branch_close.html", {"form": form, "branch": branch})


@require_POST
@requires("partners.write_organisation")
def branch_reopen(request: PortalRequest, pk: int) -> HttpResponse:
    branch = _own(request, pk)
    acted(
        request,
        lambda: actions.reopen_branch(branch_id=pk, by=request.user, scope=request.scope),
        _("Cabang dibuka lagi."),
    )
    return redirect("partners:organisation_detail", branch.organisation_id)
