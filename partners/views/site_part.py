"""What hangs on a work site: weekly times, safety checks, taking it into use again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from partners.actions.check import record_check
from partners.actions.site import reopen_site
from partners.actions.slot import open_slots
from partners.forms.site import CheckForm, SlotForm
from partners.models import Site


def _own_site(request: PortalRequest, pk: int) -> Site:
    rows = Site.objects.visible_to(request.scope).select_related("organisation__office")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def slot_open(request: PortalRequest, pk: int) -> HttpResponse:
    """A weekly time, on one or several weekdays."""
    site = _own_site(request, pk)
    today = today_in(site.organisation.office.zone)
    form = SlotForm(request.POST or None, initial={"form_key": uuid.uuid4(), "valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            slots = open_slots(site_id=pk, by=request.user, scope=request.scope, **form.cleaned_data)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, slots[0], _("Jam kerja tersimpan."))
            return redirect("partners:site_detail", pk)
    return _form_page(request, site, {"form": form, "title": _("Tambah jam"), "button": _("Simpan jam")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.write_site")
def check_add(request: PortalRequest, pk: int) -> HttpResponse:
    """Write down a safety check."""
    site = _own_site(request, pk)
    today = today_in(site.organisation.office.zone)
    form = CheckForm(request.POST or None, initial={"form_key": uuid.uuid4(), "checked_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            check = record_check(site_id=pk, by=request.user, scope=request.scope, **form.cleaned_data)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, check, _("Pemeriksaan K3 tercatat."))
            return redirect("partners:site_detail", pk)
    return _form_page(
        request, site, {"form": form, "title": _("Catat pemeriksaan K3"), "button": _("Simpan pemeriksaan")}
    )


@require_POST
@requires("partners.write_site")
def site_reopen(request: PortalRequest, pk: int) -> HttpResponse:
    site = _own_site(request, pk)
    try:
        reopen_site(site_id=site.pk, by=request.user, scope=request.scope)
    except WrongState as error:
        messages.info(request, str(error.message))
    else:
        messages.success(request, _("Tempat kerja dibuka lagi."))
    return redirect("partners:site_detail", pk)


def _form_page(request: PortalRequest, site: Site, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "partners/site_part_form.html", {"site": site, **context}, status=status)
