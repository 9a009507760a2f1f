"""Doors of the blind form: the same items as the first assessment, without a word of its result."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from clients.actions.second_rating import rate_second
from clients.choices import RatingState
from clients.forms.panel import panel_of
from clients.forms.sheet import Sheet, error_links, parts_of, read_sheet
from clients.models import SecondRating
from clients.queries.instruments import definition_of
from clients.rules.cohort import age_on


def _asked_rating(request: PortalRequest, pk: int) -> SecondRating:
    """The reader's own open request, or 404; WrongState once it was taken back."""
    rows = SecondRating.objects.visible_to(request.scope).select_related(
        "guidance__client", "guidance__case__offence_group", "guidance__office", "version", "first", "asked_by"
    )
    rating = get_object_or_404(rows, pk=pk)
    if rating.state == RatingState.CANCELLED:
        raise WrongState(_("Permintaan penilaian kedua ini sudah dibatalkan."))
    return rating


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.rate_second")
def second_rating_fill(request: PortalRequest, pk: int) -> HttpResponse:
    rating = _asked_rating(request, pk)
    if rating.state == RatingState.DONE:
        return redirect("clients:second_rating_detail", pk)
    if request.method != "POST":
        record_read(subject=rating, by=request.user, office_id=rating.guidance.office_id, guidance=rating.guidance_id)
        return _page(request, rating, Sheet())
    sheet = read_sheet(definition_of(rating.version), request.POST)
    if request.POST.get("step") == "count":
        return _page(request, rating, sheet)
    return _save(request, rating, sheet)


@require_POST
@requires("clients.rate_second")
def second_rating_score(request: PortalRequest, pk: int) -> HttpResponse:
    """The live panel of what is typed so far; saves nothing."""
    rating = _asked_rating(request, pk)
    instrument = definition_of(rating.version)
    panel = panel_of(instrument, read_sheet(instrument, request.POST), rating.first.context)
    return render(request, "clients/assessment_panel.html", {"panel": panel, "is_live": True})


def _save(request: PortalRequest, rating: SecondRating, sheet: Sheet) -> HttpResponse:
    try:
        rate_second(rating_id=rating.pk, answers=sheet.answers, notes=sheet.notes, by=request.user, scope=request.scope)
    except DomainError as error:
        faults = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
        return _page(request, rating, sheet, faults, status=error.http_status)
    messages.success(request, _("Penilaian tersimpan. Kedua hasil tampil berdampingan."))
    return redirect("clients:second_rating_detail", rating.pk)


def _page(
    request: PortalRequest,
    rating: SecondRating,
    sheet: Sheet,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    instrument, guidance = definition_of(rating.version), rating.guidance
    panel = panel_of(instrument, sheet, rating.first.context)
    context = {
        "rating": rating,
        "guidance": guidance,
        "instrument": instrument,
        "parts": list(zip(parts_of(instrument, sheet, errors or {}), panel.parts, strict=True)),
        "panel": panel,
        "is_live": False,
        "item_errors": error_links(instrument, errors or {}),
        "age_at_offence": age_on(guidance.client.birth_on, guidance.case.offence_on),
    }
    return render(request, "clients/second_rating_fill.html", context, status=status)
