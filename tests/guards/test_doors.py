"""Doors (views, API, jobs) take rows only through `visible_to`, and only with a narrowed scope."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.source import dotted, files_of, place, tree
from tests.guards.test_scope_declared import SCOPED

SCOPED_NAMES = {model.__name__ for model in SCOPED}
# Tables without a scope that a door may read, and how: lists that are the same for all, or rows of one's own.
LISTS = {
    "Region": "the official list of regions",
    "OffenceGroup": "a list, the same for all",
    "InstrumentVersion": "a list, the same for all",
    "Intervention": "a list, the same for all",
    "InterventionDosage": "a list, the same for all",
    "RollupRun": "runs count the whole nation; their figures are scoped",
    "PublishedMonth": "names the run shown for a month",
    "Period": "a month and its due days, the same for all",
    "Release": "a release of the nation's figures, which are scoped",
}
OWN = {
    "Job": ("owner", "owner_id"),
    "ApiToken": ("user", "user_id"),
    "FeedAddress": ("user", "user_id"),
    "Notice": ("user", "user_id"),
}
# Reads of a scoped table that its room declares open to every reader.
OPEN: dict[str, str] = {}
# A job works for the system: it counts everybody. Each such file says what it reads unscoped, and why.
JOBS = {
    "reports/tasks.py": "the rollup counts the whole nation; an export works its scope out again from its owner",
    "bapas_portal/core/tasks.py": "sends waiting jobs again",
}
# (file, chain): why this one door reads beside the scope.
EXCEPTIONS: dict[tuple[str, str], str] = {}
READERS = ("get_object_or_404", "get_list_or_404")
RAW = {"raw", "_base_manager", "_default_manager", "cursor"}
SCOPE_METHODS = {"narrowed", "holds", "covers", "may_identify", "office_ids", "permissions", "reaches"}
SCOPE_METHODS |= {"display_name", "office_id", "office_name", "user_id", "role_label"}
DOORS = list(files_of("views", "api", "tasks", "admin"))


def _outermost(module: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Each whole chain once: "Client.objects.visible_to.filter", not its beginnings too."""
    inner: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Call):
            child = node.value if isinstance(node, ast.Attribute) else node.func
            inner.add(id(child))
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Call) and id(node) not in inner:
            chain = dotted(node)
            if chain:
                yield node, chain


def _keywords(node: ast.AST) -> set[str]:
    return {keyword.arg or "" for call in ast.walk(node) if isinstance(call, ast.Call) for keyword in call.keywords}


def _reads_beside_the_scope(path: Path, node: ast.AST, chain: str) -> bool:
    parts = chain.split(".")
    if RAW & set(parts):
        return True
    if "objects" not in parts[1:] or "visible_to" in parts:
        return False
    model, after = parts[parts.index("objects") - 1], parts[parts.index("objects") + 1 :]
    if after == ["none"] or f"{model}.objects.{next(iter(after), '')}" in OPEN:
        return False
    if model in LISTS or (place(path), chain) in EXCEPTIONS:
        return False
    return not (model in OWN and _keywords(node) & set(OWN[model]))


def unscoped_reads(path: Path) -> list[str]:
    """Where a door takes rows beside the scope, as "file:line chain"."""
    found = []
    for node, chain in _outermost(tree(path)):
        if _reads_beside_the_scope(path, node, chain):
            found.append(f"{place(path, node)} {chain}")
        elif chain.split(".")[-1] in READERS and isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id in SCOPED_NAMES:
                found.append(f"{place(path, node)} {chain}({first.id})")
    return found


@pytest.mark.parametrize("path", DOORS, ids=place)
def test_a_door_takes_no_row_beside_the_scope(path):
    if place(path) not in JOBS:
        assert not unscoped_reads(path)


@pytest.mark.parametrize("path", DOORS, ids=place)
def test_the_whole_scope_is_asked_or_narrowed_never_filtered_by(path):
    """`full_scope` may be asked what is held; rows come by a scope narrowed to one permission."""
    parents = {id(child): node for node in ast.walk(tree(path)) for child in ast.iter_child_nodes(node)}
    wrong = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr == "full_scope":
            user = parents[id(node)]
            is_asked = isinstance(user, ast.Attribute) and user.attr in SCOPE_METHODS
            if not is_asked and isinstance(user, ast.Call) and dotted(user).endswith("visible_to"):
                wrong.append(place(path, node))
    assert not wrong


def test_the_exceptions_hold_nothing_that_is_gone():
    here = {place(path) for path in DOORS}
    gone = sorted(JOBS.keys() - here)
    assert not gone
    assert not {file for file, _ in EXCEPTIONS} - here
