"""Work sites: the list of all offices, one with its week and checks, adding and changing."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.maps import point_on_map
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from bapas_portal.core.wordings import both_wordings
from partners.actions import site as actions
from partners.choices import Area
from partners.forms.site import SiteFilterForm, SiteForm
from partners.models import Organisation, Site
from partners.permissions import may_write_site
from partners.queries import site as queries


@require_safe
@requires("partners.view_organisation")
def site_list(request: PortalRequest) -> HttpResponse:
    """The work sites, readable across offices; filters keep their place in the address."""
    form = SiteFilterForm(request.GET or {"area": Area.KANWIL})
    today = today_in()
    found = queries.sites(request.scope, form.wanted, today)
    page = keyset_page(found, order=("name", "pk"), cursor=request.GET.get("after", ""))
    queries.mark_checks(page.rows, today)
    context = {"form": form, "page": page, "total": found.count(), "next_url": next_url(request.GET, page)}
    return render(request, "partners/site_list.html", context)


@require_safe
@requires("partners.view_organisation")
def site_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One site: where, what, whom it takes, its week and its checks."""
    site = get_object_or_404(queries.known_sites(request.scope), pk=pk)
    today = today_in(site.organisation.office.zone)
    checks = queries.checks_of(site)
    last = checks[0] if checks else None
    state = queries.state_of(last.is_safe, last.valid_until, today) if last else queries.state_of(None, None, today)
    context = {
        "site": site,
        "today": today,
        "week": queries.week_of(site, today),
        "checks": checks,
        "last": last,
        "state": state,
        "point": point_on_map(site.latitude, site.longitude),
        "may_change": may_write_site(site, request.full_scope),
    }
    return render(request, "partners/site_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def site_new(request: PortalRequest, pk: int) -> HttpResponse:
    """A new site of a partner (`pk`) that the reader's office keeps."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.scope), pk=pk)
    first = SiteForm.first_values() | {"region_id": organisation.region_id or "", "street": organisation.street}
    form = SiteForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["form_key"] or uuid.uuid4()
        try:
            site = actions.add_site(
                organisation_id=pk, form_key=key, by=request.user, scope=request.scope, **form.values()
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, site, _("Tempat kerja tercatat. Tambahkan jam dan pemeriksaan K3-nya."))
            return redirect("partners:site_detail", site.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "organisation": organisation, "site": None, "conflict": None}
    return render(request, "partners/site_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def site_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a site. One saved elsewhere meanwhile comes back with both wordings."""
    rows = Site.objects.visible_to(request.scope).select_related("organisation")
    site = get_object_or_404(rows, pk=pk)
    form = SiteForm(request.POST or None, initial=SiteForm.initial_of(site))
    conflict: list[dict[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["lock_version"]
        try:
            actions.change_site(
                site_id=pk,
                lock_version=-1 if seen is None else seen,
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except StaleEdit:
            site = get_object_or_404(rows, pk=pk)
            conflict = both_wordings(form, SiteForm.initial_of(site))
            form.data = request.POST.copy()
            form.data["lock_version"] = str(site.lock_version)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("partners:site_detail", pk)
    status = 409 if conflict is not None else 422 if form.is_bound and form.errors else 200
    context = {"form": form, "organisation": site.organisation, "site": site, "conflict": conflict}
    return render(request, "partners/site_form.html", context, status=status)
