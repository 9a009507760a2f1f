"""Calendar feeds: the owner's page, and the public door of a secret address."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.accounts.tokens import digest_of
from bapas_portal.core.access import PortalRequest, public, requires
from bapas_portal.core.dates import today_in
from programs.actions.feed import make_feed, note_fetch, revoke_feed
from programs.files.feed import feed_text
from programs.forms.calendar import FeedForm
from programs.models import FeedAddress
from programs.queries.feed import feed_events, feed_scope, living_feed

FETCHES_A_MINUTE, MINUTE = 20, 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.view_activity")
def feed_page(request: PortalRequest) -> HttpResponse:
    """One's own addresses, and a form for a new one; it stands on the answer to the form and nowhere else."""
    form = FeedForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        _feed, secret = make_feed(kind=form.cleaned_data["kind"], by=request.user)
        address = request.build_absolute_uri(reverse("programs:feed", args=[secret]))
    feeds = FeedAddress.objects.filter(user=request.user).order_by("-created_at")
    context = {"form": form, "address": address, "feeds": feeds}
    return render(request, "programs/feed_page.html", context, status=422 if form.errors else 200)


@require_POST
@requires("programs.view_activity")
def feed_revoke(request: PortalRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(FeedAddress.objects.filter(user=request.user), pk=pk, revoked_at=None)
    revoke_feed(feed_id=feed.pk, by=request.user)
    messages.success(request, _("Alamat dicabut. Kalender yang memakainya tidak diperbarui lagi."))
    return redirect("programs:feed_page")


@public
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address, under its owner's rights of this moment; 404 for anything else."""
    key = f"feed:{digest_of(secret)}"
    if _fetches(key) > FETCHES_A_MINUTE:
        return HttpResponse(status=429, headers={"Retry-After": str(MINUTE)})
    found = living_feed(secret)
    scope = feed_scope(found.user) if found else None
    if found is None or scope is None:
        raise Http404
    now, base = timezone.now(), request.build_absolute_uri("/").rstrip("/")
    events = feed_events(found, scope, today_in())
    name = f"{found.get_kind_display()} · {scope.office_name}"
    text = feed_text(events, name=name, host=urlsplit(base).hostname or "portal", base=base, at=now)
    note_fetch(found, now)
    headers = {"Content-Disposition": 'inline; filename="kalender-bapas.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _fetches(key: str) -> int:
    """How often an address was asked for within this minute, this time included."""
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key)
    except ValueError:
        # The minute ended between the two.
        return 1
