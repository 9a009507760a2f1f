"""Long files, classes and functions are where a house falls apart first (style.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.guards.source import ROOT, place, python_files, templates, tree

FILE_LINES = 300
CLASS_LINES = 200
CLASS_METHODS = 15
FUNCTION_LINES = 40
# place: why it may be longer. Empty, and meant to stay so.
LONGER: dict[str, str] = {}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines from `def` to the end; a docstring that gives shapes and sources does not count."""
    documented = bool(node.body) and isinstance(node.body[0], ast.Expr) and ast.get_docstring(node, clean=False)
    docstring = node.body[0].end_lineno - node.body[0].lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def _named(kinds: tuple[type[ast.AST], ...]) -> Iterator[tuple[Path, ast.AST]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield path, node


def test_no_file_is_longer_than_300_lines():
    ours = [*python_files(), *templates(), *(ROOT / "tests").rglob("*.py")]
    long = {place(path): lines for path in ours if (lines := path.read_text().count("\n")) > FILE_LINES}
    too_long = {name: size for name, size in long.items() if name not in LONGER}
    assert not too_long


def test_no_class_is_longer_than_200_lines_or_15_methods():
    long = {}
    for path, node in _named((ast.ClassDef,)):
        methods = sum(isinstance(part, FUNCTIONS) for part in node.body)
        if _lines(node) > CLASS_LINES or methods > CLASS_METHODS:
            long[f"{place(path)} {node.name}"] = (_lines(node), methods)
    too_long = {name: size for name, size in long.items() if name not in LONGER}
    assert not too_long


def test_no_function_is_longer_than_40_lines():
    long = {
        f"{place(path)} {node.name}": _lines(node) for path, node in _named(FUNCTIONS) if _lines(node) > FUNCTION_LINES
    }
    too_long = {name: size for name, size in long.items() if name not in LONGER}
    assert not too_long
