"""How `make test` runs the suite, with and without a browser."""

import os
import sys

import pytest

from bapas_portal.core.services.testrun import browser_verdict, find_browser, pytest_runs, run_all


@pytest.mark.parametrize(
    ("browser", "is_ci", "verdict"),
    [
        ("/usr/bin/chromium", True, "run"),
        ("/usr/bin/chromium", False, "run"),
        (None, True, "fail"),
        (None, False, "leave out"),
    ],
)
def test_a_missing_browser_fails_in_ci_only(browser: str | None, is_ci: bool, verdict: str) -> None:
    assert browser_verdict(browser, is_ci=is_ci) == verdict


def test_browser_tests_run_last_and_one_at_a_time() -> None:
    parallel, serial = pytest_runs(["-k", "x"], verdict="run")
    assert parallel[-6:] == ["-m", "not e2e", "-n", "2", "-k", "x"]
    assert serial[-6:] == ["-m", "e2e", "-p", "no:xdist", "-k", "x"]


def test_browser_tests_are_left_out_without_a_browser() -> None:
    assert len(pytest_runs([], verdict="leave out")) == 1


@pytest.mark.parametrize(("codes", "status"), [([0, 0], 0), ([0, 5], 0), ([1, 0], 1), ([0, 2], 2), ([2, 1], 2)])
def test_the_first_failure_is_the_status(codes: list[int], status: int) -> None:
    runs = [[sys.executable, "-c", f"raise SystemExit({code})"] for code in codes]
    assert run_all(runs, dict(os.environ)) == status


def test_a_named_browser_that_is_missing_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert find_browser() is None
