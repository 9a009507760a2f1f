"""Codes of paper lists, and what a row of one says. Plain values."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import time

# Letters and digits that are not mistaken for each other when read from paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 10
KEYS = uuid.UUID("5f1f4bb4-0f6c-4c6e-9d4f-3a2f9a5f7c10")


def new_code() -> str:
    """About 49 bits: not to be guessed, and short enough to type."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """As printed: "ABCDE-FGHJK"."""
    return f"{code[:5]}-{code[5:]}".upper()


def plain_code(typed: str) -> str:
    """The code as kept, whatever capitals, spaces and hyphens were typed; "" where it cannot be one."""
    plain = "".join(sign for sign in typed.lower() if sign not in " -")
    return plain if len(plain) == LENGTH and set(plain) <= set(SIGNS) else ""


def key_of(row_id: int) -> uuid.UUID:
    """The key under which a row is typed back: a list typed twice is saved once."""
    return uuid.uuid5(KEYS, str(row_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the paper says of a client of a service; presence: a Presence code; times both or none."""

    presence: str
    starts_at: time | None = None
    ends_at: time | None = None
    feedback: str = ""
    needs_officer: bool = False
