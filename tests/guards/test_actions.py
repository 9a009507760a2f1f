"""A write says who does it and within what scope, takes no argument by place, and leaves a trail."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.source import ROOT, dotted, files_of, place, tree

# file::function: why it takes no scope, or nobody.
WITHOUT_SCOPE = {
    "bapas_portal/accounts/actions/second_factor.py::begin_second_factor": "one's own",
    "bapas_portal/accounts/actions/second_factor.py::confirm_second_factor": "one's own",
    "bapas_portal/accounts/actions/second_factor.py::pass_second_factor": "one's own, while signing in",
    "bapas_portal/accounts/actions/second_factor.py::make_recovery_codes": "one's own",
    "bapas_portal/accounts/actions/second_factor.py::end_second_factor": "one's own",
    "bapas_portal/accounts/actions/notice.py::finish_notice": "one's own message",
    "programs/actions/feed.py::make_feed": "one's own address",
    "programs/actions/feed.py::revoke_feed": "one's own address",
    "bapas_portal/accounts/actions/token.py::add_token": "one's own token",
    "bapas_portal/accounts/actions/token.py::revoke_token": "one's own token",
}
# By somebody who is not signed in yet.
BEFORE_SIGNING_IN = {
    "partners/actions/worker.py::accept_invitation": "an invited worker; the one-time secret says who",
}
STEPS_OF_A_JOB = {
    "reports/actions/publication.py::publish_run": "a step of the rollup, which names its requester",
    "reports/actions/publication.py::refuse_run": "a step of the rollup, which names its requester",
}


def _writes() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Public functions in the rooms' actions that are a transaction of their own."""
    for path in files_of("actions"):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if any(dotted(decorator).endswith("transaction.atomic") for decorator in node.decorator_list):
                yield path, node


WRITES = {f"{place(path)}::{node.name}": (path, node) for path, node in _writes()}


def test_there_are_writes():
    assert len(WRITES) > 20


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_keyword_only_and_says_who_and_where(name):
    arguments = WRITES[name][1].args
    if name in STEPS_OF_A_JOB:
        return
    assert not arguments.args + arguments.posonlyargs, "takes arguments by place"
    if name in BEFORE_SIGNING_IN:
        return
    expected = {"by"} if name in WITHOUT_SCOPE else {"by", "scope"}
    assert expected <= {argument.arg for argument in arguments.kwonlyargs}


def _calls(path: Path) -> dict[str, set[str]]:
    """What each function of a file calls, by name."""
    return {
        node.name: {dotted(each) for each in ast.walk(node) if isinstance(each, ast.Call)}
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
    }


def _helpers(path: Path) -> dict[str, Path]:
    """Functions that a file takes from other files of actions, and where they stand."""
    return {
        alias.name: file
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom) and ".actions." in f"{node.module}."
        if (file := ROOT / f"{(node.module or '').replace('.', '/')}.py").exists()
        for alias in node.names
    }


@pytest.mark.parametrize("name", WRITES)
def test_a_write_leaves_a_trail(name):
    """It calls `record`, itself or through helpers among the actions."""
    path, function = WRITES[name]
    seen, todo = set(), {(path, function.name)}
    while todo:
        one = todo.pop()
        seen.add(one)
        helpers = _helpers(one[0])
        found = {(helpers.get(call, one[0]), call) for call in _calls(one[0]).get(one[1], set())}
        todo |= found - seen
    assert "record" in {call for _file, call in seen}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_says_what_it_does(name):
    assert ast.get_docstring(WRITES[name][1])


def test_the_exceptions_hold_nothing_that_is_gone():
    gone = sorted((WITHOUT_SCOPE.keys() | STEPS_OF_A_JOB.keys() | BEFORE_SIGNING_IN.keys()) - WRITES.keys())
    assert not gone
