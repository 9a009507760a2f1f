"""A stable name for a person that tells nobody who it is."""

import hashlib

from django.conf import settings

SALT = b"reports.pseudonym:"
BLOCK = 64
LENGTH = 10
CHILD_MARK = ":anak"


def _key() -> bytes:
    return hashlib.sha256(SALT + settings.SECRET_KEY.encode()).digest().ljust(BLOCK, b"\0")


def sql_pads() -> dict[str, bytes]:
    """The two pads of HMAC-SHA256, so that PostgreSQL can reckon it with its own sha256() (no pgcrypto)."""
    key = _key()
    return {"outer": bytes(byte ^ 0x5C for byte in key), "inner": bytes(byte ^ 0x36 for byte in key)}


def pseudonym(public_id: object, *, is_child: bool = False) -> str:
    """K- and ten hexadecimal digits: HMAC-SHA256 of the person's public id under the portal's own key.

    A person's periods as a child carry another code than those as an adult: the Kanwil knows adults by name, and a
    shared code would name the child (UU 11/2012 art. 19).
    """
    pads = sql_pads()
    text = f"{public_id}{CHILD_MARK if is_child else ''}"
    inner = hashlib.sha256(pads["inner"] + text.encode()).digest()
    return "K-" + hashlib.sha256(pads["outer"] + inner).hexdigest()[:LENGTH].upper()
