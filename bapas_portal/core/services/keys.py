"""The keys and the environment of a local instance, made once and kept private under `var/secrets`."""

import base64
import os
import secrets
from collections.abc import Callable

from bapas_portal.core.services.places import Places, write_private

# A name in the settings, and how a fresh value is made. NIK_KEYS holds one Fernet key (32 bytes, base64).
MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "NIK_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "NIK_INDEX_KEY": lambda: secrets.token_urlsafe(48),
}


def key_files(places: Places) -> dict[str, str]:
    """Return {"SECRET_KEY_FILE": path, …}; a key that is missing is made, one that is there is kept."""
    places.secrets.mkdir(parents=True, mode=0o700, exist_ok=True)
    files = {}
    for name, make in MAKERS.items():
        path = places.secrets / name.lower()
        if not path.exists():
            write_private(path, make())
        files[f"{name}_FILE"] = str(path)
    return files


def local_environment(places: Places) -> dict[str, str]:
    """Return the variables of a local demo instance that the caller's environment does not set itself."""
    wanted = {
        "DJANGO_ENV": "dev",
        "DEMO_MODE": "1",
        "DEBUG": "0",
        "STATIC_ROOT": str(places.var / "static"),
        "MEDIA_ROOT": str(places.var / "files"),
    }
    wanted |= {name: path for name, path in key_files(places).items() if name.removesuffix("_FILE") not in os.environ}
    return {name: value for name, value in wanted.items() if name not in os.environ}
