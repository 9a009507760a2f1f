"""Outputs and links of an activity: put in and taken off on its page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions import activity_part as actions
from programs.forms.activity_part import LinkForm, OutputForm
from programs.models import ActivityLink, ActivityOutput, CareActivity
from programs.views.activity_page import activity_context, visible_activity


@require_POST
@requires("programs.write_activity")
def output_add(request: PortalRequest, pk: int) -> HttpResponse:
    return _add(request, pk, OutputForm(request.POST), actions.add_output, ("output_form", _("Hasil tersimpan.")))


@require_POST
@requires("programs.write_activity")
def link_add(request: PortalRequest, pk: int) -> HttpResponse:
    return _add(request, pk, LinkForm(request.POST), actions.add_link, ("link_form", _("Tautan tersimpan.")))


@require_POST
@requires("programs.write_activity")
def output_remove(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ActivityOutput.objects.visible_to(request.scope), pk=pk, removed_at=None)
    return _remove(request, row.activity_id, lambda: actions.remove_output(output_id=pk, **_who(request)))


@require_POST
@requires("programs.write_activity")
def link_remove(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ActivityLink.objects.visible_to(request.scope), pk=pk, removed_at=None)
    return _remove(request, row.activity_id, lambda: actions.remove_link(link_id=pk, **_who(request)))


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user, "scope": request.scope}


def _add(
    request: PortalRequest, pk: int, form: forms.Form, action: Callable[..., Any], told: tuple[str, str]
) -> HttpResponse:
    """`told`: the form's name on the page, and what is said once the row is kept."""
    get_object_or_404(CareActivity.objects.visible_to(request.scope), pk=pk)
    activity = visible_activity(request, pk)
    if form.is_valid():
        try:
            row = action(activity_id=pk, **form.cleaned_data, **_who(request))
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, row, told[1])
            return redirect("programs:activity_detail", pk)
    context = activity_context(request, activity, **{told[0]: form})
    return render(request, "programs/activity_detail.html", context, status=422)


def _remove(request: PortalRequest, activity_pk: int, action: Callable[[], Any]) -> HttpResponse:
    try:
        action()
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Dihapus dari kegiatan ini; jejaknya tetap tersimpan."))
    return redirect("programs:activity_detail", activity_pk)
