"""What the guards read: our own files by room and kind. A room or a file added later is found by itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "core": "bapas_portal/core",
    "audit": "bapas_portal/audit",
    "accounts": "bapas_portal/accounts",
    "clients": "clients",
    "partners": "partners",
    "programs": "programs",
    "reports": "reports",
    "api": "bapas_portal/api",
}
# Files of these names, or folders of these names, in every room; what stands higher may import what stands lower.
KINDS = ("choices", "rules", "models", "permissions", "queries", "actions", "forms", "views", "api", "tasks", "urls")
DOORS = ("views", "api", "tasks", "admin")


@cache
def python_files() -> tuple[Path, ...]:
    """Our own code without migrations and tests, in a steady order."""
    tops = ("bapas_portal", *(folder for folder in ROOMS.values() if "/" not in folder))
    found = (path for top in tops for path in (ROOT / top).rglob("*.py"))
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def room_and_kind(path: Path) -> tuple[str, str]:
    """("clients", "views") for clients/views/caseload.py and clients/views_caseload.py; '' where neither applies."""
    relative = path.relative_to(ROOT)
    for room, folder in ROOMS.items():
        if relative.is_relative_to(folder):
            first = relative.relative_to(folder).parts[0].removesuffix(".py")
            return room, first.partition("_")[0] if first.partition("_")[0] in DOORS else first
    return "", ""


def files_of(*kinds: str) -> Iterator[Path]:
    """Files of these kinds in every room."""
    for path in python_files():
        if room_and_kind(path)[1] in kinds:
            yield path


def place(path: Path, node: ast.AST | None = None) -> str:
    """ "clients/views/caseload.py:12": how a guard names what it found."""
    line = f":{node.lineno}" if node is not None else ""
    return f"{path.relative_to(ROOT).as_posix()}{line}"


def dotted(node: ast.AST) -> str:
    """ "Client.objects.filter" of an attribute chain, through the calls in it; '' where it starts elsewhere."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return ".".join([node.id, *reversed(parts)])
        else:
            return ""
