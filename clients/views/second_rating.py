"""Doors of second ratings: the list, the request, both results side by side, and taking a request back."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from bapas_portal.core.paging import keyset_page, next_url
from clients.actions.second_rating import ask_second_rating, cancel_second_rating
from clients.choices import RatingState
from clients.forms.second_rating import AskRatingForm
from clients.models import Assessment, SecondRating
from clients.queries.second_rating import ASK, RATE, comparison, own_open, possible_raters, ratings_in_reach

USUAL_DAYS = 14
REFUSED = 422
JOINED = ("guidance__client", "guidance__office", "guidance__offence_group", "rater", "asked_by")


@require_safe
@requires("clients.view_client")
def second_rating_list(request: PortalRequest) -> HttpResponse:
    """What the reader is asked to score; then all in reach. Two permissions open it, either is enough."""
    may_rate, may_ask = request.full_scope.holds(RATE), request.full_scope.holds(ASK)
    if not may_rate and not may_ask:
        raise PermissionDenied(RATE)
    own = own_open(request.full_scope)
    rows = ratings_in_reach(request.full_scope).exclude(pk__in=[rating.pk for rating in own])
    page = keyset_page(
        rows.select_related("guidance__client", "guidance__office", "rater", "first__assessor"),
        order=("-asked_at", "-pk"),
        cursor=request.GET.get("after", ""),
    )
    context = {
        "own": own,
        "ratings": page.rows,
        "is_first": page.is_first,
        "next_url": next_url(request.GET, page),
        "may_ask": may_ask,
        "may_rate": may_rate,
        "today": today_in(),
    }
    return render(request, "clients/second_rating_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.ask_second_rating")
def second_rating_ask(request: PortalRequest, pk: int) -> HttpResponse:
    rows = Assessment.objects.visible_to(request.scope).select_related(
        "guidance__client", "guidance__office", "version"
    )
    first = get_object_or_404(rows, pk=pk)
    raters = possible_raters(first, request.user)
    due_on = today_in(first.guidance.office.zone) + timedelta(days=USUAL_DAYS)
    form = AskRatingForm(request.POST or None, raters=raters, initial={"due_on": due_on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            rating = ask_second_rating(
                first_id=pk, rater_id=given["rater"], due_on=given["due_on"], by=request.user, scope=request.scope
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Penilaian kedua diminta."))
            return redirect("clients:second_rating_detail", rating.pk)
    context = {"first": first, "guidance": first.guidance, "form": form, "has_raters": bool(raters)}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "clients/second_rating_ask.html", context, status=status)


@require_safe
@requires("clients.view_client")
def second_rating_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Both results once the second is in; before that only who was asked, and until when."""
    rows = ratings_in_reach(request.full_scope).select_related(*JOINED, "version", "first__assessor")
    rating = get_object_or_404(rows, pk=pk)
    guidance = rating.guidance
    record_read(subject=rating, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    may_ask = request.full_scope.covers(ASK, office_id=guidance.office_id, is_child=guidance.is_child)
    is_done, is_open = rating.state == RatingState.DONE, rating.state == RatingState.ASKED
    context = {
        "rating": rating,
        "guidance": guidance,
        "comparison": comparison(rating) if is_done else None,
        "may_fill": is_open and rating.rater_id == request.user.pk,
        "may_cancel": is_open and may_ask,
        "may_open_first": may_ask and not (is_open and rating.rater_id == request.user.pk),
    }
    return render(request, "clients/second_rating_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.ask_second_rating")
def second_rating_cancel(request: PortalRequest, pk: int) -> HttpResponse:
    rows = SecondRating.objects.visible_to(request.scope).select_related("guidance__client", "rater")
    rating = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        cancel_second_rating(rating_id=pk, by=request.user, scope=request.scope)
        messages.success(request, _("Permintaan dibatalkan."))
        return redirect("clients:second_rating_detail", pk)
    context = {"rating": rating, "cancel_url": reverse("clients:second_rating_detail", args=[pk])}
    return render(request, "clients/second_rating_cancel.html", context)
