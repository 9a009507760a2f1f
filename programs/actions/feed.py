"""Secret addresses of calendar feeds: made once, shown once, kept as SHA-256, revoked and never deleted."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.accounts.tokens import digest_of
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from programs.choices import FeedKind
from programs.models import FeedAddress

KEY_BYTES = 32


@transaction.atomic
def make_feed(*, kind: str, by: User) -> tuple[FeedAddress, str]:
    """A new address of one's own and its secret, which cannot be read again; the old one of that kind ends.

    Raises Invalid for a kind that is none.
    """
    if kind not in FeedKind.values:
        message = _("Pilih kalender dari daftar.")
        raise Invalid(message, {"kind": message})
    User.objects.select_for_update().get(pk=by.pk)
    for old in FeedAddress.objects.filter(user=by, kind=kind, revoked_at=None):
        _end(old, by)
    secret = secrets.token_urlsafe(KEY_BYTES)
    feed = FeedAddress.objects.create(user=by, kind=kind, digest=digest_of(secret))
    record(verb="feed.made", subject=feed, by=by, kind=kind)
    return feed, secret


@transaction.atomic
def revoke_feed(*, feed_id: int, by: User) -> FeedAddress:
    """End one's own address at once. Raises FeedAddress.DoesNotExist or WrongState (already revoked)."""
    feed = FeedAddress.objects.select_for_update().filter(user=by).get(pk=feed_id)
    if feed.revoked_at is not None:
        raise WrongState(_("Alamat kalender ini sudah dicabut."))
    _end(feed, by)
    return feed


def note_fetch(feed: FeedAddress, at: datetime) -> None:
    """When a calendar program last asked, so that its owner sees whether somebody still does."""
    FeedAddress.objects.filter(pk=feed.pk).update(last_fetched_at=at)


def _end(feed: FeedAddress, by: User) -> None:
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record(verb="feed.revoked", subject=feed, by=by, kind=feed.kind)
