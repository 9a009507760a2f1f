"""Somebody with an authenticator: what the app would show, and the codes kept in the drawer."""

import time
from dataclasses import dataclass

from bapas_portal.accounts import totp
from bapas_portal.accounts.actions.second_factor import begin_second_factor, confirm_second_factor
from bapas_portal.accounts.models import SecondFactor, User

PASSWORD = "sandi-uji-coba"


@dataclass
class Phone:
    """An authenticator app: `code(steps=1)` is what it shows half a minute later."""

    secret: str

    def code(self, steps: int = 0) -> str:
        return totp.code_at(self.secret, time.time() + steps * totp.SECONDS)


def with_second_factor(user: User) -> tuple[SecondFactor, Phone, list[str]]:
    """Set up and on; the code of the half minute before is used up, so that the present one is good."""
    secret = begin_second_factor(password=PASSWORD, code="", by=user).secret
    phone = Phone(secret)
    factor, codes = confirm_second_factor(code=phone.code(-1), by=user)
    return factor, phone, codes
