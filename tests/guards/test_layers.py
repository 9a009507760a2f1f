"""Imports go one way: between the rooms (import-linter) and between the files of a room (here)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.source import DOORS, ROOMS, ROOT, place, python_files, room_and_kind, tree

PACKAGES = {folder.replace("/", "."): room for room, folder in ROOMS.items()}
ABOVE_MODELS = {"permissions", "queries", "actions", "forms", *DOORS, "urls"}
# What files of a kind may not import, of any room.
FORBIDDEN = {
    "choices": {"rules", "models"} | ABOVE_MODELS,
    "rules": {"models"} | ABOVE_MODELS,
    "models": ABOVE_MODELS,
    "permissions": {"queries", "actions", "forms", *DOORS, "urls"},
    "queries": {"actions", "forms", *DOORS, "urls"},
    "actions": {"forms", *DOORS, "urls"},
    "forms": {"actions", *DOORS, "urls"},
}
PLAIN = {"choices": ("django.db",), "rules": ()}
# (file, module): why.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def imported(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Every module a file imports by its full name, with what it takes from it: "clients.models.Client"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _kind_of_module(module: str) -> str:
    for package in PACKAGES:
        if module.startswith(f"{package}."):
            first = module.removeprefix(f"{package}.").split(".")[0]
            return first.partition("_")[0] if first.partition("_")[0] in DOORS else first
    return ""


def _room_of_module(module: str) -> str:
    return next((room for package, room in PACKAGES.items() if module.startswith(f"{package}.")), "")


def upward_imports(path: Path) -> list[str]:
    kind = room_and_kind(path)[1]
    return [
        f"{place(path, node)} imports {module}"
        for node, module in imported(path)
        if _kind_of_module(module) in FORBIDDEN.get(kind, ()) and (place(path), module) not in EXCEPTIONS
    ]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_files_of_a_room_import_only_what_stands_lower(kind):
    found = [line for path in python_files() if room_and_kind(path)[1] == kind for line in upward_imports(path)]
    assert not found


def test_rules_are_plain_python_over_plain_values():
    found = [
        f"{place(path, node)} imports {module}"
        for path in python_files()
        if room_and_kind(path)[1] == "rules"
        for node, module in imported(path)
        if module.startswith(("django.db", "django.http", "rest_framework"))
    ]
    assert not found


def test_doors_do_not_import_the_doors_of_another_room():
    """Except that an API resource may hold the resource of a room below (import-linter holds the direction)."""
    found = [
        f"{place(path, node)} imports {module}"
        for path in python_files()
        if room_and_kind(path)[1] in DOORS
        for node, module in imported(path)
        if _kind_of_module(module) in DOORS
        and _room_of_module(module) != room_and_kind(path)[0]
        and not room_and_kind(path)[1] == _kind_of_module(module) == "api"
    ]
    assert not found


def test_no_star_import_and_no_relative_import():
    found = [
        place(path, node)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names))
    ]
    assert not found


def test_the_rooms_import_one_way():
    """import-linter with the contracts of pyproject.toml."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
