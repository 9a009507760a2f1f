"""Codes of the second factor over plain values: the half minute's six digits (RFC 6238) and recovery codes.

The arithmetic is cryptography's; what is ours is the window of one step to either side, and no code twice.
"""

import base64
import secrets

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "Portal Bapas"
# What authenticator apps know without being told: 160 bits, SHA-1, six digits, half a minute.
SECRET_BYTES, DIGITS, SECONDS = 20, 6, 30
WINDOW = 1
# Letters and digits that are not mistaken for each other when read aloud; 12 of them are 59 bits, under a keyed digest.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_CODES, RECOVERY_GROUPS, GROUP_LENGTH = 10, 3, 4


def new_secret() -> str:
    """A fresh secret: 32 base32 letters (160 bits)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)


def code_at(secret: str, at: float) -> str:
    """The six digits that the app shows at `at` (seconds since 1970)."""
    return _totp(secret).generate(at).decode()


def matching_step(secret: str, typed: str, at: float, *, after: int) -> int | None:
    """The half minute whose code was typed, within one of `at` and later than `after`; None when there is none."""
    if not is_app_code(typed):
        return None
    now = int(at // SECONDS)
    for step in range(max(now - WINDOW, after + 1), now + WINDOW + 1):
        if constant_time.bytes_eq(code_at(secret, step * SECONDS).encode(), typed.encode()):
            return step
    return None


def is_app_code(typed: str) -> bool:
    """Six digits, as an app shows them; anything else may be a recovery code."""
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()


def address_of(secret: str, name: str) -> str:
    """The otpauth: address that an app reads from the QR code."""
    return _totp(secret).get_provisioning_uri(name, ISSUER)


def in_fours(text: str) -> str:
    """For typing over: "ABCD EFGH …"."""
    return " ".join(text[start : start + GROUP_LENGTH] for start in range(0, len(text), GROUP_LENGTH))


def new_recovery_codes() -> list[str]:
    """Ten codes "abcd-efgh-jkmn", to be shown once."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(RECOVERY_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def bare(typed: str) -> str:
    """A code as it is compared: without spaces and hyphens, in small letters."""
    return "".join(typed.split()).replace("-", "").lower()
