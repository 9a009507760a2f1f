"""`make test`: the whole suite on servers of its own, the browser tests last and one at a time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import ROOT, Places, default_places
from bapas_portal.core.services.servers import NAMES, Servers

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "No Chromium was found on this machine (apt-get install chromium, or set CHROMIUM to its path)."
NO_TESTS_COLLECTED = 5


def find_browser() -> str | None:
    """Return the path of a Chromium: `CHROMIUM`, else the first on PATH, else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def browser_verdict(browser: str | None, *, is_ci: bool) -> str:
    """Return what becomes of the browser tests: `run`, `fail` (CI without a browser), or `leave out`."""
    if browser:
        return "run"
    return "fail" if is_ci else "leave out"


def pytest_runs(extra: list[str], *, verdict: str) -> list[list[str]]:
    """Return the pytest command lines, in order; `extra` goes to each."""
    pytest = [sys.executable, "-m", "pytest"]
    runs = [[*pytest, "-m", "not e2e", "-n", "2", *extra]]
    if verdict == "run":
        runs.append([*pytest, "-m", "e2e", "-p", "no:xdist", *extra])
    return runs


def run_all(runs: list[list[str]], env: dict[str, str]) -> int:
    """Run each command line; return the first failure's status, 0 when all passed. A run without tests passes."""
    status = 0
    for argv in runs:
        code = subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode
        if code and code != NO_TESTS_COLLECTED:
            status = status or code
    return status


def suite_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the suite's environment; which settings it uses is pyproject.toml's to say."""
    return {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "DJANGO_ENV": "test"
    }


def loud(text: str) -> None:
    line = "!" * 88
    print(f"{line}\n{text}\n{line}", flush=True)


def main(extra: list[str]) -> int:
    """Run the suite; return pytest's status. pytest's own summary is the last thing printed."""
    verdict = browser_verdict(find_browser(), is_ci=os.environ.get("CI", "") not in ("", "0", "false"))
    if verdict == "fail":
        loud(f"{NO_BROWSER}\nIn CI the browser tests must run, so this is a failure.")
        return 1
    if verdict == "leave out":
        loud(f"{NO_BROWSER}\nTHE BROWSER TESTS ARE LEFT OUT of this run.")
    runs = pytest_runs(extra, verdict=verdict)
    try:
        if all(os.environ.get(name) for name in NAMES):
            return run_all(runs, suite_environment(os.environ))
        with Servers(Places(default_places().var / "test"), is_throw_away=True) as servers:
            servers.start()
            servers.wait_ready()
            return run_all(runs, suite_environment(servers.environment({})))
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
