"""Pages of the partner directory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.forms import put_errors
from bapas_portal.core.paging import keyset_page, next_url
from partners.actions import organisation as actions
from partners.choices import Area
from partners.forms.organisation import DirectoryFilterForm, OrganisationForm
from partners.models import Organisation
from partners.permissions import check_may_change, may_change
from partners.queries import organisation as queries
from partners.queries.offering import branches_of, offerings_of
from partners.queries.person import people_of
from partners.queries.site import sites_of


@require_safe
@requires("partners.view_organisation")
def organisation_list(request: PortalRequest) -> HttpResponse:
    """The directory, readable across offices; filters keep their place in the address."""
    form = DirectoryFilterForm(request.GET or {"area": Area.KANWIL})
    found = queries.directory(request.scope, form.wanted)
    page = keyset_page(found, order=("name", "pk"), cursor=request.GET.get("after", ""))
    return render(
        request,
        "partners/organisation_list.html",
        {
            "form": form,
            "page": page,
            "total": found.count(),
            "next_url": next_url(request.GET, page),
            "may_add": request.full_scope.holds("partners.write_organisation"),
        },
    )


@require_safe
@requires("partners.view_organisation")
def organisation_detail(request: PortalRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(queries.known(request.scope), pk=pk)
    return render(
        request,
        "partners/organisation_detail.html",
        {
            "organisation": organisation,
            "may_change": may_change(organisation, request.full_scope),
            "may_invite": request.full_scope.covers("partners.invite_worker", office_id=organisation.office_id),
            "branches": branches_of(organisation),
            "people": people_of(organisation),
            "offerings": offerings_of(organisation),
            "sites": sites_of(organisation.pk, today_in(organisation.office.zone)),
            "may_add_site": request.full_scope.covers("partners.write_site", office_id=organisation.office_id),
        },
    )


@require_http_methods(["GET", "POST"])
@requires("partners.write_organisation")
def organisation_new(request: PortalRequest) -> HttpResponse:
    offices = Office.objects.visible_to(request.scope).order_by("path")
    form = OrganisationForm(
        request.POST or None, offices=offices, initial={"office": request.scope.office_id, "is_active": True}
    )
    if request.method == "POST" and form.is_valid():
        try:
            organisation = actions.add_organisation(
                office_id=form.cleaned_data["office"].pk, by=request.user, scope=request.scope, **form.values()
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Mitra tercatat."))
            return redirect("partners:organisation_detail", organisation.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@requires("partners.write_organisation")
def organisation_edit(request: PortalRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(queries.known(request.full_scope.narrowed("partners.view_organisation")), pk=pk)
    check_may_change(organisation, request.scope)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.initial_of(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(organisation_id=pk, by=request.user, scope=request.scope, **form.values())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("partners:organisation_detail", pk)
    return _form_page(request, form, organisation)


def _form_page(request: PortalRequest, form: OrganisationForm, organisation: Organisation | None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "partners/organisation_form.html", {"form": form, "organisation": organisation}, status=status
    )
