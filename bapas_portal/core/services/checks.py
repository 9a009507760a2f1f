"""What must hold before anything is started. Each raises StartError with a remedy."""

import errno
import os
import shutil
import socket
from pathlib import Path

from bapas_portal.core.services.errors import StartError

MIN_FREE_MB = 500


def check_free_space(folder: Path, *, need_mb: int = MIN_FREE_MB) -> None:
    """Raise StartError when the disk that holds `folder` has less than `need_mb` megabytes (10^6 bytes) left."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < need_mb:
        raise StartError(
            f"The disk is nearly full: {free_mb} MB free under {folder}, at least {need_mb} MB needed.\n"
            "Free some space, or set BAPAS_VAR to a folder on another disk."
        )


def check_writable(folder: Path) -> None:
    """Make `folder` if it is missing; raise StartError when it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(_not_writable(folder, error.strerror or "")) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartError(_not_writable(folder, os.strerror(errno.EACCES)))


def _not_writable(folder: Path, reason: str) -> str:
    return (
        f"No permission to write in {folder} ({reason}).\n"
        "Run as the owner of the folder, or set BAPAS_VAR to a folder of your own."
    )


def check_port_free(host: str, port: int) -> None:
    """Raise StartError when another program listens on the port, or when the port may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartError(
                    f"Port {port} is taken by another program. Choose another: PORT={port + 1} make run"
                ) from error
            raise StartError(f"Port {port} on {host} cannot be used: {error.strerror}. Try PORT=8000.") from error


def parse_port(text: str) -> int:
    """Return the port number in `text`; raise StartError when it is none (1 to 65535)."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise StartError(f"PORT must be a number from 1 to 65535, not {text!r}.")


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
