"""Sign in with the NIP or the user name."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest

from bapas_portal.accounts.models import SecondFactor, User


def find_user(typed: str) -> User | None:
    """The user whose NIP or user name was typed; spaces inside a NIP do not count."""
    name = typed.strip().replace(" ", "")
    return User.objects.filter(Q(username=name.lower()) | Q(nip=name)).first() if name else None


class NipOrUsernameBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = find_user(username)
        if user is None:
            # The same work as for a real user, so that time does not tell which names exist.
            User().set_password(password)
            return None
        return user if user.is_active and user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, with the factor it must have shown (`factor_on_id`): no query more a request."""
        factor = SecondFactor.objects.on().filter(user=OuterRef("pk")).values("pk")
        return User.objects.filter(pk=user_id, is_active=True).annotate(factor_on_id=Subquery(factor)).first()
