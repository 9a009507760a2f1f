"""Services of a partner: one with its places, adding, changing, closing, taking into use again."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.maps import point_on_map
from partners.actions import offering as actions
from partners.forms.offering import OfferingForm
from partners.forms.part import SureForm
from partners.models import Offering, Organisation
from partners.permissions import may_change
from partners.queries import offering as queries
from partners.views.saving import acted, changed, form_page, saved

methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "partners/offering_form.html"


def _own(request: PortalRequest, pk: int) -> Offering:
    rows = Offering.objects.visible_to(request.scope).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires("partners.view_organisation")
def offering_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One service: for whom, where, at what cost, how many places are free; never who takes them."""
    offering = get_object_or_404(queries.known_offerings(request.scope), pk=pk)
    branch = offering.branch
    context = {
        "offering": offering,
        "areas": queries.area_names(offering),
        "point": point_on_map(branch.latitude, branch.longitude) if branch else None,
        "way": offering.how_to_get_there or (branch.how_to_get_there if branch else ""),
        "may_change": may_change(offering.organisation, request.full_scope),
    }
    return render(request, "partners/offering_detail.html", context)


@methods
@requires("partners.write_organisation")
def offering_new(request: PortalRequest, pk: int) -> HttpResponse:
    """A new service of a partner (`pk`) that the reader's office keeps."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.scope), pk=pk)
    branches = queries.pickable_branches(organisation)
    first = OfferingForm.first_values() | {"needs": organisation.serves}
    if len(branches) == 1:
        first["branch_id"] = branches[0].pk
    form = OfferingForm(request.POST or None, initial=first, branches=branches)
    offering = saved(
        request,
        form,
        lambda: actions.add_offering(
            organisation_id=pk,
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        _("Layanan tercatat."),
    )
    if offering is not None:
        return redirect("partners:offering_detail", offering.pk)
    context = {"form": form, "organisation": organisation, "offering": None, "conflict": None}
    return form_page(request, PAGE, context)


@methods
@requires("partners.write_organisation")
def offering_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a service. One saved elsewhere meanwhile comes back with both wordings."""
    offering = _own(request, pk)
    form = OfferingForm(
        request.POST or None,
        initial=OfferingForm.initial_of(offering),
        branches=queries.pickable_branches(offering.organisation, keep=offering.branch_id),
        kept=offering.areas,
    )
    done, conflict = changed(
        request,
        form,
        lambda: actions.change_offering(
            offering_id=pk,
            lock_version=form.cleaned_data["lock_version"] or 0,
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        lambda: OfferingForm.initial_of(_own(request, pk)),
        _("Perubahan tersimpan."),
    )
    if done:
        return redirect("partners:offering_detail", pk)
    context = {"form": form, "organisation": offering.organisation, "offering": offering, "conflict": conflict}
    return form_page(request, PAGE, context)


@methods
@requires("partners.write_organisation")
def offering_close(request: PortalRequest, pk: int) -> HttpResponse:
    offering = _own(request, pk)
    form = SureForm(request.POST or None)
    done = saved(
        request,
        form,
        lambda: actions.close_offering(offering_id=pk, by=request.user, scope=request.scope),
        _("Layanan ditutup."),
    )
    if done is not None:
        return redirect("partners:offering_detail", pk)
    return form_page(request, "partners/offering_close.html", {"form": form, "offering": offering})


@require_POST
@requires("partners.write_organisation")
def offering_reopen(request: PortalRequest, pk: int) -> HttpResponse:
    offering = _own(request, pk)
    acted(
        request,
        lambda: actions.reopen_offering(offering_id=pk, by=request.user, scope=request.scope),
        _("Layanan dibuka lagi."),
    )
    return redirect("partners:offering_detail", offering.pk)
