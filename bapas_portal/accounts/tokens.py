"""Keys for programs: made once, shown once, kept only as a SHA-256."""

import hashlib
import secrets
from datetime import date

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import ApiToken, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid

KEY_BYTES = 32
KEY_PREFIX = "bapas_"


def digest_of(key: str) -> str:
    """The hex SHA-256 (64 characters) a key is found by. Keys are 256 random bits, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_token(user: User, label: str, expires_on: date) -> tuple[ApiToken, str]:
    """A new token and its key. The key cannot be read again: show it once.

    `expires_on` is the last day the key works. Raises Invalid for a day already past.
    """
    if expires_on < today_in():
        raise Invalid(
            _("Tanggal akhir sudah lewat."), fields={"expires_on": _("Pilih hari ini atau tanggal sesudahnya.")}
        )
    key = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    token = ApiToken.objects.create(user=user, label=label, digest=digest_of(key), expires_on=expires_on)
    return token, key
