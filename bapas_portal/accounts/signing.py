"""Signing in, out, and failing to, into the trail. Django announces these; they are not signals of our own."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from bapas_portal.accounts.backends import find_user
from bapas_portal.accounts.models import User
from bapas_portal.accounts.queries import home_office_id as _home
from bapas_portal.accounts.second_step import PASSED_BY, person_of
from bapas_portal.audit.trail import record

NOBODY_BY_THAT_NAME = 0


@receiver(user_logged_in, dispatch_uid="trail_signed_in")
def signed_in(sender: type, user: User, request: HttpRequest | None = None, **_: Any) -> None:
    User.objects.filter(pk=user.pk, first_signed_in_at=None).update(first_signed_in_at=timezone.now())
    passed = getattr(request, PASSED_BY, "")
    said = {"second_factor": passed} if passed else {}
    record(verb="user.signed_in", subject=user, by=user, office_id=_home(user), **said)


@receiver(user_logged_out, dispatch_uid="trail_signed_out")
def signed_out(sender: type, user: User | None, **_: Any) -> None:
    if user is not None:
        record(verb="user.signed_out", subject=user, by=user, office_id=_home(user))


@receiver(user_login_failed, dispatch_uid="trail_sign_in_failed")
def sign_in_failed(sender: str, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name that was typed is not kept: people type their password there."""
    person = person_of(credentials)
    if person is not None:
        record(verb="second_factor.refused", subject=person, by=None, office_id=_home(person))
        return
    user = find_user(str(credentials.get("username") or ""))
    if user is None:
        record(verb="user.sign_in_failed", subject=User(pk=NOBODY_BY_THAT_NAME), by=None)
    else:
        record(verb="user.sign_in_failed", subject=user, by=None, office_id=_home(user))
