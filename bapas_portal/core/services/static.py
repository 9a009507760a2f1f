"""Collecting static files only when they changed."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from bapas_portal.core.services.child import Recipe
from bapas_portal.core.services.places import ROOT, Places

STAMP = "static.stamp"


def fingerprint() -> str:
    """Return a digest of the project's static files (path, size, time) and of the locked packages."""
    digest = hashlib.sha256()
    for file in _sources():
        facts = file.stat()
        digest.update(f"{file.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted(ROOT.glob("requirements*.lock"))
    for pattern in ("static", "*/static", "bapas_portal/*/static"):
        for folder in sorted(ROOT.glob(pattern)):
            if ".venv" not in folder.parts and "var" not in folder.relative_to(ROOT).parts:
                yield from sorted(path for path in folder.rglob("*") if path.is_file())


def is_collected(places: Places, mark: str) -> bool:
    """Return whether the collected files are those of `mark`."""
    stamp = places.run / STAMP
    manifest = places.var / "static" / "staticfiles.json"
    return stamp.exists() and manifest.exists() and stamp.read_text() == mark


def collect_recipe(places: Places, env: dict[str, str]) -> Recipe:
    """Return `collectstatic` as a program; it needs no database."""
    argv = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
    return Recipe(name="collectstatic", argv=argv, env=env, log=places.log / "collectstatic.log", cwd=ROOT)
