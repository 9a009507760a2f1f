"""Secrets at rest: encrypted text, and a keyed index to find it by equality.

A 16-digit NIK can be guessed by trying them all, so the index is keyed (HMAC-SHA256) and its key is a secret.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    return _cipher(tuple(settings.NIK_KEYS)).encrypt(text.encode())


def decrypt(token: bytes) -> str:
    """Raises cryptography.fernet.InvalidToken if no key of NIK_KEYS opens it."""
    return _cipher(tuple(settings.NIK_KEYS)).decrypt(bytes(token)).decode()


def blind_index(text: str) -> str:
    """64 hex digits, the same for the same text under the same NIK_INDEX_KEY."""
    return hmac.new(settings.NIK_INDEX_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.BinaryField):
    """Text in Python, Fernet token in the database; '' is stored as NULL-free empty bytes."""

    def get_db_prep_value(self, value: str | bytes | None, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = encrypt(value) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> str | None:
        if value is None:
            return None
        return decrypt(bytes(value)) if len(value) else ""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def to_python(self, value: Any) -> Any:
        return value
