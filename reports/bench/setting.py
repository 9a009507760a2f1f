"""Where a benchmark runs: settings as in production, and the machine in words."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.test.utils import override_settings

from reports.bench.database import database_size, server_version
from reports.bench.stage import URLCONF, Stage


@contextmanager
def as_in_production() -> Iterator[None]:
    """Debug off, addresses of the benchmark, files in a folder of their own, static files not looked up by hash."""
    with tempfile.TemporaryDirectory() as folder:
        files, static = (Path(folder) / name for name in ("files", "static"))
        static.mkdir()
        storages = {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": files}},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        changed = {
            "DEBUG": False,
            "ALLOWED_HOSTS": ["testserver"],
            "ROOT_URLCONF": URLCONF,
            "MEDIA_ROOT": str(files),
            "STATIC_ROOT": str(static),
            "STORAGES": storages,
            "SECURE_SSL_REDIRECT": False,
        }
        with override_settings(**changed):
            yield


def setting_words(stage: Stage, months: int) -> str:
    """Where and on what this was measured."""
    return "\n".join(
        [
            f"machine: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
            f"{platform.system()} {platform.release()}",
            f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {server_version()}",
            f"data: {stage.clients} clients, {months} months, {database_size() / 1e6:.0f} MB on disk; "
            f"{stage.rounds} rounds of A B A B after a warm-up",
            "ratio: median over the rounds; spread: smallest and largest round; p95: of all calls\n",
        ]
    )
