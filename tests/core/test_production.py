"""Production refuses to start open."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "DJANGO_ENV": "prod",
    "SECRET_KEY": "x" * 50,
    "NIK_KEYS": "cHJvZHVjdGlvbi1leGFtcGxlLWtleS1vZi10aGlydHk=",
    "NIK_INDEX_KEY": "an index key of the site",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def start(**changes: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import bapas_portal.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_safe_start_is_accepted():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEMO_MODE": "1"}, "DEMO_MODE"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "only-for-development-" + "0" * 40}, "SECRET_KEY"),
        ({"NIK_KEYS": ""}, "NIK_KEYS"),
        ({"NIK_KEYS": "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcHJvZHVjdHM="}, "NIK_KEYS"),
        ({"NIK_INDEX_KEY": "development-index-key"}, "NIK_INDEX_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_an_unsafe_start_is_refused_by_name(change, named):
    refused = start(**change)
    assert refused.returncode != 0
    assert named in refused.stderr.splitlines()[-1]
