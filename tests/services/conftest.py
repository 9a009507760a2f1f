"""Instances of the embedded services in folders of their own, removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bapas_portal.core.services.control import reset
from bapas_portal.core.services.places import Places

# Only root hands its servers to another account; anybody else has nothing to hand over.
collect_ignore = [] if os.geteuid() == 0 else ["test_servant.py"]


@pytest.fixture(autouse=True)
def no_named_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests start servers of their own, whatever servers the suite itself runs on."""
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_URL_FILE", "REDIS_URL_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def places() -> Iterator[Places]:
    """An instance in a folder that every account may enter (pytest's own folder is closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="bapas-test-"))
    folder.chmod(0o755)
    found = Places(folder / "var")
    yield found
    reset(found)
    shutil.rmtree(folder)
