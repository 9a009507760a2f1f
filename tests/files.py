"""Where the files of a test are kept."""

from pathlib import Path
from typing import Any

from django.conf import settings


def kept_in(folder: Path) -> dict[str, Any]:
    """Settings that keep uploaded and written files in `folder`."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    return {"MEDIA_ROOT": folder, "STORAGES": {**settings.STORAGES, "default": default}}
