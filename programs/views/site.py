"""Closing a work site and ending a weekly time: each on a page that says what becomes of the sessions ahead."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from partners.models import Site, SiteSlot
from programs.actions import site as actions
from programs.forms.site import CloseSiteForm, EndSlotForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def site_close(request: PortalRequest, pk: int) -> HttpResponse:
    rows = Site.objects.visible_to(request.scope).select_related("organisation")
    site = get_object_or_404(rows, pk=pk)
    form = CloseSiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancelled = actions.close_site(site_id=pk, by=request.user, scope=request.scope)
        except WrongState as error:
            put_errors(form, error)
        else:
            messages.success(request, _said(_("Tempat kerja ditutup."), cancelled))
            return redirect("partners:site_detail", pk)
    return _page(request, "programs/site_close.html", site, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def slot_end(request: PortalRequest, pk: int) -> HttpResponse:
    rows = SiteSlot.objects.visible_to(request.scope).select_related("site__organisation__office")
    slot = get_object_or_404(rows, pk=pk)
    today = today_in(slot.site.organisation.office.zone)
    form = EndSlotForm(request.POST or None, initial={"last_on": max(today, slot.valid_from)})
    if request.method == "POST" and form.is_valid():
        last_on = form.cleaned_data["last_on"]
        try:
            cancelled = actions.end_slot(slot_id=pk, last_on=last_on, by=request.user, scope=request.scope)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _said(_("Jam ini diakhiri."), cancelled))
            return redirect("partners:site_detail", slot.site_id)
    return _page(request, "programs/slot_end.html", slot.site, form, slot)


def _said(done: str, cancelled: int) -> str:
    if not cancelled:
        return done
    text = ngettext("%(n)s sesi kosong dibatalkan.", "%(n)s sesi kosong dibatalkan.", cancelled)
    return f"{done} {text % {'n': cancelled}}"


def _page(
    request: PortalRequest, template: str, site: Site, form: forms.Form, slot: SiteSlot | None = None
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"site": site, "form": form, "slot": slot}, status=status)
