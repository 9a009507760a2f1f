"""Keys of one's own to the API: shown once, kept as a digest, revoked and never deleted."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts import tokens
from bapas_portal.accounts.models import ApiToken, User
from bapas_portal.accounts.permissions import must_have_second_factor
from bapas_portal.accounts.queries import living_tokens, second_factor_of
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState

LONGEST = timedelta(days=366)


@transaction.atomic
def add_token(*, label: str, expires_on: date, by: User) -> tuple[ApiToken, str]:
    """Make a key for `by`; returns the row and the key itself. Raises Invalid.

    Refused: a label in use, a day out of range, an account that lacks the second factor it must have.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if second_factor_of(by) is None and must_have_second_factor(by, scope_of(by)):
        raise Invalid(_("Pasang verifikasi dua langkah dahulu; sesudah itu kunci dapat dibuat."))
    if living_tokens(by).filter(label=label).exists():
        message = _("Anda sudah memiliki kunci dengan nama ini.")
        raise Invalid(message, {"label": message})
    if not today_in() < expires_on <= today_in() + LONGEST:
        message = _("Pilih hari setelah hari ini, paling lama satu tahun.")
        raise Invalid(message, {"expires_on": message})
    token, key = tokens.make_token(by, label, expires_on)
    record(verb="token.added", subject=token, by=by, expires_on=expires_on.isoformat())
    return token, key


@transaction.atomic
def revoke_token(*, token_id: int, by: User) -> ApiToken:
    """End one's own key at once. Raises WrongState (already revoked) or ApiToken.DoesNotExist."""
    token = ApiToken.objects.select_for_update().filter(user=by).get(pk=token_id)
    if token.revoked_at is not None:
        raise WrongState(_("Kunci ini sudah dicabut."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(verb="token.revoked", subject=token, by=by)
    return token
