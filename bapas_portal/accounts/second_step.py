"""Between the password and the code: who waits for the second step, how often it may be tried, who has passed it.

Nobody is signed in while waiting: the session holds only whose password was right, for a few minutes.
"""

import time
from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from bapas_portal.accounts.models import User

WAITING, PASSED, PASSED_BY = "second_step", "second_factor", "second_step_passed_by"
PATIENCE_SECONDS = 5 * 60
COUNTED_FOR = "second_step_of"


def wait_for_code(request: HttpRequest, user: Any, going_to: str) -> None:
    """The password of `user` was right; the code is still to come."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + PATIENCE_SECONDS,
        "next": going_to,
    }


def who_waits(request: HttpRequest) -> User | None:
    """Whose code is awaited; None when nobody's, too late, or the password has changed meanwhile."""
    waiting = request.session.get(WAITING)
    if waiting is None or waiting["until"] < time.time():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not constant_time_compare(waiting["hash"], user.get_session_auth_hash()):
        return None
    return user


def let_in(request: HttpRequest, user: User, factor_id: int, passed_by: str) -> str:
    """Sign the person in; returns where they were going. `passed_by` ("app" or "recovery") stands in the trail."""
    waiting = request.session.pop(WAITING)
    setattr(request, PASSED_BY, passed_by)
    login(request, user, backend=waiting["backend"])
    mark_passed(request, factor_id)
    return waiting["next"]


def mark_passed(request: HttpRequest, factor_id: int | None) -> None:
    """This session has shown the factor (None: there is none); every other session of the person ends."""
    request.session[PASSED] = factor_id
    forget_tries(cast(User, request.user).pk)


def counted_by(request: Any, credentials: dict[str, Any] | None = None) -> list[str | list[str]]:
    """For axes: passwords by name and address, codes by person alone.

    Who tries codes has the password already, so a new address must not bring new tries.
    """
    return ["username"] if credentials and COUNTED_FOR in credentials else [["username", "ip_address"]]


def _credentials(user_id: int) -> dict[str, Any]:
    # No user name has a colon: the count of codes is apart from the count of passwords.
    return {"username": f"langkah-kedua:{user_id}", COUNTED_FOR: user_id}


def locked_out(request: HttpRequest, user: User) -> HttpResponse | None:
    """The answer to too many wrong codes; None while tries are left."""
    credentials = _credentials(user.pk)
    if AxesProxyHandler.is_allowed(request, credentials):
        return None
    return get_lockout_response(request, credentials=credentials)


def note_failure(request: HttpRequest, user: User) -> None:
    """A wrong code or password at the second step: counted, and in the trail."""
    user_login_failed.send(sender=__name__, credentials=_credentials(user.pk), request=request)


def forget_tries(user_id: int) -> None:
    AxesProxyHandler.reset_attempts(username=_credentials(user_id)["username"])


def person_of(credentials: dict[str, Any]) -> User | None:
    """Whose second step failed; None for an ordinary sign-in."""
    return User.objects.filter(pk=credentials[COUNTED_FOR]).first() if COUNTED_FOR in credentials else None
